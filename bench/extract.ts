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
 * Runs the extractor over the shared pages, scores it with the scorers beside them, tells pages per CPU-second
 * and peak memory, and holds the scores against `floors.json`.
 *
 * @param options.shared The folder with `pages/`.
 * @throws {Error} where a score is below its floor; it names all that fell.
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
    const printed = ['score.mjs', 'score-zh.mjs'].map((scorer) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(folder, scorer), predictions, ...(scorer === 'score.mjs' ? ['--json'] : [])],
        { encoding: 'utf8', maxBuffer: 64_000_000, cwd: work },
      )
      for (const line of `${stdout}${stderr}`.trimEnd().split('\n')) out(line)
      return stdout
    })
    const scores = { ...scoresOf(join(work, 'scores.json')), ...chineseScoresOf(printed[1] ?? '') }
    const fallen = belowFloors(scores)
    for (const line of fallen) out(line)
    if (fallen.length > 0) throw new Error(`Below its floor: ${fallen.join('; ')}`)
    out('No score is below its floor.')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

type Scores = Readonly<Record<string, number>>

/** The scores of each set of pages: `fundus.bodyF1`. */
function scoresOf(path: string): Scores {
  const { summary } = JSON.parse(readFileSync(path, 'utf8')) as {
    summary: Record<string, Record<string, Scores>>
  }
  const scores: Record<string, number> = {}
  for (const [set, byName] of Object.entries(summary)) {
    for (const [measure, value] of Object.entries(Object.values(byName)[0] ?? {}))
      scores[`${set}.${measure}`] = value
  }
  return scores
}

/** The lines that the scorer of the Chinese labels prints, `  title   96.7 %  of 121`, as `zh.title`: 0.967. */
function chineseScoresOf(printed: string): Scores {
  const lines = printed.matchAll(/^ {2}(\S.*?)\s+([\d.]+) % {2}of \d+$/gm)
  return Object.fromEntries([...lines].map(([, name, value]) => [`zh.${name}`, Number(value) / 100]))
}

/** What fell below its floor; of what is invented, what rose above it. */
function belowFloors(scores: Scores): string[] {
  const floors = JSON.parse(readFileSync(join(import.meta.dirname, 'floors.json'), 'utf8')) as {
    readonly extract: Scores
  }
  return Object.entries(floors.extract).flatMap(([measure, floor]) => {
    const score = scores[measure]
    if (score === undefined) return [`${measure} was not measured`]
    const isBelow = measure.endsWith('invented') ? score > floor : score < floor
    return isBelow ? [`${measure} is ${score.toFixed(3)}, its floor ${floor}`] : []
  })
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
