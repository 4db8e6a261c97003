import type { LookupView, RelatedView, SearchView, SnapshotSummary } from '#access'
import type { Page } from '#model'
import { mementoUrl } from './memento-links.ts'
import { captureRecord, excerptRecord, summaryRecord } from './snapshot-record.ts'

/** What a search answers: `{items, next, total}`. */
export function searchRecord(page: Page<SearchView>) {
  const items = page.items.map(({ summary, excerpt, reprints }) => ({
    ...summaryRecord(summary),
    ...excerptRecord(excerpt),
    reprints: reprints.map(summaryRecord),
  }))
  return { ...page, items }
}

/** What is related to a snapshot: `{items, next, total}`, nearest first. */
export function relatedRecord(related: readonly RelatedView[]) {
  return wholeList(
    related.map(({ summary, relation, excerpt, reprints }) => ({
      ...summaryRecord(summary),
      relation,
      ...excerptRecord(excerpt),
      reprints: reprints.map(summaryRecord),
    })),
  )
}

/** What is held of a URL: its revisions as `{items, next, total}`, newest first, and its captures, oldest first. */
export function lookupRecord({ url, article, captures, noSnapshotReason }: LookupView, baseUrl: string) {
  return {
    url,
    articleId: article?.id ?? null,
    status: article?.webState ?? null,
    statusSince: article?.webStateSince ?? null,
    lastSeenAt: article?.lastSeenAt ?? null,
    reason: noSnapshotReason?.reason ?? null,
    ...summaryList((article?.revisions ?? []).toReversed()),
    captures: captures.map((capture) => captureRecord(capture, mementoUrl(baseUrl, capture))),
  }
}

/** A list that is all on one page. */
export function summaryList(summaries: readonly SnapshotSummary[]) {
  return wholeList(summaries.map(summaryRecord))
}

/** Items that are all on one page. */
export function wholeList<T>(items: readonly T[]): Page<T> {
  return { items, next: null, total: { value: items.length, exact: true } }
}
