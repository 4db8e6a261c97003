import { createHash } from 'node:crypto'
import { extractorVersion } from '#article'
import {
  type Article,
  articleIdOf,
  type NotAnArticle,
  type Outlet,
  type Snapshot,
  type SnapshotId,
  sha256Digest,
  snapshotIdOf,
  urlKey,
} from '#model'
import type { Parts } from './parts.ts'
import { honourWish, privacyWish } from './privacy-wish.ts'
import { articleUrl, type CapturedPage, type Reading } from './read-article.ts'

export type SnapshotOutcome =
  | { readonly kind: 'new'; readonly snapshot: Snapshot }
  /** The capture shows what an earlier snapshot already has. */
  | { readonly kind: 'unchanged'; readonly snapshot: Snapshot }
  | { readonly kind: 'not-an-article'; readonly why: NotAnArticle }

export type SnapshotParts = Pick<Parts, 'catalog' | 'stories' | 'transparency' | 'notices' | 'limits'>

/**
 * From a preserved page to a snapshot that anyone can see: append to the log, connect, record. Idempotent: after
 * a crash between the steps the same capture gives the same snapshot. Last comes the catalog, since what is there
 * counts as acknowledged.
 *
 * @param outletOf Asked only once there is an article, so that nothing else puts an outlet down.
 */
export async function takeSnapshot(
  reading: Reading,
  first: CapturedPage,
  outletOf: (article: Article) => Promise<Outlet>,
  parts: SnapshotParts,
): Promise<SnapshotOutcome> {
  const { catalog, stories, transparency } = parts
  const { capture } = first
  if (reading.kind === 'not-an-article') {
    const isEmpty = reading.why.reason === 'needs-javascript' || reading.why.reason === 'empty'
    const advice =
      isEmpty && !first.dom
        ? ' It needs a browser where one shows more: say "render": "browser" in the file of its outlet.'
        : ''
    const reason = `${reading.why.reason}: ${reading.why.detail}${advice}`
    await catalog.recordNoSnapshot(capture.id, capture.url, reason, capture.capturedAt)
    return reading
  }

  const url = articleUrl(capture.url, reading.article.canonicalUrl)
  const articleId = articleIdOf(urlKey(url))
  const id = snapshotIdOf(capture.id, capture.capturedAt)
  const held = await catalog.find(id)
  if (held) return { kind: 'unchanged', snapshot: held.snapshot } // Done before, and asked for again.
  const earlier = (await catalog.article(articleId))?.revisions.filter(
    (revision) => revision.capturedAt <= capture.capturedAt,
  )
  const previousId = earlier?.at(-1)?.id ?? null
  const previous = previousId && (await catalog.find(previousId))
  if (previous && showsTheSame(previous.snapshot, reading, first)) {
    const visit = { at: capture.capturedAt, state: 'live' } as const
    for (const page of reading.pages)
      await catalog.recordVisit(articleId, { ...visit, captureId: page.capture.id })
    const wish = privacyWish(reading.pages, parts.limits)
    if (wish && previous.snapshot.digests.payload !== capture.payloadDigest)
      await honourWish(wish, previous.snapshot, await outletOf(reading.article), parts)
    return { kind: 'unchanged', snapshot: previous.snapshot }
  }

  const outlet = await outletOf(reading.article)
  const snapshot: Snapshot = {
    id,
    articleId,
    url,
    urlKey: urlKey(url),
    captureIds: [capture.id, ...reading.pages.slice(1).map((page) => page.capture.id)],
    capturedAt: capture.capturedAt,
    outletSlug: outlet.slug,
    article: reading.article,
    evidence: reading.evidence,
    revisionNumber: (earlier?.length ?? 0) + 1,
    digests: {
      record: capture.recordDigest,
      payload: capture.payloadDigest,
      text: sha256Digest(reading.article.text),
    },
    extractorVersion,
  }
  // What is in the log was decided upon before, and an operator may have decided otherwise since.
  if (!(await transparency.position(snapshot.id))) {
    const wish = privacyWish(reading.pages, parts.limits)
    if (wish) await honourWish(wish, snapshot, outlet, parts)
    await transparency.append(statementOf(snapshot, previousId))
  }
  await inTurn(catalog, async () => {
    await catalog.record({ snapshot, ...(await stories.connect(snapshot, outlet)) })
  })
  return { kind: 'new', snapshot }
}

/** What the log commits to: docs/reference/receipt.md names these fields. */
function statementOf(snapshot: Snapshot, previousId: SnapshotId | null) {
  return {
    subject: snapshot.id,
    fields: {
      url: snapshot.url,
      urlKey: snapshot.urlKey,
      capturedAt: snapshot.capturedAt,
      recordDigest: snapshot.digests.record,
      payloadDigest: snapshot.digests.payload,
      textDigest: snapshot.digests.text,
      previous: previousId ?? '',
    },
  }
}

/** The same bytes are the same article, also where a later extractor reads more out of them. */
function showsTheSame(
  previous: Snapshot,
  reading: Extract<Reading, { kind: 'article' }>,
  { capture, dom }: CapturedPage,
): boolean {
  const isOnePage = previous.captureIds.length === 1 && reading.pages.length === 1
  // Of a page that is made by its scripts, the same bytes say nothing.
  if (isOnePage && !dom && previous.digests.payload === capture.payloadDigest) return true
  return contentDigest(previous.article) === contentDigest(reading.article)
}

/** What a reader would call a change: words and pictures, not times or keywords. */
function contentDigest({ title, kicker, subtitle, text, images }: Article): string {
  const captions = images.map((image) => image.caption)
  return createHash('sha256')
    .update(JSON.stringify([title, kicker, subtitle, text, captions]))
    .digest('hex')
}

const lastTurns = new WeakMap<SnapshotParts['catalog'], Promise<unknown>>()

/** One after the other: a reprint and its original that were connected at the same moment would not see each other. */
function inTurn(catalog: SnapshotParts['catalog'], work: () => Promise<void>): Promise<void> {
  const turn = (lastTurns.get(catalog) ?? Promise.resolve()).then(work)
  lastTurns.set(
    catalog,
    turn.catch(() => {}), // Told to whom it concerns; the next one goes on.
  )
  return turn
}
