import type { HeldArticle, SnapshotSummary, Tombstone } from '#access'
import type { ArticleId, Instant, SnapshotId, StoryId } from '#model'
import type { EventKind } from './follow.ts'

/** Something that happened to an article, before it has its place in the journal. */
export interface Happening {
  /** The same for the same happening, however often it is found out. */
  readonly key: string
  readonly kind: EventKind
  /** When the web or an operator did it. */
  readonly at: Instant
  readonly articleId: ArticleId | null
  readonly snapshotId: SnapshotId
  /** Of a revision: the snapshot before. */
  readonly previous: SnapshotId | null
  readonly outletSlug: string | null
  readonly channel: string | null
  readonly story: StoryId | null
}

/** One line of the journal: what is new, revised, gone, back or withdrawn, in the order in which we noticed. */
export interface JournalEvent extends Happening {
  /** Grows; never given twice. */
  readonly seq: number
  readonly notedAt: Instant
}

/** All that ever happened to an article, as far as it may be shown, oldest first. */
export function happeningsOf({ revisions, webStateHistory = [] }: HeldArticle): Happening[] {
  const found: Happening[] = []
  for (const [index, summary] of revisions.entries()) {
    const isFirst = index === 0
    found.push({
      ...aboutOf(summary),
      // An article is new once, whatever older capture is imported later.
      key: isFirst ? `new ${summary.articleId}` : `revised ${summary.id}`,
      kind: isFirst ? 'new' : 'revised',
      at: summary.capturedAt,
      previous: revisions[index - 1]?.id ?? null,
    })
  }
  for (const [index, { state, from }] of webStateHistory.entries()) {
    const before = webStateHistory[index - 1]?.state
    const kind = state === 'gone' ? 'gone' : before === 'gone' && state !== 'unreachable' ? 'back' : null
    const summary = revisions.findLast(({ capturedAt }) => capturedAt <= from) ?? revisions[0]
    if (!kind || !summary) continue
    found.push({
      ...aboutOf(summary),
      key: `${kind} ${summary.articleId} ${from}`,
      kind,
      at: from,
      previous: null,
    })
  }
  return found.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

/** That a snapshot may not be shown any more. @param known What the journal has of its article. */
export function withdrawalOf(tombstone: Tombstone, known: JournalEvent | null): Happening {
  const { id, withheldAt } = tombstone
  return {
    key: `withdrawn ${id} ${withheldAt}`,
    kind: 'withdrawn',
    at: withheldAt,
    articleId: known?.articleId ?? null,
    snapshotId: id,
    previous: null,
    outletSlug: known?.outletSlug ?? null,
    channel: known?.channel ?? null,
    story: known?.story ?? null,
  }
}

function aboutOf({ id, articleId, outletSlug, channel, story }: SnapshotSummary) {
  return { snapshotId: id, articleId, outletSlug, channel, story }
}
