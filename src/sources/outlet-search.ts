import { decodeText, type HttpUrl, type NewsTime, newsTimeMs, type SourceKind, tryParseHttpUrl } from '#model'
import { articleLinksAmong } from './article-links.ts'
import type { FetchedPage, FetchPage, FoundSource } from './discovery.ts'
import { parseFeed } from './feed.ts'
import { newestTime } from './newest-time.ts'
import { outlinePage, type PageOutline } from './page-links.ts'
import { parseDatedSitemap, type SitemapRef } from './sitemap.ts'

const asksMax = 40
/** Sections that are looked at; fewer where a feed says what is new. */
const sectionsMax = { withFeed: 4, without: 12 }
const sitemapsMax = 3
const usualFeeds = ['/feed', '/rss', '/rss.xml', '/atom.xml', '/feed.xml', '/index.xml', '/feed.json']
const usualSitemaps = ['/news-sitemap.xml', '/sitemap-news.xml', '/sitemap.xml', '/sitemap_index.xml']

/** What was asked of an outlet and what was found there, within a budget of pages. */
export class OutletSearch {
  readonly #fetchPage: FetchPage
  readonly #signal: AbortSignal | undefined
  readonly #asked = new Map<string, FetchedPage>()
  readonly #found = new Map<string, Omit<FoundSource, 'isChosen'>>()

  constructor(fetchPage: FetchPage, signal: AbortSignal | undefined) {
    this.#fetchPage = fetchPage
    this.#signal = signal
  }

  async ask(url: HttpUrl, purpose: 'page' | 'feed' | 'sitemap' | 'robots'): Promise<FetchedPage> {
    this.#signal?.throwIfAborted()
    const before = this.#asked.get(url)
    if (before) return before
    if (this.#asked.size >= asksMax) return { failure: 'enough was asked' }
    const page = await this.#fetchPage(url, purpose)
    const answer =
      'failure' in page || (page.status >= 200 && page.status < 300)
        ? page
        : { failure: `it answers ${page.status}` }
    this.#asked.set(url, answer)
    return answer
  }

  readFeed(page: FetchedPage): FoundSource['url'] | null {
    if ('failure' in page) return null
    const feed = attempt(() => parseFeed(page.bytes, page))
    const entries = feed?.entries.filter(({ url }) => url !== null) ?? []
    if (!feed || entries.length === 0) return null
    this.#add(
      'feed',
      page.url,
      feed.title,
      entries.length,
      newestTime(entries.map((each) => each.publishedAt ?? each.updatedAt)),
    )
    return page.url
  }

  readSitemap(page: FetchedPage): FoundSource['url'] | null {
    if ('failure' in page) return null
    const sitemap = attempt(() => parseDatedSitemap(page.bytes, page))
    if (!sitemap) return null
    if (sitemap.urls.length > 0) {
      const times = sitemap.urls.map((each) => each.publishedAt ?? each.lastModified)
      this.#add('sitemap', page.url, null, sitemap.urls.length, newestTime(times))
    }
    return page.url
  }

  readSection(url: HttpUrl, page: PageOutline): void {
    const links = articleLinksAmong(page.links, url)
    if (links.length >= 5) this.#add('section', url, page.title, links.length, null)
  }

  async lookForFeeds(named: readonly HttpUrl[], homeUrl: HttpUrl): Promise<void> {
    for (const url of named.slice(0, 12)) this.readFeed(await this.ask(url, 'feed'))
    if (this.#hasFeed()) return
    for (const path of usualFeeds) {
      const url = tryParseHttpUrl(path, homeUrl)
      if (url && this.readFeed(await this.ask(url, 'feed'))) return
    }
  }

  async lookForSitemaps(homeUrl: HttpUrl): Promise<void> {
    const robots = tryParseHttpUrl('/robots.txt', homeUrl)
    const page = robots && (await this.ask(robots, 'robots'))
    const text =
      !page || 'failure' in page ? '' : decodeText(page.bytes.subarray(0, 512_000), page.contentType).text
    const named = [...text.matchAll(/^[ \t]*site-?map[ \t]*:[ \t]*(\S+)/gim)].map(([, address]) =>
      tryParseHttpUrl(address ?? '', homeUrl),
    )
    const known = newsFirst(named)
    const usual = usualSitemaps.map((path) => tryParseHttpUrl(path, homeUrl)).filter((each) => each !== null)
    for (const url of (known.length > 0 ? known : usual).slice(0, 5)) await this.#followSitemap(url)
  }

  /**
   * An index is looked into, once: at the sitemaps that are for news or were changed last. Where these have
   * numbers or dates in their names there will be others tomorrow, so the index itself is what to follow.
   */
  async #followSitemap(url: HttpUrl): Promise<void> {
    const page = await this.ask(url, 'sitemap')
    if ('failure' in page || !this.readSitemap(page)) return
    const below = attempt(() => parseDatedSitemap(page.bytes, page))?.sitemaps ?? []
    const latest = latestFirst(below).slice(0, sitemapsMax)
    const isNumbered = latest.some((child) =>
      /\d/.test(new URL(child.url).pathname + new URL(child.url).search),
    )
    let entryCount = 0
    const times: (NewsTime | null)[] = []
    for (const child of latest) {
      const answer = await this.ask(child.url, 'sitemap')
      if (!isNumbered) this.readSitemap(answer)
      else if (!('failure' in answer)) {
        const urls = attempt(() => parseDatedSitemap(answer.bytes, answer))?.urls ?? []
        entryCount += urls.length
        times.push(newestTime(urls.map((each) => each.publishedAt ?? each.lastModified)))
      }
    }
    if (entryCount > 0) this.#add('sitemap', page.url, null, entryCount, newestTime(times))
  }

