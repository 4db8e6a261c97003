import type { Candidate, Frontier, FrontierEntry, Purpose } from '#frontier'
import { type Exchange, epochMs, type HttpUrl, header, instantOf, type NewsTime, newsTimeMs } from '#model'
import {
  type LinkHistory,
  newestTime,
  ownLinks,
  parseDatedSitemap,
  parseFeed,
  readSectionPage,
  withoutAmpTwins,
} from '#sources'
import { decodedBody } from './decoded-body.ts'
import { cutOff, leftOut } from './left-out.ts'
import { isOfOutlet } from './outlet-book.ts'
import type { Parts } from './parts.ts'
import { forbidsFollowing } from './privacy-wish.ts'
import type { Target } from './visit.ts'

/** What a source named. */
export interface Findings {
  /** Of the outlet's own site. */
  readonly candidates: readonly Candidate[]
  readonly outOfScope: number
  /** Articles named, in scope or not. */
  readonly articleCount: number
  readonly newestAt: NewsTime | null
  /** Why it need not be looked at again: what an index or a list led to, once it brings nothing new. */
  readonly retired: string | null
  /** What was not taken in, and by which limit. */
  readonly leftOut: string | null
}

interface Found {
  readonly url: HttpUrl
  readonly purpose: Purpose
  readonly time: NewsTime | null
}

interface Reading {
  readonly found: readonly Found[]
  /** Sitemaps of an index that lies too deep, in words. */
  readonly tooDeep: string | null
}

/** As Common Crawl's news-crawl: a sitemap without anything newer is last year's, and will not change. */
const staleMs = 180 * 86_400_000
/** Pages of one list that are read when it is followed first. */
const listPagesMax = 3

/** What a feed, sitemap or section page names that is of its outlet's own site; or what is wrong with it. */
export async function findCandidates(
  due: Target,
  exchange: Exchange,
  parts: Parts,
): Promise<Findings | { broken: string }> {
  const nowMs = epochMs(parts.clock.now())
  if (due.purpose === 'section' && forbidsFollowing({ exchange }, parts.limits))
    return { broken: 'the section asks that its links are not followed (nofollow)' }
  let reading: Reading
  try {
    reading = await read(due, exchange, nowMs, parts)
  } catch (error) {
    return { broken: `the ${due.purpose} cannot be read: ${(error as Error).message}` }
  }
  const { found } = reading
  // A source that named articles and now names none is broken more often than empty: somebody should see it.
  if (found.length === 0 && !reading.tooDeep) return { broken: `the ${due.purpose} names no article` }
  const outlet = parts.outlets.find(due.outletSlug)
  const all = withoutAmpTwins(found)
  const named = all.slice(0, parts.limits.linksPerSourceMax)
  const inScope = named.filter(({ url }) => url !== due.url && outlet !== null && isOfOutlet(url, outlet))
  const newestAt = newestTime(found.map(({ time }) => time))
  return {
    candidates: inScope.map(({ url, purpose, time }) => ({
      url,
      purpose,
      outletSlug: due.outletSlug,
      foundOn: due.url,
      publishedAt: time && instantOf(newsTimeMs(time)),
    })),
    outOfScope: named.filter(({ url }) => url !== due.url).length - inScope.length,
    articleCount: found.filter(({ purpose }) => purpose === 'article').length,
    newestAt,
    retired: due.foundOn === null ? null : retirement(due, newestAt, nowMs),
    leftOut: leftOut([
      cutOff(exchange),
      all.length > named.length
        ? `${all.length - named.length} of ${all.length} addresses (crawl.linksPerSourceMax)`
        : null,
      reading.tooDeep,
    ]),
  }
}

function retirement(due: Target, newestAt: NewsTime | null, nowMs: number): string | null {
  if (due.purpose === 'section') return 'a further page of a list, read once'
  const isStale = newestAt !== null && nowMs - newsTimeMs(newestAt) > staleMs
  return due.purpose === 'sitemap' && isStale ? `retired: its newest article is of ${newestAt}` : null
}

async function read(due: Target, exchange: Exchange, nowMs: number, parts: Parts): Promise<Reading> {
  const { headers, url } = exchange
  const bytes = decodedBody(exchange, parts.limits)
  const about = { url, contentType: header(headers, 'content-type') }
  switch (due.purpose) {
    case 'feed':
      return whole(
        parseFeed(bytes, about).entries.flatMap((entry) =>
          entry.url ? [article(entry.url, entry.publishedAt ?? entry.updatedAt)] : [],
        ),
      )
    case 'sitemap':
      return readSitemap(due, bytes, about, nowMs, parts)
    default:
      return whole(await readSection(due, bytes, about, parts))
  }
}

function whole(found: readonly Found[]): Reading {
  return { found, tooDeep: null }
}

/** Newest first, since what is over the limit is left out. */
async function readSitemap(
  due: Target,
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
  nowMs: number,
  { frontier, limits }: Parts,
): Promise<Reading> {
  const { urls, sitemaps } = parseDatedSitemap(bytes, about)
  const isTooDeep = sitemaps.length > 0 && (await depthOf(due, frontier)) >= limits.sitemapDepthMax
  const living = sitemaps.filter(
    ({ lastModified }) => lastModified === null || nowMs - newsTimeMs(lastModified) <= staleMs,
  )
  const below = isTooDeep
    ? []
    : living.map(({ url, lastModified }) => ({ url, purpose: 'sitemap' as const, time: lastModified }))
  const articles = urls.map((entry) => article(entry.url, entry.publishedAt ?? entry.lastModified))
  return {
    found: [...below, ...articles].sort((a, b) => msOf(b.time) - msOf(a.time)),
    tooDeep: isTooDeep
      ? `its ${living.length} sitemaps, more than ${limits.sitemapDepthMax} deep (crawl.sitemapDepthMax)`
      : null,
  }
}

/** How many sitemaps lie above: an index may name an index, and an endless chain of them is a trap. */
async function depthOf(due: Pick<FrontierEntry, 'foundOn'>, frontier: Frontier): Promise<number> {
  let depth = 1
  for (let above = due.foundOn; above !== null && depth < 20; depth++) {
    above = (await frontier.find(above))?.foundOn ?? null
  }
  return depth
}

async function readSection(
  due: Target,
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
  { frontier }: Parts,
): Promise<Found[]> {
  const history = await historyOf(ownLinks(bytes, about), frontier)
  const { articles, nextPage } = readSectionPage(bytes, about, history)
  const found = articles.map(({ url }) => article(url, null))
  // Later on what is new stands on the first page.
  const isFirstLook = due.visitCount === 0 && (await depthOf(due, frontier)) < listPagesMax
  return nextPage && isFirstLook && found.length > 0
    ? [...found, { url: nextPage, purpose: 'section', time: null }]
    : found
}

/** What became of the pages that a section links to, as far as the frontier knows. */
async function historyOf(urls: readonly HttpUrl[], frontier: Frontier): Promise<LinkHistory> {
  const known = new Map<HttpUrl, 'article' | 'other'>()
  for (const url of urls.slice(0, 1000)) {
    const entry = await frontier.find(url)
    if (!entry || entry.visitCount === 0) continue
    if (entry.purpose !== 'article') known.set(url, 'other')
    else known.set(url, entry.lastResult?.startsWith('finished: no article') ? 'other' : 'article')
  }
  return (url) => known.get(url) ?? null
}

function article(url: HttpUrl, time: NewsTime | null): Found {
  return { url, purpose: 'article', time }
}

function msOf(time: NewsTime | null): number {
  return time === null ? Number.NEGATIVE_INFINITY : newsTimeMs(time)
}
