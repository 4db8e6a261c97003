import type { Access, HeldSnapshot, LookupView, RelatedView, SearchPage, SnapshotSummary } from '#access'
import type { Page, SnapshotId } from '#model'
import { mementoUrl } from './memento-links.ts'
import { captureRecord, contentRecord, excerptRecord, summaryRecord } from './snapshot-record.ts'

/** What `contents` of `Access` gives: enough of it for these records. */
type Reader = Pick<Access, 'contents'>

/** What a search answers: `{items, next, total}`. */
export async function searchRecord(page: SearchPage, access: Reader) {
  const items = await wholeItems(
    page.items,
    access,
    ({ excerpt, reprints, missing, score, explanation }) => ({
      ...excerptRecord(excerpt),
      reprints: reprints.map(summaryRecord),
      ...(missing && { missing }),
      ...(explanation && { explanation: { score, ...explanation } }),
    }),
  )
  return { ...page, items }
}

/** What is related to a snapshot: `{items, next, total}`, nearest first. */
export async function relatedRecord(related: readonly RelatedView[], access: Reader) {
  return wholeList(
    await wholeItems(related, access, ({ relation, excerpt, reprints }) => ({
      relation,
      ...excerptRecord(excerpt),
      reprints: reprints.map(summaryRecord),
    })),
  )
}

/** What is held of a URL: its revisions as `{items, next, total}`, newest first, and its captures, oldest first. */
export async function lookupRecord(view: LookupView, baseUrl: string, access: Reader) {
  const { url, article, captures, noSnapshotReason } = view
  return {
    url,
    articleId: article?.id ?? null,
    status: article?.webState ?? null,
    statusSince: article?.webStateSince ?? null,
    lastSeenAt: article?.lastSeenAt ?? null,
    reason: noSnapshotReason?.reason ?? null,
    ...wholeList(await snapshotItems((article?.revisions ?? []).toReversed(), access)),
    captures: captures.map((capture) => captureRecord(capture, mementoUrl(baseUrl, capture))),
  }
}

/** Summaries as the items of a list. */
export function snapshotItems(summaries: readonly SnapshotSummary[], access: Reader) {
  return wholeItems(
    summaries.map((summary) => ({ summary })),
    access,
    () => ({}),
  )
}

/** Each entry with all fields of its snapshot, and what `more` adds; what was taken down meanwhile is left out. */
export async function wholeItems<T extends { readonly summary: SnapshotSummary }, M extends object>(
  entries: readonly T[],
  access: Reader,
  more: (entry: T) => M,
) {
  const contents = new Map<SnapshotId, HeldSnapshot>()
  for (const held of await access.contents(entries.map(({ summary }) => summary.id))) {
    contents.set(held.snapshot.id, held)
  }
  return entries.flatMap((entry) => {
    const held = contents.get(entry.summary.id)
    return held ? [{ ...summaryRecord(entry.summary), ...contentRecord(held), ...more(entry) }] : []
  })
}

/** Items that are all on one page. */
export function wholeList<T>(items: readonly T[]): Page<T> {
  return { items, next: null, total: { value: items.length, exact: true } }
}
