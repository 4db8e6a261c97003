import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { holdAgainstFloors } from '../floors.ts'
import { benchManyHosts } from './many-hosts.ts'
import { type OriginsOptions, startOrigins } from './origins.ts'
import { crawlWithCrawlee, crawlWithWget } from './peers.ts'
import type { Cost, Task } from './task.ts'

const run = promisify(execFile)
const passes = 3
const hostCount = 40
const pagesPerHost = 40

/**
 * Pages per CPU-second from URL to durable WARC, beside GNU wget, which writes WARC too, and Crawlee, which writes
 * none, all from the same origins in one run: first from origins that pack nothing, then from origins that pack for
 * whoever accepts it, as most outlets do. Then what hosts that hang or drip cost the others, and whether the delay of
 * a host was kept.
 */
export async function benchCrawl(options: { shared: string; out: (line: string) => void }): Promise<void> {
  const { shared, out } = options
  const measured: Record<string, number> = {}
  for (const packs of [false, true]) {
    out(`${packs ? 'bodies packed for who accepts it' : 'bodies as they are'}; best of ${passes} passes`)
    const best = await race({ pagesFolder: join(shared, 'pages'), pagesMax: 130, packs, hostile: false })
    const ours = best['verbatim']
    for (const [name, cost] of Object.entries(best)) {
      out(line(name, cost, ours))
      if (cost && ours && cost !== ours)
        measured[`${packs ? 'packed' : 'plain'}.beside-${name}`] = perSecond(ours) / perSecond(cost)
    }
  }
  Object.assign(measured, await benchManyHosts({ pagesFolder: join(shared, 'pages') }, out))
  holdAgainstFloors('crawl', measured, out)
}

async function race(options: OriginsOptions): Promise<Record<string, Cost | null>> {
  const best: Record<string, Cost | null> = {}
  const origins = await startOrigins(options)
  try {
    for (let pass = 0; pass < passes; pass++) {
      const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
      const hosts = Array.from({ length: hostCount }, (_, at) => `h${at}.news${at}.example`)
      const task: Task = { port: origins.port, hosts, pagesPerHost, concurrency: 32, folder }
      try {
        for (const [name, crawl] of Object.entries({
          verbatim: crawlWithVerbatim,
          wget: crawlWithWget,
          crawlee: crawlWithCrawlee,
        })) {
          const cost = await crawl(task)
          const before = best[name]
          if (!before || (cost && cost.cpuSeconds < before.cpuSeconds)) best[name] = cost
        }
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }
  } finally {
    await origins.stop()
  }
  return best
}

async function crawlWithVerbatim(task: Task): Promise<Cost> {
  const program = join(import.meta.dirname, 'fetch-to-warc.ts')
  const { stdout } = await run(process.execPath, [program, JSON.stringify(task)])
  return JSON.parse(stdout)
}

function line(name: string, cost: Cost | null, ours: Cost | null | undefined): string {
  if (!cost) return `  ${name.padEnd(9)} is not to be had here`
  const ratio =
    ours && cost !== ours ? `, verbatim ${(perSecond(ours) / perSecond(cost)).toFixed(2)} times` : ''
  const warc = cost.warcBytes === null ? 'no WARC' : `${(cost.warcBytes / 1e6).toFixed(1)} MB of WARC`
  return `  ${name.padEnd(9)} ${perSecond(cost).toFixed(0)} pages per CPU-second (${((cost.cpuSeconds / cost.pages) * 1000).toFixed(2)} ms a page), ${cost.pages} pages, ${warc}${ratio}`
}

function perSecond({ pages, cpuSeconds }: Cost): number {
  return pages / cpuSeconds
}
