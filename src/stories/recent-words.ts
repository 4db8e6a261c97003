import type { CatalogStore } from '#catalog'
import type { Clock, SnapshotId } from '#model'
import { gistsOf } from './profile-cache.ts'
import type { WordStatistics } from './word-statistics.ts'

/** Which words are common these days, learnt after a start from the newest articles that are held. */
export interface RecentWords {
  /** From a few articles: the first snapshots after a start need not wait for all of them. */
  learnSome(): Promise<void>
  learnAll(): Promise<void>
}

/** Enough to know what everyone writes about. */
const articleCount = 240
/** A few milliseconds together. */
const atOnceCount = 40

export function createRecentWords({
  catalog,
  clock,
  statistics,
}: {
  catalog: CatalogStore
  clock: Clock
  statistics: WordStatistics
}): RecentWords {
  let left: Promise<SnapshotId[]> | undefined

  async function learn(countMax: number): Promise<void> {
    left ??= newest()
    const ids = (await left).splice(0, countMax)
    if (ids.length === 0) return
    for (const gist of (await gistsOf(catalog, ids)).values()) statistics.add(gist.words)
  }

  async function newest(): Promise<SnapshotId[]> {
    const { items } = await catalog.list({ to: clock.now() }, { cursor: null, limit: articleCount })
    return items.map(({ id }) => id)
  }

  return {
    learnSome: () => learn(atOnceCount),
    learnAll: () => learn(articleCount),
  }
}
