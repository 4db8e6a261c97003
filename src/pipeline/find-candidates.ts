import type { Candidate, Purpose } from '#frontier'
import {
  type Exchange,
  type HttpUrl,
  header,
  type Instant,
  instantOf,
  removeContentCoding,
  tryParseHttpUrl,
} from '#model'
import { findArticleLinks, parseFeed, parseSitemap } from '#sources'
import { isOfOutlet } from './outlet-book.ts'
import type { Parts } from './parts.ts'
import type { Target } from './visit.ts'

interface Found {
  readonly url: string
  readonly purpose: Purpose
  readonly publishedAt: Instant | null
}

/** What a feed, sitemap or section page names that is of its outlet's own site; or what is wrong with it. */
export async function findCandidates(
  due: Target,
  exchange: Exchange,
  parts: Parts,
): Promise<{ candidates: Candidate[]; outOfScope: number } | { broken: string }> {
  let found: Found[]
  try {
    found = read(due, exchange, parts.limits.decodedBytesMax)
  } catch (error) {
    return { broken: `the ${due.purpose} cannot be read: ${(error as Error).message}` }
  }
  // A source that named articles and now names none is broken more often than empty: somebody should see it.
  if (found.length === 0) return { broken: `the ${due.purpose} names no article` }
  const outlet = parts.outlets.find(due.outletSlug)
  const candidates: Candidate[] = []
  let outOfScope = 0
  for (const { url: text, purpose, publishedAt } of found.slice(0, parts.limits.linksPerSourceMax)) {
    const url = tryParseHttpUrl(text, exchange.url)
    if (!url || url === due.url) continue
    if (outlet && isOfOutlet(url, outlet)) {
      candidates.push({ url, purpose, outletSlug: due.outletSlug, foundOn: due.url, publishedAt })
    } else outOfScope++
  }
  return { candidates, outOfScope }
}

function read(due: Target, exchange: Exchange, decodedBytesMax: number): Found[] {
  const bytes = removeContentCoding(exchange.headers, exchange.payload, decodedBytesMax)
  const context: { url: HttpUrl; contentType: string | null } = {
    url: exchange.url,
    contentType: header(exchange.headers, 'content-type'),
  }
  switch (due.purpose) {
    case 'feed':
      return parseFeed(bytes, context).entries.flatMap((entry) =>
        entry.url ? [article(entry.url, entry.publishedAt ?? entry.updatedAt)] : [],
      )
    case 'sitemap': {
      const { urls, sitemaps } = parseSitemap(bytes, context)
      const newestFirst = urls.toSorted(
        (a, b) => (timeOf(b.lastModified) ?? 0) - (timeOf(a.lastModified) ?? 0),
      )
      return [
        ...newestFirst.map((entry) => article(entry.url, entry.lastModified)),
        ...sitemaps.map((each) => ({
          url: typeof each === 'string' ? each : String(each),
          purpose: 'sitemap' as const,
          publishedAt: null,
        })),
      ]
    }
    default:
      return findArticleLinks(bytes, context).map((link) => article(link.url, null))
  }
}

function article(url: string, time: string | null): Found {
  const ms = timeOf(time)
  return { url, purpose: 'article', publishedAt: ms === null ? null : instantOf(ms) }
}

function timeOf(text: string | null): number | null {
  const ms = text ? Date.parse(text) : Number.NaN
  return Number.isNaN(ms) ? null : ms
}
