import type { HttpUrl, NewsTime, Source, SourceKind } from '#model'
import { findArticleLinks } from './article-links.ts'
import type { FetchedPage, FetchPage } from './discovery.ts'
import { parseFeed } from './feed.ts'
import { newestTime } from './newest-time.ts'
import { parseDatedSitemap } from './sitemap.ts'

/** What a source answers now. */
export interface SourceCheck {
  readonly kind: SourceKind
  readonly url: HttpUrl
  /** Articles, or in an index sitemaps, that it names. */
  readonly entryCount: number
  readonly newestAt: NewsTime | null
  /** Why it gives nothing, in words; null where it does. */
  readonly failure: string | null
}

/** Looks at one source, as following it would. */
export async function checkSource({ kind, url }: Source, fetchPage: FetchPage): Promise<SourceCheck> {
  const page = await fetchPage(url, kind === 'section' ? 'page' : kind)
  const failed = (failure: string) => ({ kind, url, entryCount: 0, newestAt: null, failure })
  if ('failure' in page) return failed(page.failure)
  if (page.status >= 300) return failed(`it answers ${page.status}`)
  try {
    const { entryCount, newestAt } = read(kind, page)
    return entryCount === 0
      ? failed('it names no article')
      : { kind, url, entryCount, newestAt, failure: null }
  } catch (error) {
    return failed((error as Error).message)
  }
}

function read(kind: SourceKind, page: Exclude<FetchedPage, { failure: string }>) {
  switch (kind) {
    case 'feed': {
      const entries = parseFeed(page.bytes, page).entries.filter(({ url }) => url !== null)
      const newestAt = newestTime(entries.map((each) => each.publishedAt ?? each.updatedAt))
      return { entryCount: entries.length, newestAt }
    }
    case 'sitemap': {
      const { urls, sitemaps } = parseDatedSitemap(page.bytes, page)
      const times = [...urls.map((each) => each.publishedAt), ...urls, ...sitemaps].map((each) =>
        each === null || typeof each === 'string' ? each : each.lastModified,
      )
      return { entryCount: urls.length + sitemaps.length, newestAt: newestTime(times) }
    }
    case 'section':
      return { entryCount: findArticleLinks(page.bytes, page).length, newestAt: null }
  }
}
