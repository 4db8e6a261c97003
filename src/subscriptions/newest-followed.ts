import { type Access, QueryError, type SnapshotSummary } from '#access'
import { type ArticleId, parseArticleId, parseChannelSlug } from '#model'
import { searchOf } from './follow.ts'
import type { Subscription } from './subscription.ts'

export interface NewestFollowed {
  /** Each article once, newest first. */
  readonly items: readonly SnapshotSummary[]
  /** Searches that cannot be read, and what is wrong with them. */
  readonly wrong: readonly { readonly query: string; readonly error: QueryError }[]
}

/**
 * The newest of everything that is followed.
 *
 * @param each At most so many of one subscription, so that a busy one does not crowd out the others.
 */
export async function newestFollowed(
  access: Pick<Access, 'newest' | 'search' | 'article'>,
  subscriptions: readonly Subscription[],
  { each, limit }: { each: number; limit: number },
): Promise<NewestFollowed> {
  const wrong: { query: string; error: QueryError }[] = []
  const lists = await Promise.all(
    subscriptions.map(async ({ kind, value }): Promise<readonly SnapshotSummary[]> => {
      const page = { cursor: null, limit: each }
      if (kind === 'channel') return (await access.newest({ channel: parseChannelSlug(value) }, page)).items
      if (kind === 'outlet') return (await access.newest({ outletSlug: value }, page)).items
      if (kind === 'article') {
        const newest = (await access.article(parseArticleId(value)))?.revisions.at(-1)
        return newest ? [newest] : []
      }
      const text = kind === 'withdrawals' ? `outlet:${value} state:gone` : searchOf({ kind, value })
      try {
        return (await access.search(text, { ...page, sort: 'newest' })).items.map(({ summary }) => summary)
      } catch (error) {
        if (!(error instanceof QueryError)) throw error
        wrong.push({ query: value, error })
        return []
      }
    }),
  )
  const byArticle = new Map<ArticleId, SnapshotSummary>(
    lists.flat().map((summary) => [summary.articleId, summary]),
  )
  const items = [...byArticle.values()].sort((a, b) => momentOf(b) - momentOf(a)).slice(0, limit)
  return { items, wrong }
}

/** Publication, or the capture where nothing better is known, in milliseconds. */
function momentOf({ publishedAt, capturedAt }: SnapshotSummary): number {
  return Date.parse(publishedAt ?? capturedAt)
}
