import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAccess } from '#access'
import { createArchive } from '#archive'
import { type Clock, instantOf, type Snapshot, silentLog } from '#model'
import { createSite } from '#site'
import { dataPaths, openEmbeddedStores } from '#stores'
import { createStories } from '#stories'
import { createTransparencyLog } from '#transparency'
import { loadChannelModel } from '../src/cli/channel-model.ts'
import { holdAgainstFloors } from './floors.ts'
import { randomFrom } from './search-corpus.ts'
import { createNewsCorpus, fill } from './stories-scale.ts'

const readCount = 400
const warmUpCount = 60

/**
 * What a snapshot page costs the server over an archive of `count` made-up articles, each page of another article, so
 * that nothing is warm but what every page uses; and the front page, a channel, a story and a search beside it.
 *
 * Times are CPU times, of all threads, from the request to the last byte of the answer, by our own engines on disk.
 */
export async function benchSite(options: {
  out: (line: string) => void
  count?: number
}): Promise<Record<string, number>> {
  const { out, count = 50_000 } = options
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const corpus = createNewsCorpus(count)
    mkdirSync(folder, { recursive: true })
    await fill(dataPaths(folder).catalog, corpus, { from: 0, to: count })
    const random = randomFrom(count)
    const asked = Array.from({ length: warmUpCount + readCount }, () =>
      corpus.snapshot(Math.floor(random() * count)),
    )
    const service = await openService(folder, asked, instantOf(corpus.publishedMs(count - 1)))
    try {
      const paths = asked.map(({ id }) => `/s/${id}`)
      const pages = await timesOf(service.site, paths)
      const again = await timesOf(service.site, paths)
      const story = corpus.connections(3 * Math.floor(count / 6)).story
      const others: Readonly<Record<string, string>> = {
        'front page': '/',
        channel: '/channel/society',
        story: `/story/${story}`,
        search: `/search?q=${encodeURIComponent(asked[0]?.article.title.slice(0, 4) ?? '新闻')}`,
      }
      out(`${count} articles`)
      tell('snapshot page, first reader', pages, out)
      tell('snapshot page, those who follow within minutes', again, out)
      for (const [name, path] of Object.entries(others))
        tell(name, await timesOf(service.site, Array<string>(40 + warmUpCount).fill(path)), out)
      const figures = {
        'p50 goal / p50, first reader': 5 / quantile(pages, 0.5),
        'p99 goal / p99, first reader': 30 / quantile(pages, 0.99),
        'p50 goal / p50': 5 / quantile(again, 0.5),
        'p99 goal / p99': 30 / quantile(again, 0.99),
      }
      for (const [name, value] of Object.entries(figures)) out(`${name}: ${value.toFixed(2)}`)
      holdAgainstFloors('site', figures, out)
      return figures
    } finally {
      await service.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Site = ReturnType<typeof createSite>

async function timesOf(site: Site, paths: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (const [index, path] of paths.entries()) {
    const since = process.cpuUsage()
    const response = await site.request(path, {
      headers: { 'accept-language': 'zh-CN', 'accept-encoding': 'gzip, br' },
    })
    await response.bytes()
    const { user, system } = process.cpuUsage(since)
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}.`)
    if (index >= warmUpCount) times.push((user + system) / 1000)
  }
  return times
}

/** The rooms as the service puts them together, with the asked snapshots in its log. */
async function openService(folder: string, asked: readonly Snapshot[], now: ReturnType<typeof instantOf>) {
  const clock: Clock = { now: () => now }
  const stores = await openEmbeddedStores(folder, {
    use: 'shared',
    logName: 'bench.example',
    headsFolder: null,
    log: silentLog,
  })
  const { catalog, search, signingKey } = stores
  const archive = createArchive({
    segments: stores.segments,
    index: stores.captures,
    clock,
    log: silentLog,
    software: 'bench',
  })
  const log = await createTransparencyLog({ store: stores.log, signingKey, origin: signingKey.name, clock })
  for (const { id, url, capturedAt, digests } of asked)
    await log.append({ subject: id, fields: { url, capturedAt, textDigest: digests.text } })
  await log.publishCheckpoint()
  const stories = createStories({ catalog, search, clock, channelModel: loadChannelModel() })
  const access = createAccess({
    catalog,
    search,
    stories,
    archive,
    log,
    notices: stores.notices,
    outlets: async () => [],
    clock,
    random: (bytes) => new Uint8Array(bytes),
  })
  return {
    site: createSite({
      access,
      clock,
      serviceName: 'Verbatim',
      contact: null,
      baseUrl: 'https://bench.example',
    }),
    async close() {
      await archive.close()
      await log.close()
      await stores.close()
    },
  }
}

function tell(what: string, times: readonly number[], out: (line: string) => void): void {
  const ms = (share: number) => quantile(times, share).toFixed(1)
  out(`${what}: mean ${meanOf(times).toFixed(1)} ms, p50 ${ms(0.5)}, p95 ${ms(0.95)}, p99 ${ms(0.99)}`)
}

function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
