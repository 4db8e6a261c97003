import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CaptureEntry, type CaptureScope, createArchive, formatCdxj } from '#archive'
import {
  type Capture,
  type CaptureId,
  instantOf,
  parseHttpUrl,
  type SegmentId,
  sha256Digest,
  systemClock,
  urlKey,
} from '#model'
import { openFileSegmentStore } from '../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../src/stores/sqlite/capture-index.ts'

const captures = 100_000
const hosts = 100

/** The capture index with 100,000 captures of 100 hosts: one URL, a page of a folder, a host, everything. */
export async function benchCdx(out: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-cdx-'))
  const index = openSqliteCaptureIndex(join(folder, 'captures.db'))
  const archive = createArchive({
    segments: openFileSegmentStore(join(folder, 'segments')),
    index,
    clock: systemClock,
    software: 'Verbatim/bench',
  })
  try {
    for (let start = 0; start < captures; start += 1000)
      await index.put(Array.from({ length: 1000 }, (_, at) => entryOf(start + at)))
    out(`CDX over ${captures.toLocaleString('en')} captures, lines made included`)
    const lookups = 1000
    const one = await timed(async () => {
      for (let at = 0; at < lookups; at++) {
        const key = urlKey(urlOf(at * 97))
        for (const capture of await archive.capturesOf(key)) formatCdxj(capture)
      }
    })
    out(`  one URL: ${(one / lookups).toFixed(2)} ms`)
    for (const [what, scope, limit] of [
      ['one host', { url: urlOf(7), matchType: 'host' }, captures],
      ['the first 10,000 of a domain', everything, 10_000],
      ['all', everything, captures],
    ] as const) {
      let count = 0
      const ms = await timed(async () => {
        count = await list(archive.capturesUnder(scope satisfies CaptureScope), limit)
      })
      out(`  ${what}: ${count.toLocaleString('en')} lines in ${ms.toFixed(0)} ms`)
    }
  } finally {
    await archive.close()
    rmSync(folder, { recursive: true })
  }
}

const everything: CaptureScope = { url: parseHttpUrl('https://paper.example/'), matchType: 'domain' }

async function list(found: AsyncIterable<Capture>, limit: number): Promise<number> {
  let count = 0
  for await (const capture of found) {
    if (count >= limit) break
    formatCdxj(capture)
    count++
  }
  return count
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function urlOf(number: number) {
  return parseHttpUrl(`https://desk-${number % hosts}.paper.example/2024/${Math.floor(number / hosts)}.html`)
}

function entryOf(number: number): CaptureEntry {
  const url = urlOf(number)
  const digest = sha256Digest(Buffer.from(String(number)))
  const location = {
    segmentId: 'verbatim-20240101000000-bench000.warc.gz' as SegmentId,
    offsetBytes: number * 9000,
    lengthBytes: 9000,
  }
  const capture: Capture = {
    id: `urn:uuid:${number}` as CaptureId,
    url,
    urlKey: urlKey(url),
    capturedAt: instantOf(Date.UTC(2024, 0, 1) + number * 1000),
    status: 200,
    mediaType: 'text/html',
    payloadDigest: digest,
    recordDigest: digest,
    revisitOf: null,
    truncated: false,
    location,
  }
  return { capture, extent: location }
}