  async lookForSections(pages: readonly PageOutline[], homeUrl: HttpUrl): Promise<void> {
    const articles = new Set(
      pages.flatMap(({ links }) => articleLinksAmong(links, homeUrl)).map(({ url }) => url),
    )
    const { host } = new URL(homeUrl)
    const most = this.#hasFeed() ? sectionsMax.withFeed : sectionsMax.without
    const candidates = pages
      .flatMap(({ links }) => links)
      .filter(
        ({ url, text, place }) =>
          place !== 'footer' && !articles.has(url) && isSectionName(text) && siteHostIs(url, host),
      )
    for (const { url } of [...candidates].sort(navigationFirst).slice(0, most)) {
      const page = await this.ask(url, 'page')
      if (!('failure' in page)) this.readSection(page.url, outlineOf(page) ?? emptyOutline)
    }
  }

  /** The most useful first. Feeds are followed all, sitemaps if they are for news, sections always: they show what is new. */
  chosen(): FoundSource[] {
    const all = [...this.#found.values()]
    const worth = ({ newestAt }: { newestAt: NewsTime | null }) =>
      newestAt === null ? 0 : newsTimeMs(newestAt)
    const rank = { feed: 0, sitemap: 1, section: 2 }
    all.sort((a, b) => rank[a.kind] - rank[b.kind] || worth(b) - worth(a))
    let sitemaps = 0
    return all.map((each) => ({ ...each, isChosen: each.kind !== 'sitemap' || ++sitemaps <= sitemapsMax }))
  }

  #hasFeed(): boolean {
    return [...this.#found.values()].some(({ kind }) => kind === 'feed')
  }

  #add(
    kind: SourceKind,
    url: HttpUrl,
    title: string | null,
    entryCount: number,
    newestAt: NewsTime | null,
  ): void {
    if (!this.#found.has(url)) this.#found.set(url, { kind, url, title, entryCount, newestAt })
  }
}

const emptyOutline: PageOutline = {
  title: null,
  siteName: null,
  language: null,
  feeds: [],
  next: null,
  links: [],
}

/** Null where there is no page. */
export function outlineOf(page: FetchedPage): PageOutline | null {
  return 'failure' in page ? null : outlinePage(decodeText(page.bytes, page.contentType).text, page.url)
}

function attempt<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch {
    return null // Not of that format; the next one is tried.
  }
}

function newsFirst(urls: readonly (HttpUrl | null)[]): HttpUrl[] {
  const known = urls.filter((each) => each !== null)
  return [...known.filter((each) => /news/i.test(each)), ...known.filter((each) => !/news/i.test(each))]
}

function latestFirst(sitemaps: readonly SitemapRef[]): SitemapRef[] {
  const worth = ({ url, lastModified }: SitemapRef) =>
    (/news|latest|today/i.test(url) ? 1e15 : 0) + (lastModified ? newsTimeMs(lastModified) : 0)
  // Where nothing is said, the last of an index tends to be the newest.
  return sitemaps
    .map((sitemap, index) => ({ sitemap, index }))
    .sort((a, b) => worth(b.sitemap) - worth(a.sitemap) || b.index - a.index)
    .map(({ sitemap }) => sitemap)
}

function navigationFirst(a: { place: string }, b: { place: string }): number {
  return Number(b.place === 'navigation') - Number(a.place === 'navigation')
}

/** 国内, 财经新闻, World, Hong Kong: a section's name is short. */
function isSectionName(text: string): boolean {
  const isHan = /\p{Script=Han}/u.test(text)
  return text.length >= 2 && (isHan ? text.length <= 6 : text.length <= 24 && text.split(' ').length <= 3)
}

function siteHostIs(url: HttpUrl, host: string): boolean {
  const { host: own, pathname } = new URL(url)
  return (
    own === host &&
    pathname !== '/' &&
    !/login|register|signin|about|contact|search|help|app|privacy|terms/i.test(pathname)
  )
}
