/**
 * A process of its own: our way from a URL to a durable capture, for as many hosts at a time as it is told. Prints
 * what it cost.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createArchive } from '#archive'
import { createFetcher } from '#fetch'
import { parseHttpUrl, systemClock } from '#model'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import type { Cost, Task } from './task.ts'

const task: Task = JSON.parse(process.argv[2] ?? '{}')
const fetcher = createFetcher({
  userAgent: 'Verbatim/bench (+https://archive.example/about)',
  clock: systemClock,
  guard: { connectTo: Object.fromEntries(task.hosts.map((host) => [host, `127.0.0.1:${task.port}`])) },
})
const archive = createArchive({
  segments: openFileSegmentStore(join(task.folder, 'ours')),
  index: openSqliteCaptureIndex(join(task.folder, 'captures.db')),
  clock: systemClock,
  software: 'Verbatim/bench',
})

async function visitHost(host: string): Promise<void> {
  for (let page = 0; page < task.pagesPerHost; page++) {
    const outcome = await fetcher.fetch({ url: parseHttpUrl(`http://${host}/${page}`), purpose: 'page' })
    if (outcome.kind !== 'fetched') throw new Error(`${host}/${page}: ${JSON.stringify(outcome)}`)
    await archive.preserve(outcome.exchange, { notes: { purpose: 'article', outlet: 'bench' } })
  }
}

const before = process.cpuUsage()
const started = performance.now()
const queue = task.hosts.values()
await Promise.all(
  Array.from({ length: task.concurrency }, async () => {
    for (const host of queue) await visitHost(host)
  }),
)
const { captures, bytes } = await archive.counts()
await archive.close()
await fetcher.close()
const { user, system } = process.cpuUsage(before)
const cost: Cost = {
  pages: captures,
  cpuSeconds: (user + system) / 1e6,
  wallSeconds: (performance.now() - started) / 1000,
  peakMb: process.resourceUsage().maxRSS / 1024,
  warcBytes: bytes,
}
process.stdout.write(`${JSON.stringify(cost)}\n`)
rmSync(join(task.folder, 'ours'), { recursive: true, force: true })
