import type { PreservedExchange } from '#archive'
import { type Article, type Capture, epochMs, type HttpUrl, urlKey } from '#model'
import type { Parts } from './parts.ts'
import { type CapturedPage, readArticle } from './read-article.ts'
import { type SnapshotOutcome, takeSnapshot } from './take-snapshot.ts'

/** Further pages are captured with the first one, so within its visit. */
const visitMsMax = 15 * 60_000

export type RereadParts = Pick<
  Parts,
  'archive' | 'catalog' | 'stories' | 'transparency' | 'outlets' | 'log' | 'limits'
>

/**
 * Makes the snapshot of a capture from the archive alone: for rebuilding, for importing, and for what a crash
 * left between the archive and the catalog. Null for captures that are none of an article's page.
 */
export async function reread(capture: Capture, parts: RereadParts): Promise<SnapshotOutcome | null> {
  if (!isPage(capture)) return null
  const preserved = await parts.archive.read(capture.id)
  if (!preserved || !isArticleVisit(preserved)) return null
  const first: CapturedPage = { capture, exchange: preserved.exchange }
  const reading = await readArticle(first, (url) => furtherPage(url, capture, parts), parts.limits)
  const known = preserved.notes['outlet'] ? parts.outlets.find(preserved.notes['outlet']) : null
  const outletOf = async ({ outlet }: Article) => known ?? parts.outlets.ofOrNew(capture.url, outlet)
  return takeSnapshot(reading, first, outletOf, parts)
}

function isPage({ status, mediaType }: Capture): boolean {
  return status === 200 && (mediaType === null || /html|xml|^text\/plain$/.test(mediaType))
}

/** What our own crawler fetched says in its notes what for; what was imported says nothing and is looked at. */
function isArticleVisit({ notes }: PreservedExchange): boolean {
  return notes['purpose'] === undefined || notes['purpose'] === 'article'
}

async function furtherPage(url: HttpUrl, first: Capture, parts: RereadParts): Promise<CapturedPage | null> {
  const captures = await parts.archive.capturesOf(urlKey(url))
  const distance = (each: Capture) => Math.abs(epochMs(each.capturedAt) - epochMs(first.capturedAt))
  const nearest = captures
    .filter((each) => each.status === 200 && distance(each) <= visitMsMax)
    .sort((a, b) => distance(a) - distance(b))[0]
  const preserved = nearest && (await parts.archive.read(nearest.id))
  return preserved ? { capture: nearest, exchange: preserved.exchange } : null
}
