import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExtractCost } from './extract-pages.ts'
import { readabilityRate } from './readability/readability.ts'

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
  const work = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const predictions = join(work, 'verbatim.jsonl')
    const cost = extractPages(folder, predictions)
    tellCost(cost, out)
    const ratio = tellPeer(cost, folder, out)
    const printed = ['score.mjs', 'score-zh.mjs'].map((scorer) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [join(folder, scorer), predictions, ...(scorer === 'score.mjs' ? ['--json'] : [])],
        { encoding: 'utf8', maxBuffer: 64_000_000, cwd: work },
      )
      for (const line of `${stdout}${stderr}`.trimEnd().split('\n')) out(line)
      return stdout
    })
    const scores = { ...scoresOf(join(work, 'scores.json')), ...chineseScoresOf(printed[1] ?? ''), ...ratio }
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
    // Without the network there is no peer, and no ratio.
    if (score === undefined) return measure.startsWith('speed.') ? [] : [`${measure} was not measured`]
    const isBelow = measure.endsWith('invented') ? score > floor : score < floor
    return isBelow ? [`${measure} is ${score.toFixed(3)}, its floor ${floor}`] : []
  })
}

/** In a process of its own, with a heap too small for more than the page at hand. */
function extractPages(folder: string, predictions: string): ExtractCost {
  const script = join(import.meta.dirname, 'extract-pages.ts')
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${heapMb}`, `--max-semi-space-size=${youngMb}`, script, folder, predictions],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`Reading the pages ended with ${status}: ${stderr.slice(-2000)}`)
  return JSON.parse(stdout) as ExtractCost
}

// Else V8 lets garbage lie as long as the machine has room, and the peak tells of the machine.
const heapMb = 160
const youngMb = 16

function tellCost({ sets, slowest, peakBytes }: ExtractCost, out: (line: string) => void): void {
  const pages = sets.reduce((sum, each) => sum + each.pages, 0)
  const cpuMs = sets.reduce((sum, each) => sum + each.cpuMs, 0)
  out(`${pages} pages, ${rate(pages, cpuMs)} a CPU-second`)
  for (const each of sets) out(`  ${each.set}: ${rate(each.pages, each.cpuMs)}`)
  out(`slowest page: ${slowest.id}, ${slowest.ms.toFixed(0)} ms`)
  out(`peak memory of the process that reads them: ${Math.round(peakBytes / 1e6)} MB`)
}

/** Other work on the machine slows both alike: the ratio stands. */
function tellPeer(
  { pagesPerSecond }: ExtractCost,
  folder: string,
  out: (line: string) => void,
): Record<string, number> {
  const peer = readabilityRate(folder)
  const beside =
    peer === null ? 'no peer: npm could not install it' : `Readability on linkedom ${peer.toFixed(0)}`
  out(`aeb pages, warm: ${pagesPerSecond.toFixed(0)} a CPU-second with all fields (goal 200; ${beside})`)
  if (peer === null) return {}
  out(`  ${(pagesPerSecond / peer).toFixed(2)} times the peer, which reads the body alone`)
  return { 'speed.besideReadability': pagesPerSecond / peer }
}

function rate(count: number, cpuMs: number): string {
  return (count / Math.max(0.001, cpuMs / 1000)).toFixed(0)
}
