import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { extractArticle, extractionRecord } from '#article'
import { type Extraction, parseHttpUrl } from '#model'

interface PageLine {
  readonly id: string
  readonly set: string
  readonly url: string
  readonly file: string
  readonly contentType: string
}

/**
 * Runs the extractor over the shared pages, scores it with the scorers beside them, and tells pages per CPU-second
 * and peak memory.
 *
 * @param options.shared The folder with `pages/`.
 */
export async function benchExtract(options: { shared: string; out: (line: string) => void }): Promise<void> {
  const { shared, out } = options
  const folder = join(shared, 'pages')
  if (!existsSync(join(folder, 'index.jsonl'))) {
    out(`No pages in ${folder}: nothing to measure.`)
    return
  }
  const pages = readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PageLine)
  const work = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const predictions = join(work, 'verbatim.jsonl')
    writeFileSync(predictions, predictAll(pages, folder, out))
    for (const scorer of ['score.mjs', 'score-zh.mjs']) {
      const { stdout, stderr } = spawnSync(process.execPath, [join(folder, scorer), predictions], {
        encoding: 'utf8',
        maxBuffer: 64_000_000,
      })
      for (const line of `${stdout}${stderr}`.trimEnd().split('\n')) out(line)
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function predictAll(pages: readonly PageLine[], folder: string, out: (line: string) => void): string {
  // A service runs warm: the first pages, read once untimed, let the compiler see the code.
  for (const page of pages.slice(0, warmUpPages)) extractPage(page, bytesOf(page, folder))
  const lines: string[] = []
  const cpuMsBySet = new Map<string, { pages: number; cpuMs: number }>()
  let slowest = { id: '', ms: 0 }
  for (const page of pages) {
    const bytes = bytesOf(page, folder)
    const before = process.cpuUsage()
    const extraction = extractPage(page, bytes)
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    const set = cpuMsBySet.get(page.set) ?? { pages: 0, cpuMs: 0 }
    cpuMsBySet.set(page.set, { pages: set.pages + 1, cpuMs: set.cpuMs + ms })
    if (ms > slowest.ms) slowest = { id: page.id, ms }
    lines.push(JSON.stringify({ id: page.id, ...extractionRecord(extraction) }))
  }
  const all = [...cpuMsBySet.values()].reduce((sum, each) => sum + each.cpuMs, 0)
  out(`${pages.length} pages, ${rate(pages.length, all)} a CPU-second`)
  for (const [set, { pages: count, cpuMs }] of cpuMsBySet) out(`  ${set}: ${rate(count, cpuMs)}`)
  out(`slowest page: ${slowest.id}, ${slowest.ms.toFixed(0)} ms`)
  out(`peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
  return `${lines.join('\n')}\n`
}

// Measured: the rate no longer rises after about this many.
const warmUpPages = 120

function bytesOf(page: PageLine, folder: string): Uint8Array {
  return gunzipSync(readFileSync(join(folder, page.file)))
}

function extractPage(page: PageLine, bytes: Uint8Array): Extraction {
  return extractArticle(bytes, { url: parseHttpUrl(page.url), contentType: page.contentType })
}

function rate(count: number, cpuMs: number): string {
  return (count / Math.max(0.001, cpuMs / 1000)).toFixed(0)
}
