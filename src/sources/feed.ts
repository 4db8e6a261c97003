import { type HttpUrl, type NewsTime, ServiceError, tryParseHttpUrl } from '#model'
import { parseFeedDate } from './feed-date.ts'
import { feedText } from './feed-text.ts'
import { readJsonFeed } from './json-feed.ts'
import { readXmlFeed } from './xml-feed.ts'

export interface Feed {
  readonly title: string | null
  /** The page that the feed is of. */
  readonly url: HttpUrl | null
  readonly entries: readonly FeedEntry[]
}

/** Text is plain text; `url` is whole. */
export interface FeedEntry {
  readonly url: HttpUrl | null
  readonly title: string | null
  readonly guid: string | null
  readonly publishedAt: NewsTime | null
  readonly updatedAt: NewsTime | null
}

/** What came is no feed. */
export class FeedError extends ServiceError {
  constructor(message: string, toDo: string) {
    super(message, { retry: 'never', toDo })
  }
}

/** What a reader of one format found, as it stands in the feed. */
export interface RawFeed {
  title: string | null
  /** With what it is relative to. */
  readonly home: Pick<RawEntry, 'url' | 'base'>
  language: string | null
  readonly entries: readonly RawEntry[]
}

export interface RawEntry {
  readonly url: string | null
  /** What `url` is relative to. */
  readonly base: HttpUrl | null
  readonly title: string | null
  readonly guid: string | null
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
  const raw = text.trimStart().startsWith('{') ? readJsonFeed(text) : readXmlFeed(text, about.url)
  if (!raw) throw notAFeed(text, about.url)
  // A time without a zone is local; feeds in Chinese come from places that all keep the same one.
  const zone = isChinese(raw.language, about.url) ? '+08:00' : 'Z'
  return {
    title: raw.title,
    url: urlOf(raw.home, about.url),
    entries: raw.entries.map((each) => entryOf(each, about.url, zone)),
  }
}

function entryOf(raw: RawEntry, feedUrl: HttpUrl, zone: string): FeedEntry {
  return {
    url: urlOf(raw, feedUrl),
    title: raw.title,
    guid: raw.guid,
    publishedAt: parseFeedDate(raw.publishedAt, zone),
    updatedAt: parseFeedDate(raw.updatedAt, zone),
  }
}

function urlOf({ url, base }: Pick<RawEntry, 'url' | 'base'>, feedUrl: HttpUrl): HttpUrl | null {
  return url === null || url === '' ? null : tryParseHttpUrl(url, base ?? feedUrl)
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
