import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio'
import { type Archive, createArchive } from '#archive'
import { type Exchange, instantOf, parseHttpUrl, systemClock } from '#model'
import { gzipLevel } from '../src/archive/compress-record.ts'
import { openFileSegmentStore } from '../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../src/stores/sqlite/capture-index.ts'
import { benchCdx } from './cdx.ts'
import { benchExport } from './export.ts'
import { holdAgainstFloors } from './floors.ts'
import { benchFsck } from './fsck.ts'

const passes = 3
const pagesMax = 300
/** Captures on their way at a time, as the crawler has them. */
const atATime = 8

/**
 * Preserves real pages and tells megabytes of HTTP per CPU-second of this process, beside npm's warcio writing and
 * reading the same records in the same run: once as plain HTML, once with the content coding that servers send.
 * Ours includes all that a capture needs: three digests, the search for an equal payload, and the index on disk.
 * Both write to a file, with an fsync for every eight captures.
 *
 * @param options.shared The folder with `pages/html/`; without it pages are made up.
 */
export async function benchArchive(options: { shared: string; out: (line: string) => void }): Promise<void> {
  const { shared, out } = options
  const pages = pagesOf(join(shared, 'pages', 'html'))
  // First, while memory is small. The beginning of each page: it is their number that counts here.
  const starts = pages.map((page) => page.subarray(0, 4000))
  await benchExport((number) => numberedExchange(starts, number, 'identity'), { out })
  const ratios: Record<string, number> = {}
  for (const coding of ['identity', 'gzip'] as const) {
    const exchanges = pages.map((page, at) => exchangeOf(page, at, coding))
    const megabytes = exchanges.reduce((sum, each) => sum + each.responseBytes.length, 0) / 1e6
    out(`content coding ${coding}: ${exchanges.length} pages, ${megabytes.toFixed(1)} MB; best of ${passes}`)
    const write = { ours: 0, theirs: 0 }
    const read = { ours: 0, theirs: 0 }
    const size = { ours: 0, theirs: 0 }
    for (let pass = 0; pass < passes; pass++) {
      const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
      try {
        const archive = openArchive(folder)
        const ours = await cpuSeconds(() => preserveAll(archive, exchanges))
        const oursRead = await cpuSeconds(() => readAll(archive))
        size.ours = (await archive.counts()).bytes
        await archive.close()
        const path = join(folder, 'theirs.warc.gz')
        const theirs = await cpuSeconds(() => serializeAll(exchanges, path))
        const theirsRead = await cpuSeconds(() => parseAll(path))
        size.theirs = statSync(path).size
        write.ours = Math.max(write.ours, megabytes / ours)
        write.theirs = Math.max(write.theirs, megabytes / theirs)
        read.ours = Math.max(read.ours, megabytes / oursRead)
        read.theirs = Math.max(read.theirs, megabytes / theirsRead)
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
    ratios[`${coding}.write`] = write.ours / write.theirs
    ratios[`${coding}.read`] = read.ours / read.theirs
    out(line('  write', write))
    out(line('  read ', read))
    const inMb = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`
    out(
      `  size   ${inMb(size.ours)} (gzip level ${gzipLevel}), warcio ${inMb(size.theirs)} (level 6, its only one)`,
    )
    const check = await benchFsck((number) => numberedExchange(pages, number, coding), { out })
    ratios[`${coding}.fsck`] = check.cpu
    ratios[`${coding}.fsckAllCores`] = check.wall
  }
  await benchCdx(out)
  holdAgainstFloors('archive', ratios, out)
}

function line(what: string, { ours, theirs }: { ours: number; theirs: number }): string {
  const ratio = (ours / theirs).toFixed(2)
  return `${what}  ${ours.toFixed(0)} MB per CPU-second, warcio ${theirs.toFixed(0)}, ratio ${ratio}`
}

/** User and system time of all threads: gzip runs on others than this one. */
async function cpuSeconds(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function openArchive(folder: string): Archive {
  return createArchive({
    segments: openFileSegmentStore(join(folder, 'archive')),
    index: openSqliteCaptureIndex(join(folder, 'captures.sqlite')),
    clock: systemClock,
    software: 'Verbatim/bench',
  })
}

async function preserveAll(archive: Archive, exchanges: readonly Exchange[]): Promise<void> {
  const queue = exchanges.values()
  const worker = async () => {
    for (const exchange of queue) await archive.preserve(exchange)
  }
  await Promise.all(Array.from({ length: atATime }, worker))
}

async function readAll(archive: Archive): Promise<void> {
  for await (const { id } of archive.all()) await archive.read(id)
}

async function serializeAll(exchanges: readonly Exchange[], path: string): Promise<void> {
  const file = await open(path, 'w')
  for (const [at, exchange] of exchanges.entries()) {
    for (const record of await recordsOf(exchange)) {
      await file.write(await WARCSerializer.serialize(record, { gzip: true }))
    }
    if (at % atATime === atATime - 1) await file.datasync()
  }
  await file.close()
}

async function recordsOf({ url, startedAt, headers, payload }: Exchange): Promise<WARCRecord[]> {
  const common = { url, date: startedAt, warcVersion: 'WARC/1.1' } as const
  const { pathname, host } = new URL(url)
  return [
    await WARCRecord.create(
      {
        ...common,
        type: 'request',
        statusline: `GET ${pathname} HTTP/1.1`,
        httpHeaders: { Host: host },
      },
      pieces(),
    ),
    await WARCRecord.create(
      {
        ...common,
        type: 'response',
        statusline: 'HTTP/1.1 200 OK',
        httpHeaders: Object.fromEntries(headers),
      },
      pieces(payload),
    ),
    await WARCRecord.create(
      { ...common, type: 'metadata', warcHeaders: { 'Content-Type': 'application/warc-fields' } },
      pieces(Buffer.from('fetchTimeMs: 120\r\n')),
    ),
  ]
}

async function* pieces(...all: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all
}

async function parseAll(path: string): Promise<void> {
  const parser = new WARCParser(createReadStream(path))
  for await (const record of parser) await record.readFully(false)
}

function pagesOf(folder: string): Buffer[] {
  if (!existsSync(folder)) {
    return Array.from({ length: 200 }, (_, at) =>
      Buffer.from(`<p>第${at}页 ${Math.sin(at)}</p>`.repeat(2000)),
    )
  }
  const names = readdirSync(folder).sort().slice(0, pagesMax)
  return names.map((name) => gunzipSync(readFileSync(join(folder, name))))
}

/** Pages over and over, each time with a number, so that none repeats another. */
function numberedExchange(pages: readonly Buffer[], number: number, coding: 'identity' | 'gzip'): Exchange {
  const page = pages[number % pages.length]!
  return exchangeOf(Buffer.concat([page, Buffer.from(`<!-- ${number} -->`)]), number, coding)
}

function exchangeOf(page: Buffer, at: number, coding: 'identity' | 'gzip'): Exchange {
  const payload = coding === 'gzip' ? gzipSync(page) : page
  const url = parseHttpUrl(`https://news.example/bench/${at}.html`)
  const headers: [string, string][] = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ...(coding === 'gzip' ? ([['Content-Encoding', 'gzip']] as [string, string][]) : []),
    ['Content-Length', String(payload.length)],
  ]
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return {
    url,
    startedAt: instantOf(Date.UTC(2024, 0, 1) + at * 1000),
    durationMs: 120,
    remoteAddress: '192.0.2.1',
    requestBytes: Buffer.from(`GET /bench/${at}.html HTTP/1.1\r\nHost: news.example\r\n\r\n`),
    responseBytes: Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n`), payload]),
    status: 200,
    headers,
    payload,
    truncated: null,
  }
}
