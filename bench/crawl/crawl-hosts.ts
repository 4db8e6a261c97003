/**
 * A process of its own: the service's crawl with its queue, its pace and its archive, over many hosts of which some
 * may hang or drip. Prints how long it took until every page of the others was held.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseHttpUrl } from '#model'
import { crawl } from '#pipeline'
import { openHouse } from '../../src/cli/house.ts'

export interface HostsTask {
  readonly port: number
  readonly goodHosts: readonly string[]
  readonly badHosts: readonly string[]
  readonly pagesPerHost: number
  readonly delayMs: number
  readonly concurrency: number
  readonly folder: string
}

const task: HostsTask = JSON.parse(process.argv[2] ?? '{}')
const hosts = [...task.badHosts, ...task.goodHosts]
const config = join(task.folder, 'settings.json')
writeFileSync(
  config,
  JSON.stringify({
    fetch: { connectTo: Object.fromEntries(hosts.map((host) => [host, `127.0.0.1:${task.port}`])) },
    crawl: { delayMs: task.delayMs, concurrency: task.concurrency },
    log: { level: 'silent' },
  }),
)
const stop = new AbortController()
const house = await openHouse({
  options: { data: join(task.folder, 'data'), config },
  positionals: [],
  env: {},
  signal: stop.signal,
  terminal: { out() {}, err() {}, isInteractive: false },
} as unknown as Parameters<typeof openHouse>[0])
// As images, so that it is the crawl that is measured and not what an article's text takes.
await house.parts.frontier.schedule(
  hosts.flatMap((host) =>
    Array.from({ length: task.pagesPerHost }, (_, page) => ({
      url: parseHttpUrl(`http://${host}/${page}`),
      purpose: 'image' as const,
      outletSlug: 'bench',
      foundOn: null,
      publishedAt: null,
    })),
  ),
)
const wanted = task.goodHosts.length * task.pagesPerHost
const before = process.cpuUsage()
const started = performance.now()
const crawling = crawl(house.parts, { signal: stop.signal, once: false })
while ((await house.parts.frontier.counts()).finished < wanted)
  await new Promise((wake) => setTimeout(wake, 100))
const wallSeconds = (performance.now() - started) / 1000
const { user, system } = process.cpuUsage(before)
stop.abort(new Error('done'))
await crawling
await house.close()
process.stdout.write(`${JSON.stringify({ wallSeconds, cpuSeconds: (user + system) / 1e6 })}\n`)
