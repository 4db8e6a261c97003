import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { WARCParser, WARCRecord, WARCSerializer } from 'warcio'
import { type Archive, createArchive } from '#archive'
import { type Exchange, instantOf, parseHttpUrl, systemClock } from '#model'
import { openFileSegmentStore } from '../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../src/stores/sqlite/capture-index.ts'

const passes = 3
const pagesMax = 300

/**
 * Preserves real pages and tells megabytes of HTTP per CPU-second of this process, beside npm's warcio writing and
 * reading the same in the same run. Ours includes everything that a capture needs: three digests, request and
 * metadata records, gzip, fsync, the index. Theirs: the response record with its two digests, and gzip.
 *
 * @param options.shared The folder with `pages/html/`; without it pages are made up.
 */
export async function benchArchive(options: { shared: string; out: (line: string) => void }): Promise<void> {
  const { shared, out } = options
  const exchanges = pagesOf(join(shared, 'pages', 'html')).map(exchangeOf)
  const megabytes = exchanges.reduce((sum, each) => sum + each.responseBytes.length, 0) / 1e6
  out(`${exchanges.length} pages, ${megabytes.toFixed(1)} MB; best of ${passes}`)
  const write = { ours: 0, theirs: 0 }
  const read = { ours: 0, theirs: 0 }
  for (let pass = 0; pass < passes; pass++) {
    const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
    try {
      const archive = openArchive(folder)
      const ours = await cpuSeconds(() => preserveAll(archive, exchanges))
      const oursRead = await cpuSeconds(() => readAll(archive))
      await archive.close()
      const files: Uint8Array[] = []
      const theirs = await cpuSeconds(() => serializeAll(exchanges, files))
      const theirsRead = await cpuSeconds(() => parseAll(files))
      write.ours = Math.max(write.ours, megabytes / ours)
      write.theirs = Math.max(write.theirs, megabytes / theirs)
      read.ours = Math.max(read.ours, megabytes / oursRead)
      read.theirs = Math.max(read.theirs, megabytes / theirsRead)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
  out(line('preserve', write))
  out(line('read back', read))
}

function line(what: string, { ours, theirs }: { ours: number; theirs: number }): string {
  const ratio = (ours / theirs).toFixed(2)
  return `${what}: ${ours.toFixed(0)} MB per CPU-second, warcio ${theirs.toFixed(0)}, ratio ${ratio}`
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

/** Eight at a time, as the crawler does. */
async function preserveAll(archive: Archive, exchanges: readonly Exchange[]): Promise<void> {
  const queue = exchanges.values()
  const worker = async () => {
    for (const exchange of queue) await archive.preserve(exchange)
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}

async function readAll(archive: Archive): Promise<void> {
  for await (const { id } of archive.all()) await archive.read(id)
}

async function serializeAll(exchanges: readonly Exchange[], files: Uint8Array[]): Promise<void> {
  for (const { url, startedAt, headers, payload } of exchanges) {
    const record = await WARCRecord.create(
      {
        url,
        date: startedAt,
        type: 'response',
        warcVersion: 'WARC/1.1',
        statusline: 'HTTP/1.1 200 OK',
        httpHeaders: Object.fromEntries(headers),
      },
      (async function* () {
        yield payload
      })(),
    )
    files.push(await WARCSerializer.serialize(record, { gzip: true }))
  }
}

async function parseAll(files: readonly Uint8Array[]): Promise<void> {
  for (const file of files) {
    const parser = new WARCParser(
      (async function* () {
        yield file
      })(),
    )
    for await (const record of parser) await record.readFully(false)
  }
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

function exchangeOf(payload: Buffer, at: number): Exchange {
  const url = parseHttpUrl(`https://news.example/bench/${at}.html`)
  const headers: [string, string][] = [
    ['Content-Type', 'text/html; charset=utf-8'],
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
