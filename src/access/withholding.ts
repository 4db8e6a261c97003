import type { Archive } from '#archive'
import type { CatalogStore, ChangeEvent, HeldArticle, SnapshotSummary } from '#catalog'
import { type ArticleId, type Capture, type Page, type SnapshotId, snapshotIdOf } from '#model'
import type { Lineage } from '#stories'
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
  /** Null where the original may not be shown. */
  lineage(lineage: Lineage | null): Promise<Lineage | null>
  /** Left out are captures that a withheld snapshot was made of or that repeat it, and its pictures. */
  captures(captures: readonly Capture[]): Promise<Capture[]>
}

export function createWithholder({
  notices,
  catalog,
  archive,
}: {
  notices: NoticeStore
  catalog: CatalogStore
  archive: Archive
}): Withholder {
  const shown = async <T>(items: readonly T[], idOf: (item: T) => SnapshotId): Promise<T[]> => {
    const withheld = await notices.withheld(items.map(idOf))
    return withheld.size === 0 ? [...items] : items.filter((item) => !withheld.has(idOf(item)))
  }
  const shownPage = async <T>(page: Page<T>, idOf: (item: T) => SnapshotId): Promise<Page<T>> =>
    withItems(page, await shown(page.items, idOf))
  const summaries = <T extends SnapshotSummary>(items: readonly T[]) => shown(items, (item) => item.id)

  return {
    async tombstone(id) {
      const withholding = (await notices.withheld([id])).get(id)
      return withholding ? tombstoneOf(withholding) : null
    },
    ids: (ids) => shown(ids, (id) => id),
    summaries,
    page: (page) => shownPage(page, (item) => item.id),
    async changes(page) {
      // A rewrite of what is withheld cannot be shown as one: there is nothing to compare with.
      const before = (change: ChangeEvent) => (change.kind === 'revised' ? [change.previous] : [])
      const withheld = await notices.withheld(page.items.flatMap(before))
      const kept = page.items.filter((change) => !before(change).some((id) => withheld.has(id)))
      return shownPage(withItems(page, kept), (change) => change.snapshot.id)
    },
    async article(article) {
      if (!article) return null
      const revisions = await summaries(article.revisions)
      return revisions.length > 0 ? { ...article, revisions } : null
    },
    async lineage(lineage) {
      if (!lineage || (await notices.withheld([lineage.original])).size > 0) return null
      const copies = await shown(lineage.copies, (copy) => copy.id)
      return { ...lineage, copies, roundups: await shown(lineage.roundups ?? [], (id) => id) }
    },
    async captures(captures) {
      const articles = new Map<string, HeldArticle | null>()
      const shows: SnapshotId[][] = []
      for (const capture of captures) shows.push(await snapshotsShownBy(capture, articles))
      const [withheld, pictures] = await Promise.all([
        notices.withheld(shows.flat()),
        notices.withheldImages(captures.map((capture) => capture.urlKey)),
      ])
      if (withheld.size === 0 && pictures.size === 0) return [...captures]
      return captures.filter(
        (capture, index) =>
          !pictures.has(capture.urlKey) && !shows[index]?.some((snapshot) => withheld.has(snapshot)),
      )
    },
  }

  /** The snapshots whose content one finds in a capture: its own, that of its article at the time, what it repeats. */
  async function snapshotsShownBy(
    capture: Capture,
    articles: Map<string, HeldArticle | null>,
  ): Promise<SnapshotId[]> {
    const own = snapshotIdOf(capture.id, capture.capturedAt)
    const articleId = await catalog.articleOfCapture(capture.id)
    const original = !articleId && capture.revisitOf ? await archive.find(capture.revisitOf) : null
    const repeated = original ? await snapshotsShownBy(original, articles) : []
    const article = await articleOf(capture, articleId, articles)
    const standing = article?.revisions.findLast((each) => each.capturedAt <= capture.capturedAt)
    return [own, ...repeated, ...(standing ? [standing.id] : [])]
  }

  async function articleOf(
    { urlKey }: Capture,
    id: ArticleId | null,
    articles: Map<string, HeldArticle | null>,
  ): Promise<HeldArticle | null> {
    const name = id ?? urlKey
    let article = articles.get(name)
    if (article === undefined) {
      article = id ? await catalog.article(id) : await catalog.articleByUrlKey(urlKey)
      articles.set(name, article)
    }
    return article
  }
}

/** The total must not tell either: by a search for one word after the other it would spell out what is withheld. */
export function withItems<T, U>(page: Page<T>, items: readonly U[]): Page<U> {
  const { value, exact } = page.total
  const left = page.items.length - items.length
  return { ...page, items, total: { value: Math.max(items.length, value - left), exact } }
}

function tombstoneOf(withholding: Withholding): Tombstone {
  const { id, url, capturedAt, withheldAt, reason, legal } = withholding
  return { kind: 'tombstone', id, url, capturedAt, withheldAt, reason, httpStatus: legal ? 451 : 410 }
}
