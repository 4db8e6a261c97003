import {
  decodeText,
  type HttpUrl,
  type NewsTime,
  newsTimeMs,
  type Outlet,
  ServiceError,
  type Source,
  type SourceKind,
  tryParseHttpUrl,
} from '#model'
import { articleLinksAmong } from './article-links.ts'
import { parseFeed } from './feed.ts'
import { defaultPoliteness } from './outlet-file.ts'
import { identifyOutlet } from './outlet-identity.ts'
import { outlinePage, type PageOutline } from './page-links.ts'
import { parseDatedSitemap, type SitemapRef } from './sitemap.ts'

/** What asking for a page gave: its bytes with the content coding undone, or why there are none. */
export type FetchedPage =
  | {
      /** After redirects. */
      readonly url: HttpUrl
      readonly status: number
      readonly contentType: string | null
      readonly bytes: Uint8Array
    }
  | { readonly failure: string }

export type FetchPage = (
  url: HttpUrl,
  purpose: 'page' | 'feed' | 'sitemap' | 'robots',
) => Promise<FetchedPage>

export interface Discovery {
  /** Ready to be saved; its sources are those of `found` that are worth following. */
  readonly outlet: Outlet
  /** Every source that answered, the most useful first. */
  readonly found: readonly FoundSource[]
}

export interface FoundSource {
  readonly kind: SourceKind
  readonly url: HttpUrl
  readonly title: string | null
  /** Articles that it names now. */
  readonly entryCount: number
  /** Of these, the newest that says so. */
  readonly newestAt: NewsTime | null
  readonly isChosen: boolean
}

/** Nothing that can be followed was found. */
export class DiscoveryError extends ServiceError {}

const asksMax = 40
/** Sections that are looked at; fewer where a feed says what is new. */
const sectionsMax = { withFeed: 4, without: 12 }
const sitemapsMax = 3
const usualFeeds = ['/feed', '/rss', '/rss.xml', '/atom.xml', '/feed.xml', '/index.xml', '/feed.json']
const usualSitemaps = ['/news-sitemap.xml', '/sitemap-news.xml', '/sitemap.xml', '/sitemap_index.xml']

/**
 * Finds out how to follow an outlet from any of its URLs: a feed, a sitemap, the home page, a section, an
 * article. Asks for no more than 40 pages, one after the other.
 *
 * @throws {DiscoveryError} if the URL gives no answer, or nothing that can be followed is found.
 */
export async function discover(
  url: HttpUrl,
  fetchPage: FetchPage,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Discovery> {
  const search = new Search(fetchPage, signal)
  const start = await search.ask(url, 'page')
  if ('failure' in start) {
    throw new DiscoveryError(`${url} gives no page: ${start.failure}.`, {
      retry: 'later',
      toDo: 'Check the address in a browser; if it opens there, try again later.',
    })
  }
  const homeUrl = tryParseHttpUrl('/', start.url) ?? start.url
  const named = search.readFeed(start) ?? search.readSitemap(start)
  const startPage = named ? null : outlineOf(start)
  const home = start.url === homeUrl ? startPage : outlineOf(await search.ask(homeUrl, 'page'))
  const pages = [startPage, home].filter((each) => each !== null)

  await search.lookForFeeds(
    pages.flatMap(({ feeds }) => feeds),
    homeUrl,
  )
  await search.lookForSitemaps(homeUrl)
  if (startPage) search.readSection(start.url, startPage)
  if (home && start.url !== homeUrl) search.readSection(homeUrl, home)
  await search.lookForSections(pages, homeUrl)

  const found = search.chosen()
  if (!found.some(({ isChosen }) => isChosen)) {
    throw new DiscoveryError(
      `Nothing to follow was found at ${url}: no feed, no sitemap, no list of articles.`,
      {
        retry: 'never',
        toDo: 'Try the address of a feed or of a page that lists articles.',
      },
    )
  }
  return { outlet: outletOf(homeUrl, pages, found), found }
}

class Search {
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
      newest(entries.map((each) => each.publishedAt ?? each.updatedAt)),
    )
    return page.url
  }

  readSitemap(page: FetchedPage): FoundSource['url'] | null {
    if ('failure' in page) return null
    const sitemap = attempt(() => parseDatedSitemap(page.bytes, page))
    if (!sitemap) return null
    if (sitemap.urls.length > 0) {
      const times = sitemap.urls.map((each) => each.publishedAt ?? each.lastModified)
      this.#add('sitemap', page.url, null, sitemap.urls.length, newest(times))
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
        times.push(newest(urls.map((each) => each.publishedAt ?? each.lastModified)))
      }
    }
    if (entryCount > 0) this.#add('sitemap', page.url, null, entryCount, newest(times))
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

function outlineOf(page: FetchedPage): PageOutline | null {
  return 'failure' in page ? null : outlinePage(decodeText(page.bytes, page.contentType).text, page.url)
}

function attempt<T>(parse: () => T): T | null {
  try {
    return parse()
  } catch {
    return null // Not of that format; the next one is tried.
  }
}

function newest(times: readonly (NewsTime | null)[]): NewsTime | null {
  let best: NewsTime | null = null
  for (const time of times) if (time && (!best || newsTimeMs(time) > newsTimeMs(best))) best = time
  return best
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

function outletOf(homeUrl: HttpUrl, pages: readonly PageOutline[], found: readonly FoundSource[]): Outlet {
  const sources: Source[] = found
    .filter(({ isChosen }) => isChosen)
    .map(({ kind, url }) => ({ kind, url, channel: null }))
  return {
    ...identifyOutlet(
      homeUrl,
      pages,
      found.map(({ title }) => title),
    ),
    homepage: homeUrl,
    channel: null,
    region: null,
    sources,
    politeness: defaultPoliteness,
    followed: true,
  }
}
