import type { PreservedExchange } from '#archive'
import { type Capture, epochMs, type HttpUrl, tryParseHttpUrl, urlKey } from '#model'
import { hintsFor, outletOf } from './outlet-book.ts'
import type { Parts } from './parts.ts'
import { type CapturedPage, isFurtherPageOf, readArticle, redirectOf } from './read-article.ts'
import { domResource } from './render-page.ts'
import { type SnapshotOutcome, takeSnapshot } from './take-snapshot.ts'
import { isGone, knownArticle, noteGone, noteState, saysRemoved } from './web-state.ts'

/** Further pages are captured with the first one, so within its visit. */
const visitMsMax = 15 * 60_000
const redirectsMax = 5

export type RereadParts = Pick<
  Parts,
  'archive' | 'catalog' | 'stories' | 'transparency' | 'notices' | 'outlets' | 'log' | 'limits'
>

/**
 * Does again what a visit did with a capture, from the archive alone: its snapshot, or what it says of its article's
 * state. For rebuilding, for importing, and for what a crash left between the archive and the catalog.
 *
 * @returns Null where it made nothing: the capture is handled, is of no article's page, or told only of a state.
 */
export async function reread(capture: Capture, parts: RereadParts): Promise<SnapshotOutcome | null> {
  const preserved = await leftOver(capture, parts)
  if (!preserved) return null
  const asked = askedUrl(preserved)
  if (capture.status === 304) {
    await noteState(asked, { state: 'live', at: capture.capturedAt, capture }, parts)
    return null
  }
  if (isGone(asked, preserved.exchange)) {
    await noteGone(asked, capture, parts)
    return null
  }
  const first: CapturedPage = { capture, exchange: preserved.exchange, dom: domOf(preserved) }
  const slug = preserved.notes['outlet'] ?? null
  const reading = await readArticle(
    first,
    (url) => furtherPage(url, first, parts),
    parts.limits,
    hintsFor(slug, capture.url, parts.outlets),
  )
  const outcome = await takeSnapshot(
    reading,
    first,
    ({ outlet }) => outletOf(slug, capture.url, outlet, parts.outlets),
    parts,
  )
  if (outcome.kind === 'not-an-article' && saysRemoved(outcome.why))
    await noteState(asked, { state: 'gone', at: capture.capturedAt, capture }, parts)
  return outcome
}

/** Where the page was rendered, what it showed is kept beside it. */
function domOf({ resources }: PreservedExchange): Uint8Array | null {
  return resources.find(({ name }) => name === domResource)?.bytes ?? null
}

/** Whether the catalog still lacks what this capture has to say. False for feeds, pictures and the like. */
export async function isLeftOver(
  capture: Capture,
  parts: Pick<RereadParts, 'archive' | 'catalog'>,
): Promise<boolean> {
  return (await leftOver(capture, parts)) !== null
}

async function leftOver(
  capture: Capture,
  parts: Pick<RereadParts, 'archive' | 'catalog'>,
): Promise<PreservedExchange | null> {
  if (!maySpeakOfArticle(capture) || (await parts.catalog.isCaptureHandled(capture.id))) return null
  const preserved = await parts.archive.read(capture.id)
  if (!preserved || !isArticleVisit(preserved)) return null
  // "Unchanged" says something only of an article that is held.
  if (capture.status === 304 && !(await knownArticle(askedUrl(preserved), parts))) return null
  return preserved
}

function maySpeakOfArticle({ status, mediaType }: Capture): boolean {
  if (status === 304 || status === 404 || status === 410) return true
  if (status < 200 || status > 299) return false
  return !mediaType || !/^(image|audio|video|font)\/|css|javascript|json/.test(mediaType)
}

/** What our own crawler fetched says in its notes what for; what was imported says nothing and is looked at. */
function isArticleVisit({ notes }: PreservedExchange): boolean {
  return notes['purpose'] === undefined || notes['purpose'] === 'article'
}

/** The address that was visited; the capture's own is where its redirects led. */
function askedUrl({ capture, notes }: PreservedExchange): HttpUrl {
  return tryParseHttpUrl(notes['asked'] ?? '') ?? capture.url
}

async function furtherPage(
  url: HttpUrl,
  first: CapturedPage,
  parts: RereadParts,
): Promise<CapturedPage | null> {
  if (!isFurtherPageOf(first, url)) return null
  const distance = (each: Capture) => Math.abs(epochMs(each.capturedAt) - epochMs(first.capture.capturedAt))
  let next: HttpUrl | null = url
  for (let hop = 0; next && hop <= redirectsMax; hop++) {
    const nearest: Capture | undefined = (await parts.archive.capturesOf(urlKey(next)))
      .filter((each) => each.status >= 200 && each.status < 400 && distance(each) <= visitMsMax)
      .sort((a, b) => distance(a) - distance(b))[0]
    const preserved: PreservedExchange | null = nearest ? await parts.archive.read(nearest.id) : null
    if (!nearest || !preserved) return null
    if (nearest.status === 200) return { capture: nearest, exchange: preserved.exchange }
    next = redirectOf(preserved.exchange)
  }
  return null
}
