import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRealPages, serveRealPages, writeOutlets } from '../test/journeys/support/real-pages.ts'
import { getJson, startVerbatim, temporaryFolder, writeConfig } from '../test/journeys/support/verbatim.ts'

/**
 * The whole way, on all real pages of ../shared/pages: from a sitemap on a loopback origin to a recorded, logged
 * snapshot. Prints snapshots a second of wall time and of processor time, and the peak of memory.
 */
export async function benchWay({ out }: { shared: string; out: (line: string) => void }): Promise<void> {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const pages = readRealPages()
  const origins = await serveRealPages(pages)
  const config = writeConfig(folder, {
    fetch: { connectTo: origins.connectTo },
    crawl: { imagesPerArticleMax: 0, delayMs: 0, concurrency: 32 },
    log: { level: 'warn' },
  })
  writeOutlets(data, pages)
  const startedMs = performance.now()
  const service = await startVerbatim(['start', '--no-samples', '--data', data, '--config', config])
  const readyMs = performance.now()
  let snapshots = 0
  let lastGrowthMs = readyMs
  while (performance.now() - lastGrowthMs < 8_000) {
    await new Promise((wake) => setTimeout(wake, 250))
    const { total } = await getJson<{ total: { value: number } }>(`${service.url}/api/v1/search?q=&limit=1`)
    if (total.value > snapshots) {
      snapshots = total.value
      lastGrowthMs = performance.now()
    }
  }
  const seconds = (lastGrowthMs - readyMs) / 1000
  const processorSeconds = processorSecondsOf(service.pid)
  const status = readFileSync(`/proc/${service.pid}/status`, 'utf8')
  const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024
  out(`pages served        ${pages.length}, on ${Object.keys(origins.connectTo).length} hosts`)
  out(`ready after         ${((readyMs - startedMs) / 1000).toFixed(1)} s`)
  out(
    `snapshots           ${snapshots} in ${seconds.toFixed(1)} s: ${(snapshots / seconds).toFixed(1)} a second`,
  )
  out(
    `per processor second ${(snapshots / processorSeconds).toFixed(1)} (the whole process, reading and serving included)`,
  )
  out(`peak memory         ${peakMb.toFixed(0)} MB`)
  await service.stop()
  await origins.close()
}

/** User and system time of a process, from /proc (Linux); ticks are 1/100 s. */
function processorSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
