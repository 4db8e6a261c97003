import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { extractArticle, extractionRecord } from '#article'
import { type Extraction, parseHttpUrl } from '#model'

/** A line of the shared pages' `index.jsonl`. */
export interface PageLine {
  readonly id: string
  readonly set: string
  readonly url: string
  readonly file: string
  readonly contentType: string
}

/** What reading all pages took. */
export interface ExtractCost {
  readonly sets: readonly { readonly set: string; readonly pages: number; readonly cpuMs: number }[]
  /** A CPU-second, of the pages by which the peers are timed, when all is compiled. */
  readonly pagesPerSecond: number
  readonly slowest: { readonly id: string; readonly ms: number }
  readonly peakBytes: number
}

const rounds = 9

/** A process of its own, started by `extract.ts`, so that its memory is the extractor's: FOLDER OUT. */
if (import.meta.main) {
  const [folder = '', out = ''] = process.argv.slice(2)
  process.stdout.write(JSON.stringify(extractAll(folder, out)))
}

/** Reads page after page and writes its fields to a file, holding one page at a time. */
function extractAll(folder: string, out: string): ExtractCost {
  const pages = readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PageLine)
  const file = openSync(out, 'w')
  const sets = new Map<string, { set: string; pages: number; cpuMs: number }>()
  let slowest = { id: '', ms: 0 }
  for (const page of pages) {
    const bytes = bytesOf(page, folder)
    const before = process.cpuUsage()
    const extraction = extractPage(page, bytes)
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    const { pages: count, cpuMs } = sets.get(page.set) ?? { pages: 0, cpuMs: 0 }
    sets.set(page.set, { set: page.set, pages: count + 1, cpuMs: cpuMs + ms })
    if (ms > slowest.ms) slowest = { id: page.id, ms }
    writeSync(file, `${JSON.stringify({ id: page.id, ...extractionRecord(extraction) })}\n`)
  }
  closeSync(file)
  const timed = pages.filter(({ set }) => set === 'aeb')
  const pagesPerSecond = rateOf(timed, folder)
  return {
    sets: [...sets.values()],
    pagesPerSecond,
    slowest,
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }
}

/** A service runs warm, and all pages were read once by now. Of some rounds the middle one: others use the machine too. */
function rateOf(pages: readonly PageLine[], folder: string): number {
  const rates: number[] = []
  for (let round = 0; round < rounds; round++) {
    let cpuMs = 0
    for (const page of pages) {
      const bytes = bytesOf(page, folder)
      const before = process.cpuUsage()
      extractPage(page, bytes)
      const { user, system } = process.cpuUsage(before)
      cpuMs += (user + system) / 1000
    }
    rates.push((1000 * pages.length) / cpuMs)
  }
  return rates.sort((a, b) => a - b)[rounds >> 1] ?? 0
}

function bytesOf(page: PageLine, folder: string): Uint8Array {
  return gunzipSync(readFileSync(join(folder, page.file)))
}

function extractPage(page: PageLine, bytes: Uint8Array): Extraction {
  return extractArticle(bytes, { url: parseHttpUrl(page.url), contentType: page.contentType })
}
