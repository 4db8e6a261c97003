import { extractArticle } from '#article'
import {
  type Article,
  type Capture,
  type Evidence,
  type Exchange,
  type Extraction,
  type HttpUrl,
  header,
  hostOf,
  type NotAnArticle,
  type PageHint,
  tryParseHttpUrl,
  urlKey,
} from '#model'
import { type DecodingLimits, decodedBody } from './decoded-body.ts'

/** A preserved page. */
export interface CapturedPage {
  readonly capture: Capture
  readonly exchange: Exchange
  /** The document as a browser showed it, as HTML in UTF-8, where it was rendered. */
  readonly dom?: Uint8Array | null
}

export type Reading =
  | {
      readonly kind: 'article'
      readonly article: Article
      readonly evidence: Evidence
      readonly pages: readonly [CapturedPage, ...CapturedPage[]]
    }
  | { readonly kind: 'not-an-article'; readonly why: NotAnArticle }

/**
 * Reads an article out of its captured page, and joins the further pages of a paged one.
 *
 * @param nextPage Gives the captured page at that address, or null where it can't be had: the article then
 *   ends there, marked as incomplete.
 * @param hints From the file of the page's outlet.
 */
export async function readArticle(
  first: CapturedPage,
  nextPage: (url: HttpUrl) => Promise<CapturedPage | null>,
  limits: DecodingLimits & { readonly pagesPerArticleMax: number },
  hints?: readonly PageHint[],
): Promise<Reading> {
  const extraction = extractPage(first, limits, hints)
  if (extraction.kind === 'not-an-article') return extraction

  const articles = [extraction.article]
  const pages: [CapturedPage, ...CapturedPage[]] = [first]
  const seen = new Set([urlKey(first.exchange.url)])
  let broken = false
  for (let next = extraction.article.nextPageUrl; next && !seen.has(urlKey(next)); ) {
    seen.add(urlKey(next))
    const page = pages.length < limits.pagesPerArticleMax ? await nextPage(next) : null
    const further = page && extractPage(page, limits, hints)
    if (further?.kind !== 'article') {
      broken = true
      break
    }
    articles.push(further.article)
    pages.push(page as CapturedPage)
    next = further.article.nextPageUrl
  }
  return { kind: 'article', article: joinPages(articles, broken), evidence: extraction.evidence, pages }
}

/** Further pages lie on the first one's host; what another host says is another article. */
export function isFurtherPageOf(first: CapturedPage, url: HttpUrl): boolean {
  return hostOf(url) === hostOf(first.exchange.url)
}

function extractPage(
  { exchange, capture, dom }: CapturedPage,
  limits: DecodingLimits,
  hints: readonly PageHint[] | undefined,
): Extraction {
  if (exchange.status < 200 || exchange.status > 299) {
    const detail = `The outlet answered with status ${exchange.status}.`
    return { kind: 'not-an-article', why: { reason: 'error-page', detail } }
  }
  let bytes: Uint8Array
  try {
    bytes = dom ?? decodedBody(exchange, limits)
  } catch (error) {
    return { kind: 'not-an-article', why: { reason: 'too-large', detail: (error as Error).message } }
  }
  const contentType = dom ? 'text/html; charset=utf-8' : header(exchange.headers, 'content-type')
  const { capturedAt } = capture
  const extraction = extractArticle(bytes, { url: exchange.url, contentType, capturedAt, hints })
  if (extraction.kind === 'article' && exchange.truncated) {
    return { ...extraction, article: { ...extraction.article, complete: false } }
  }
  return extraction
}

function joinPages(articles: readonly Article[], broken: boolean): Article {
  const [first, ...rest] = articles as [Article, ...Article[]]
  if (rest.length === 0 && !broken) return first
  const last = articles.at(-1) as Article
  return {
    ...first,
    body: articles.flatMap((article) => article.body),
    text: articles.map((article) => article.text).join('\n'),
    images: articles.flatMap((article) => article.images),
    authors: first.authors.length > 0 ? first.authors : last.authors,
    nextPageUrl: null,
    complete: !broken && articles.every((article) => article.complete),
  }
}

/**
 * The address that an article goes by: the canonical one where the page names one on its own host that is no home
 * page (a page may claim any address; another host's would let it take over somebody else's article).
 */
export function articleUrl(finalUrl: HttpUrl, canonicalUrl: HttpUrl | null): HttpUrl {
  if (!canonicalUrl) return finalUrl
  const [own, claimed] = [new URL(finalUrl), new URL(canonicalUrl)]
  const isHome = claimed.pathname === '/' && claimed.search === ''
  const isSameHost = own.host.replace(/^www\./, '') === claimed.host.replace(/^www\./, '')
  return isSameHost && !isHome ? canonicalUrl : finalUrl
}

/** Where a redirect answer leads; null for any other. */
export function redirectOf(exchange: Exchange): HttpUrl | null {
  if (exchange.status < 300 || exchange.status > 399) return null
  const location = header(exchange.headers, 'location')
  return location ? tryParseHttpUrl(location, exchange.url) : null
}
