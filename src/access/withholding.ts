import type { ChangeEvent, HeldArticle, SnapshotSummary } from '#catalog'
import { type Capture, type Page, type SnapshotId, snapshotIdOf } from '#model'
import type { Tombstone } from './access.ts'
import type { NoticeStore, Withholding } from './notice-store.ts'

/** Takes out of every answer what may not be shown. All that leaves `access` goes through one of these. */
export interface Withholder {
  tombstone(id: SnapshotId): Promise<Tombstone | null>
  /** Those of the ids that may be shown, in their order. */
  ids(ids: readonly SnapshotId[]): Promise<SnapshotId[]>
  summaries<T extends SnapshotSummary>(items: readonly T[]): Promise<T[]>
  page(page: Page<SnapshotSummary>): Promise<Page<SnapshotSummary>>
  changes(page: Page<ChangeEvent>): Promise<Page<ChangeEvent>>
  /** Null where nothing of the article is left to show. */
  article(article: HeldArticle | null): Promise<HeldArticle | null>
  /** Captures whose content a withheld snapshot was made of, or that repeat it, are left out. */
  captures(captures: readonly Capture[], article: HeldArticle | null): Promise<Capture[]>
}

export function createWithholder(notices: NoticeStore): Withholder {
  const shown = async <T>(items: readonly T[], idOf: (item: T) => SnapshotId): Promise<T[]> => {
    const withheld = await notices.withheld(items.map(idOf))
    return withheld.size === 0 ? [...items] : items.filter((item) => !withheld.has(idOf(item)))
  }
  const summaries = <T extends SnapshotSummary>(items: readonly T[]) => shown(items, (item) => item.id)

  return {
    async tombstone(id) {
      const withholding = (await notices.withheld([id])).get(id)
      return withholding ? tombstoneOf(withholding) : null
    },
    ids: (ids) => shown(ids, (id) => id),
    summaries,
    page: async (page) => ({ ...page, items: await summaries(page.items) }),
    changes: async (page) => ({ ...page, items: await shown(page.items, (change) => change.snapshot.id) }),
    async article(article) {
      if (!article) return null
      const revisions = await summaries(article.revisions)
      return revisions.length > 0 ? { ...article, revisions } : null
    },
    async captures(captures, article) {
      const revisions = article?.revisions ?? []
      const own = captures.map((capture) => snapshotIdOf(capture.id, capture.capturedAt))
      const withheld = await notices.withheld([...own, ...revisions.map((each) => each.id)])
      if (withheld.size === 0) return [...captures]
      return captures.filter((capture, index) => {
        if (withheld.has(own[index] as SnapshotId)) return false
        const standing = revisions.findLast((each) => each.capturedAt <= capture.capturedAt)
        return !(standing && withheld.has(standing.id))
      })
    },
  }
}

function tombstoneOf(withholding: Withholding): Tombstone {
  const { id, url, capturedAt, withheldAt, reason, legal } = withholding
  return { kind: 'tombstone', id, url, capturedAt, withheldAt, reason, httpStatus: legal ? 451 : 410 }
}
