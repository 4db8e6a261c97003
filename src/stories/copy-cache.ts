import { isDayAlone, type Snapshot, type SnapshotId } from '#model'
import { type Copy, copyOf } from './copies.ts'

/** The texts that were compared for copying last: the reprints of one text come within a day. */
export interface CopyCache {
  /** @param plain The text's plain form, where it is made already. */
  of(snapshot: Snapshot, plain?: string): Copy
}

/** About 40 kB each. */
const copyCountMax = 500

export function createCopyCache(): CopyCache {
  const copies = new Map<SnapshotId, Copy>()
  return {
    of(snapshot, plain) {
      const copy = copies.get(snapshot.id) ?? copyOfSnapshot(snapshot, plain)
      copies.delete(snapshot.id)
      copies.set(snapshot.id, copy)
      const [oldest] = copies.keys()
      if (copies.size > copyCountMax && oldest !== undefined) copies.delete(oldest)
      return copy
    },
  }
}

function copyOfSnapshot({ article, outletSlug, capturedAt }: Snapshot, plain?: string): Copy {
  const facts = {
    title: article.title,
    text: article.text,
    outlet: article.outlet ?? outletSlug,
    source: article.source,
    reprintedFrom: article.reprintedFrom,
    at: {
      ms: Date.parse(article.publishedAt ?? capturedAt),
      isDay: article.publishedAt !== null && isDayAlone(article.publishedAt),
      capturedMs: Date.parse(capturedAt),
    },
  }
  return copyOf(facts, plain)
}
