import {
  type HttpUrl,
  type NewsTime,
  type Outlet,
  ServiceError,
  type Source,
  type SourceKind,
  tryParseHttpUrl,
} from '#model'
import { defaultPoliteness } from './outlet-file.ts'
import { identifyOutlet } from './outlet-identity.ts'
import { OutletSearch, outlineOf } from './outlet-search.ts'
import type { PageOutline } from './page-links.ts'

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
  const search = new OutletSearch(fetchPage, signal)
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
