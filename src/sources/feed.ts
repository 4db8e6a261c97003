import { type HttpUrl, type NewsTime, ServiceError, tryParseHttpUrl } from '#model'
import { parseFeedDate } from './feed-date.ts'
import { feedText } from './feed-text.ts'
import { readJsonFeed } from './json-feed.ts'
import { readXmlFeed } from './xml-feed.ts'

export interface Feed extends FeedHead {
  readonly entries: readonly FeedEntry[]
}

/** What a feed and its entries have in common. Text is plain text, addresses are whole. */
interface FeedItem {
  readonly title: string | null
  /** The page that it is of. */
  readonly url: HttpUrl | null
  readonly guid: string | null
  readonly publishedAt: NewsTime | null
  readonly updatedAt: NewsTime | null
  /** As it says, such as `zh-cn`. */
  readonly language: string | null
  readonly authors: readonly FeedPerson[]
  readonly contributors: readonly FeedPerson[]
  readonly publisher: FeedPerson | null
  readonly categories: readonly string[]
  readonly rights: string | null
  readonly image: HttpUrl | null
  readonly links: readonly FeedLink[]
}

export interface FeedHead extends FeedItem {
  /** Its tagline, or what else it says of itself. */
  readonly description: string | null
  readonly generator: string | null
}

export interface FeedEntry extends FeedItem {
  /** What it is about; where the feed has the content alone, that. */
  readonly summary: string | null
  /** The whole text, where the feed brings it. */
  readonly content: string | null
  /** The page of its comments. */
  readonly comments: HttpUrl | null
  /** The feed that it was taken from. */
  readonly source: FeedHead | null
}

/** Somebody, by name or address; `url` is a page of theirs. */
export interface FeedPerson {
  readonly name: string | null
  readonly email: string | null
  readonly url: HttpUrl | null
}

/** `rel` as in Atom: `alternate`, `enclosure`, `self` …; RSS's enclosures are such links too. */
export interface FeedLink {
  readonly url: HttpUrl
  readonly rel: string
  readonly type: string | null
  readonly title: string | null
  readonly language: string | null
  /** As announced. */
  readonly bytes: number | null
}

/** What came is no feed. */
export class FeedError extends ServiceError {
  constructor(message: string, toDo: string) {
    super(message, { retry: 'never', toDo })
  }
}

/** What a reader of one format found; times and the addresses of pages as they stand in the feed. */
export type RawFeed = RawHead & { readonly entries: readonly RawEntry[] }

export type RawHead = Raw<FeedHead>

export type RawEntry = Raw<Omit<FeedEntry, 'source'>> & { readonly source: RawHead | null }

type Raw<T> = Omit<T, 'url' | 'publishedAt' | 'updatedAt'> & {
  readonly url: string | null
  /** What `url` is relative to. */
  readonly base: HttpUrl | null
  readonly publishedAt: string | null
  readonly updatedAt: string | null
}

/**
 * Reads RSS 0.9 to 2.0, RDF, Atom 0.3 and 1.0, CDF and JSON Feed, whole or broken off.
 *
 * One tolerant reader for all that is XML: measured on two libraries' test feeds, a strict parser refuses
 * one in six of those that are well-formed, and every broken one.
 *
 * @throws {FeedError} if there is nothing of a feed in it.
 */
export function parseFeed(bytes: Uint8Array, about: { url: HttpUrl; contentType: string | null }): Feed {
  const text = feedText(bytes, about.contentType)
  const raw = text.trimStart().startsWith('{') ? readJsonFeed(text, about.url) : readXmlFeed(text, about.url)
  if (!raw) throw notAFeed(text, about.url)
  // A time without a zone is local; feeds in Chinese come from places that all keep the same one.
  const zone = isChinese(raw.language, about.url) ? '+08:00' : 'Z'
  const { entries, ...feed } = raw
  return {
    ...understood(feed, about.url, zone),
    entries: entries.map((each) => ({
      ...understood(each, about.url, zone),
      source: each.source && understood(each.source, about.url, zone),
    })),
  }
}

function understood<T extends Raw<object>>({ base, ...raw }: T, feedUrl: HttpUrl, zone: string) {
  const { url, publishedAt, updatedAt } = raw
  return {
    ...raw,
    url: url === null || url === '' ? null : tryParseHttpUrl(url, base ?? feedUrl),
    publishedAt: parseFeedDate(publishedAt, zone),
    updatedAt: parseFeedDate(updatedAt, zone),
  }
}

function isChinese(language: string | null, url: HttpUrl): boolean {
  return language === null ? new URL(url).hostname.endsWith('.cn') : /^zh\b/i.test(language)
}

function notAFeed(text: string, url: HttpUrl): FeedError {
  if (text.trim() === '')
    return new FeedError(`${url} is empty.`, 'Look at it in a browser; try again later.')
  if (/<html[\s>]/i.test(text.slice(0, 10_000)))
    return new FeedError(
      `${url} is a web page, not a feed.`,
      'Add the page itself: its feeds are looked for there.',
    )
  return new FeedError(
    `${url} is neither RSS, Atom nor JSON Feed.`,
    'Check the address; feeds are often named /feed or /rss.xml.',
  )
}
