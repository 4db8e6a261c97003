import {
  type ArticleId,
  type Capture,
  type Exchange,
  type HttpUrl,
  type Instant,
  type NotAnArticle,
  urlKey,
  type WebState,
} from '#model'
import type { Parts } from './parts.ts'

type StateParts = Pick<Parts, 'archive' | 'catalog'>

/** Notes what an article's address answered. Nothing where no article is known under it. */
export async function noteState(
  asked: HttpUrl,
  visit: { state: WebState; at: Instant; capture: Capture | null },
  parts: StateParts,
): Promise<void> {
  const articleId = await knownArticle(asked, parts)
  if (!articleId) return
  // What a redirect led to (a home page, an error page for all) is no page of this article.
  const isItsOwn = visit.state !== 'gone' || visit.capture?.urlKey === urlKey(asked)
  const captureId = isItsOwn ? (visit.capture?.id ?? null) : null
  await parts.catalog.recordVisit(articleId, { at: visit.at, state: visit.state, captureId })
}

/** Notes that an address no longer leads to its article, and that this capture gives no snapshot. */
export async function noteGone(asked: HttpUrl, capture: Capture, parts: StateParts): Promise<void> {
  const { id, status, capturedAt } = capture
  await noteState(asked, { state: 'gone', at: capturedAt, capture }, parts)
  const why =
    status === 200 ? 'its address leads to the home page or to an error page' : `the outlet answers ${status}`
  await parts.catalog.recordNoSnapshot(id, asked, `gone: ${why}.`, capturedAt)
}

/** 404 and 410, and an article's address that now leads to the home page or to a page for what is missing. */
export function isGone(asked: HttpUrl, { status, url }: Pick<Exchange, 'status' | 'url'>): boolean {
  if (status === 404 || status === 410) return true
  return status === 200 && ((isHome(url) && !isHome(asked)) || (isMissing(url) && !isMissing(asked)))
}

/** A page that says, with a status of success, that the article is not there any more. */
export function saysRemoved({ reason }: NotAnArticle): boolean {
  return reason === 'removed' || reason === 'error-page'
}

/** By the address itself, or, where the page names another as canonical, by what an earlier capture showed. */
export async function knownArticle(
  url: HttpUrl,
  { catalog, archive }: StateParts,
): Promise<ArticleId | null> {
  const direct = await catalog.articleByUrlKey(urlKey(url))
  if (direct) return direct.id
  for (const capture of (await archive.capturesOf(urlKey(url))).toReversed()) {
    const articleId = await catalog.articleOfCapture(capture.id)
    if (articleId) return articleId
  }
  return null
}

/** `/404.html`, `/error/`, `/page-not-found`: where servers send all that they no longer have. */
function isMissing(url: HttpUrl): boolean {
  return /\/(404|410|errors?|(page-?)?not-?found|deleted|removed|expired)(\.\w{2,5})?\/?$/i.test(
    new URL(url).pathname,
  )
}

function isHome(url: HttpUrl): boolean {
  const { pathname, search } = new URL(url)
  return /^\/((index|default|home)\.\w{3,5})?$/i.test(pathname) && search === ''
}
