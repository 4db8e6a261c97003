import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { HostsTask } from './crawl-hosts.ts'
import { type HostLog, startOrigins } from './origins.ts'

const run = promisify(execFile)
const passes = 2
const goodCount = 900
const badCount = 100
const delayMs = 500
const pagesPerHost = 3

/**
 * What hosts that hang (50) or drip bytes (50) cost the 900 others, and, by the origins' own logs, the least time that
 * any host had between two requests.
 *
 * @returns Shares: of the time without them, and of the delay; 1 is as it should be.
 */
export async function benchManyHosts(
  { pagesFolder }: { pagesFolder: string },
  out: (line: string) => void,
): Promise<{ 'hosts.aloneOfAmong': number; 'hosts.delayKept': number }> {
  const names = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}.${prefix}paper${at}.example`)
  const good = names('good', goodCount)
  const bad = [...names('hang', badCount / 2), ...names('drip', badCount / 2)]
  out(`${goodCount} hosts, ${pagesPerHost} pages each, ${delayMs} ms apart; best of ${passes} passes`)
  const without: Cost[] = []
  const within: Cost[] = []
  let least = Number.POSITIVE_INFINITY
  for (let pass = 0; pass < passes; pass++) {
    for (const [badHosts, costs] of [
      [[], without],
      [bad, within],
    ] as const) {
      const { cost, logs } = await crawlHosts({ goodHosts: good, badHosts }, pagesFolder)
      costs.push(cost)
      least = Math.min(least, leastGapMs(logs))
    }
  }
  const [alone, among] = [without, within].map((costs) => Math.min(...costs.map((each) => each.wallSeconds)))
  const loss = (among! / alone! - 1) * 100
  out(`  alone                          ${alone!.toFixed(1)} s`)
  out(
    `  among ${badCount} that hang or drip     ${among!.toFixed(1)} s: ${loss.toFixed(1)} % lost (goal: under 5 %)`,
  )
  out(`  least time between two requests to one host: ${least} ms (its delay: ${delayMs} ms)`)
  return { 'hosts.aloneOfAmong': alone! / among!, 'hosts.delayKept': least / delayMs }
}

interface Cost {
  readonly wallSeconds: number
}

async function crawlHosts(
  hosts: Pick<HostsTask, 'goodHosts' | 'badHosts'>,
  pagesFolder: string,
): Promise<{ cost: Cost; logs: Readonly<Record<string, HostLog>> }> {
  const origins = await startOrigins({ pagesFolder, pagesMax: 130, packs: true, hostile: true })
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const task: HostsTask = {
      ...hosts,
      port: origins.port,
      pagesPerHost,
      delayMs,
      concurrency: 32,
      folder,
    }
    const { stdout } = await run(process.execPath, [
      join(import.meta.dirname, 'crawl-hosts.ts'),
      JSON.stringify(task),
    ])
    return { cost: JSON.parse(stdout), logs: await origins.stop() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function leastGapMs(logs: Readonly<Record<string, HostLog>>): number {
  const gaps = Object.values(logs).flatMap(({ arrivals }) =>
    arrivals.slice(1).map((at, index) => at - arrivals[index]!),
  )
  return Math.min(...gaps)
}
