import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CatalogStore, SearchIndex } from '#catalog'
import { type Clock, instantOf, parseChannelSlug, type Snapshot, type SnapshotId, storyIdOf } from '#model'
import { createStories, type Stories } from '#stories'
import { loadChannelModel } from '../src/cli/channel-model.ts'
import { openCatalogStore } from '../src/stores/sqlite/catalog-store.ts'
import { fakeSnapshot } from '../src/stories/fake-catalog.ts'
import { fingerprintsOf } from '../src/stories/fingerprints.ts'
import { type Gist, gistOf } from '../src/stories/gist.ts'
import { formatGist } from '../src/stories/gist-record.ts'
import { findingKeys, storyProfile } from '../src/stories/story-profile.ts'
import { createCorpus, randomFrom } from './search-corpus.ts'

const connectedCount = 200
const readCount = 60
const warmUpCount = 100

/**
 * What it costs to connect one more article, and to tell what is related to one, in an archive of a quarter of `count`
 * articles and in one of all: the ratio says how it grows. Catalog and search index are the service's own, on disk.
 *
 * Times are CPU times, of all threads. Articles are made up: every fifth is a reprint, each ends with its outlet's line.
 */
export async function benchStoriesScale(options: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const { out, count = 100_000 } = options
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const path = join(folder, 'catalog.db')
    const corpus = createNewsCorpus(count + 2 * (connectedCount + warmUpCount))
    const small = Math.ceil(count / 4)
    await fill(path, corpus, { from: 0, to: small })
    const before = await measure(path, corpus, { held: small, fresh: count })
    tell(small, before, out)
    await fill(path, corpus, { from: small, to: count })
    const after = await measure(path, corpus, { held: count, fresh: count + connectedCount + warmUpCount })
    tell(count, after, out)
    const growth = (what: keyof Costs) => (after[what] / before[what]).toFixed(2)
    out(
      `four times the archive: connect × ${growth('connectMs')}, record × ${growth('recordMs')}, related × ${growth('relatedMs')} (p95 × ${growth('relatedP95Ms')})`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}

interface Costs {
  readonly connectMs: number
  readonly recordMs: number
  readonly relatedMs: number
  readonly relatedP95Ms: number
  readonly rssBytes: number
  readonly catalogBytes: number
}

function tell(count: number, costs: Costs, out: (line: string) => void): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`
  out(
    `${count} articles: connect ${ms(costs.connectMs)}, record ${ms(costs.recordMs)}; related with excerpts ${ms(costs.relatedMs)}, p95 ${ms(costs.relatedP95Ms)}`,
  )
  out(
    `  memory ${Math.round(costs.rssBytes / 1e6)} MB; catalog ${(costs.catalogBytes / count / 1000).toFixed(1)} kB an article`,
  )
}

/** As a service meets it: opened again, nothing of it in memory. */
async function measure(
  path: string,
  corpus: NewsCorpus,
  { held, fresh }: { held: number; fresh: number },
): Promise<Costs> {
  const { catalog, search } = openCatalogStore(path)
  try {
    const now = instantOf(corpus.publishedMs(held))
    const clock: Clock = { now: () => now }
    const stories = createStories({ catalog, search, clock, channelModel: loadChannelModel() })
    const connecting: number[] = []
    const recording: number[] = []
    for (let n = fresh; n < fresh + warmUpCount + connectedCount; n++) {
      // Of the days that follow what is held.
      const snapshot = corpus.snapshot(n, held + (n - fresh))
      const [connectMs, result] = await cpuOf(() =>
        stories.connect(snapshot, { channel: null, region: null }),
      )
      const [recordMs] = await cpuOf(async () => {
        await catalog.record({ snapshot, ...result })
        await caughtUp(search)
      })
      if (n < fresh + warmUpCount) continue
      connecting.push(connectMs)
      recording.push(recordMs)
    }
    const related = await relatedTimes(stories, catalog, corpus, held)
    return {
      connectMs: mean(connecting),
      recordMs: mean(recording),
      relatedMs: mean(related),
      relatedP95Ms: related.sort((a, b) => a - b)[Math.floor(related.length * 0.95)] ?? 0,
      rssBytes: process.memoryUsage().rss,
      catalogBytes: statSync(path).size,
    }
  } finally {
    await catalog.close()
  }
}

async function relatedTimes(
  stories: Stories,
  catalog: CatalogStore,
  corpus: NewsCorpus,
  count: number,
): Promise<number[]> {
  const random = randomFrom(count)
  const times: number[] = []
  for (let n = 0; n < warmUpCount + readCount; n++) {
    const held = await catalog.find(corpus.snapshot(Math.floor(random() * count)).id)
    if (!held) throw new Error('An article of the corpus is not held.')
    const [ms] = await cpuOf(() => stories.related(held, { limit: 10 }))
    if (n >= warmUpCount) times.push(ms)
  }
  return times
}

/** Without connecting them: that would take hours, and adds no more than the made-up ties do. */
export async function fill(
  path: string,
  corpus: NewsCorpus,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const { catalog, search } = openCatalogStore(path, { durable: 'on-close' })
  try {
    for (let n = from; n < to; n++) {
      const snapshot = corpus.snapshot(n)
      const fingerprints = fingerprintsOf(snapshot.article.text)
      const gist = recorded(gistOf({ ...snapshot.article, atMs: corpus.publishedMs(n) }))
      await catalog.record({ snapshot, connections: corpus.connections(n), fingerprints, gist })
    }
    await caughtUp(search)
  } finally {
    await catalog.close()
  }
}

function recorded(gist: Gist): { record: Uint8Array; words: Uint32Array } {
  const words = findingKeys(storyProfile(gist), 16)
  return { record: formatGist(gist), words: Uint32Array.from(words) }
}

async function caughtUp(search: SearchIndex): Promise<void> {
  await search.moreLikeThis({ title: '', text: '新闻' }, { limit: 1, exclude: [] })
}

type NewsCorpus = ReturnType<typeof createNewsCorpus>

export function createNewsCorpus(count: number) {
  const corpus = createCorpus(count)
  const originalOf = (n: number) => (n % 5 === 4 && n > 60 ? n - 1 - 5 * ((n * 31) % 10) : null)
  const closingLine = (outlet: number) => {
    const random = randomFrom(outlet + 99)
    return Array.from({ length: 30 }, () => corpus.wordAt(2000 + random() * 4000)).join('')
  }
  const storyOf = (subject: number, publishedMs: number) =>
    storyIdOf(`${subject}/${Math.floor(publishedMs / 604_800_000)}` as SnapshotId)

  /** @param place Where in time, counted in articles. */
  function snapshot(n: number, place = n): Snapshot {
    const made = corpus.article(n)
    const original = originalOf(n)
    const { title, text } = original === null ? made : corpus.article(original)
    const publishedAt = instantOf(corpus.article(place).publishedMs)
    return fakeSnapshot({
      url: `https://outlet${made.outlet}.example/${n}`,
      title,
      text: `${text}\n${closingLine(made.outlet)}`,
      outlet: `报社${made.outlet}`,
      publishedAt,
      capturedAt: publishedAt,
    })
  }
  return {
    snapshot,
    publishedMs: (n: number) => corpus.article(n).publishedMs,
    connections(n: number) {
      const { subject, publishedMs } = corpus.article(n)
      const original = originalOf(n)
      const parent = original === null ? null : snapshot(original).id
      return {
        channel: parseChannelSlug('society'),
        region: null,
        story: n % 3 === 0 ? storyOf(subject, publishedMs) : null,
        reprintOf: parent && { parent, containment: 0.9 },
      }
    },
  }
}

async function cpuOf<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const since = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(since)
  return [(user + system) / 1000, result]
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
