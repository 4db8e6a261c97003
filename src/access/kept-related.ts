import { type Clock, epochMs, type SnapshotId } from '#model'
import type { RelatedArticle, Stories } from '#stories'

/** What is related hardly changes from one reader to the next; a new article may wait so long to be found. */
const keptMs = 300_000
/** So much growth of the archive makes everything out of date: a small one is read anew with every article. */
const growthMax = 1.01
/** Some 5 kB each. */
const keptMax = 2_000

export interface KeptRelatedParts {
  readonly stories: Pick<Stories, 'related'>
  readonly log: { size(): Promise<number> }
  readonly clock: Clock
}

/**
 * Remembers which articles are related to one. To find them takes ten times as long as all the rest of a page, and the
 * pages that many read are asked for again and again. What may be shown of them, and how they stand now, is for whoever
 * asks to see to.
 */
export function keepRelated({ stories, log, clock }: KeptRelatedParts): Pick<Stories, 'related'> {
  const kept = new Map<SnapshotId, { atMs: number; size: number; limit: number; related: RelatedArticle[] }>()
  return {
    async related(held, { limit }) {
      const { id } = held.snapshot
      const nowMs = epochMs(clock.now())
      const size = await log.size()
      const known = kept.get(id)
      const isFresh =
        known !== undefined &&
        known.limit >= limit &&
        Math.abs(nowMs - known.atMs) < keptMs &&
        size <= known.size * growthMax
      if (isFresh) return known.related.slice(0, limit)
      const related = await stories.related(held, { limit })
      if (kept.size >= keptMax) kept.delete(kept.keys().next().value as SnapshotId)
      kept.delete(id) // Set again, it is the last to go.
      kept.set(id, { atMs: nowMs, size, limit, related })
      return related
    },
  }
}
