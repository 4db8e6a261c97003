import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Archive, type CaptureIndex, createArchive, type SegmentStore } from '#archive'
import {
  type Clock,
  type Exchange,
  instantOf,
  parseHttpMessage,
  parseHttpUrl,
  removeTransferCoding,
} from '#model'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'

export interface OpenArchive {
  readonly archive: Archive
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly folder: string
}

/** An archive with the embedded engines; in a new folder unless one is given. */
export function openArchive({
  folder = newFolder(),
  segmentsOf = folder,
  segmentBytesMax = 256_000_000,
  clock = tickingClock(),
  newId,
}: {
  folder?: string
  /** The folder whose segments are used, where the index is another one's. */
  segmentsOf?: string
  segmentBytesMax?: number
  clock?: Clock
  newId?: () => string
} = {}): OpenArchive {
  const segments = openFileSegmentStore(join(segmentsOf, 'archive'))
  const index = openSqliteCaptureIndex(join(folder, 'captures.sqlite'))
  const archive = createArchive({
    segments,
    index,
    clock,
    software: 'Verbatim/0.0.0',
    segmentBytesMax,
    ...(newId && { newId }),
  })
  return { archive, segments, index, folder }
}

const folders: string[] = []
process.once('exit', () => {
  for (const each of folders) rmSync(each, { recursive: true, force: true })
})

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-archive-'))
  folders.push(folder)
  return folder
}

/** One second a look. */
export function tickingClock(start = Date.UTC(2024, 0, 2, 3, 4, 5)): Clock {
  let ms = start
  return {
    now() {
      ms += 1000
      return instantOf(ms)
    },
  }
}

let exchangeCount = 0

/** An exchange made of the answer's bytes; each later than the one before. */
export function exchangeOf(
  response: string | Uint8Array,
  {
    url = 'https://news.example/2024/1.html',
    ...more
  }: Partial<Omit<Exchange, 'url'>> & { url?: string } = {},
): Exchange {
  const responseBytes = typeof response === 'string' ? Buffer.from(response) : response
  const at = Date.UTC(2024, 0, 2, 3, 4, 5, 678) + exchangeCount++ * 1000
  let message = { status: 200, headers: [] as Exchange['headers'], body: responseBytes }
  try {
    message = parseHttpMessage(responseBytes)
  } catch {}
  return {
    url: parseHttpUrl(url),
    startedAt: instantOf(at),
    durationMs: 42,
    remoteAddress: '192.0.2.7',
    requestBytes: Buffer.from(`GET ${new URL(url).pathname} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`),
    responseBytes,
    status: message.status,
    headers: message.headers,
    payload: removeTransferCoding(message.headers, message.body),
    truncated: null,
    ...more,
  }
}

/** A whole HTTP answer. */
export function page(body: string, headers = 'Content-Type: text/html; charset=utf-8'): string {
  return `HTTP/1.1 200 OK\r\n${headers}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await collect(pieces))
}
