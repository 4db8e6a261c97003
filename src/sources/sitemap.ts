import { gunzipSync } from 'node:zlib'
import { decodeText, type HttpUrl, type NewsTime, ServiceError, tryParseHttpUrl } from '#model'
import { FeedError, parseFeed } from './feed.ts'
import { parseFeedDate } from './feed-date.ts'
import { readMarkup } from './markup.ts'
import { plainText } from './plain-text.ts'

export interface Sitemap {
  readonly urls: readonly SitemapUrl[]
  /** Of a sitemap index: the sitemaps it names, each once. */
  readonly sitemaps: readonly HttpUrl[]
}

/** As `Sitemap`, with what an index says of the sitemaps it names. */
export interface DatedSitemap {
  readonly urls: readonly SitemapUrl[]
  readonly sitemaps: readonly SitemapRef[]
}

export interface SitemapRef {
  readonly url: HttpUrl
  readonly lastModified: NewsTime | null
}

export interface SitemapUrl extends SitemapRef {
  /** From the news extension. */
  readonly publishedAt: NewsTime | null
  readonly title: string | null
}

/** What came is no sitemap. */
export class SitemapError extends ServiceError {
  constructor(message: string, toDo: string) {
    super(message, { retry: 'never', toDo })
  }
}

/** Both from the protocol, https://www.sitemaps.org/protocol.html; whoever exceeds them is cut there. */
const urlsMax = 50_000
const unpackedBytesMax = 52_428_800

/**
 * Reads sitemaps and sitemap indexes (XML with any namespace, gzip, one URL a line), with the dates and
 * titles of the news extension. RSS and Atom are sitemaps too, says the protocol.
 *
 * @throws {SitemapError} if it is none, or grows beyond 50 MiB when it is unpacked.
 */
export function parseSitemap(
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
): Sitemap {
  const { urls, sitemaps } = parseDatedSitemap(bytes, about)
  return { urls, sitemaps: [...new Set(sitemaps.map(({ url }) => url))] }
}

/** @throws {SitemapError} as `parseSitemap`. */
export function parseDatedSitemap(
  bytes: Uint8Array,
  about: { url: HttpUrl; contentType: string | null },
): DatedSitemap {
  const text = decodeText(unpack(bytes, about.url), about.contentType).text.replace(/^\uFEFF/, '')
  const start = text.slice(0, 2000)
  if (!/^\s*</.test(start)) return readLines(text, about.url)
  if (/<(?:\w+:)?(?:rss|feed|RDF)[\s>]/.test(start)) return readFeed(unpack(bytes, about.url), about)
  return readXml(text, about.url)
}

function unpack(bytes: Uint8Array, url: HttpUrl): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.subarray(0, unpackedBytesMax)
  try {
    // A sync flush at the end gives what there is of a file that broke off.
    return gunzipSync(bytes, { maxOutputLength: unpackedBytesMax, finishFlush: 2 })
  } catch (cause) {
    throw new SitemapError(
      `${url} cannot be unpacked: ${(cause as Error).message}.`,
      'Leave it out; ask its owner whether it is damaged.',
    )
  }
}

function readXml(text: string, url: HttpUrl): DatedSitemap {
  const urls: SitemapUrl[] = []
  const sitemaps: SitemapRef[] = []
  const stack: string[] = []
  let isSitemap = false
  let own = ''
  let item: Item | null = null

  readMarkup(
    text,
    {
      onopentag(tag) {
        const name = localOf(tag)
        if (name === 'urlset' || name === 'sitemapindex') isSitemap = true
        if (name === 'url' || (name === 'sitemap' && stack.at(-1) !== 'url')) item = newItem()
        if (stack.length < depthMax) stack.push(tag)
        own = ''
      },
      ontext(piece) {
        if (item && own.length < 10_000) own += piece
      },
      onclosetag(tag) {
        if (stack.at(-1) !== tag) return
        stack.pop()
        const name = localOf(tag)
        const value = own.trim()
        own = ''
        if (!item || stack.length === 0) return
        if (name === 'url' || name === 'sitemap') {
          // Some write the address straight into `<sitemap>`.
          const found = tryParseHttpUrl(item.loc || value || 'none:', url)
          const lastModified = parseFeedDate(item.lastModified)
          if (found && name === 'url' && urls.length < urlsMax)
            urls.push({
              url: found,
              lastModified,
              publishedAt: parseFeedDate(item.publishedAt),
              title: item.title,
            })
          if (found && name === 'sitemap' && sitemaps.length < urlsMax)
            sitemaps.push({ url: found, lastModified })
          item = null
          return
        }
        take(item, name, localOf(stack.at(-1) ?? ''), value)
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true },
  )
  if (!isSitemap && urls.length === 0 && sitemaps.length === 0)
    throw new SitemapError(
      `${url} is no sitemap.`,
      'Check the address; robots.txt often names the right one.',
    )
  return { urls, sitemaps }
}

const depthMax = 100

interface Item {
  loc: string
  lastModified: string | null
  publishedAt: string | null
  title: string | null
}

function newItem(): Item {
  return { loc: '', lastModified: null, publishedAt: null, title: null }
}

/** By name and parent, so that `image:loc` and `video:title` do not count. */
function take(item: Item, name: string, parent: string, value: string): void {
  const isOwn = parent === 'url' || parent === 'sitemap'
  if (name === 'loc' && isOwn) item.loc ||= value
  else if (name === 'lastmod' && isOwn) item.lastModified ??= value
  else if (name === 'publication_date' && parent === 'news') item.publishedAt ??= value
  else if (name === 'title' && parent === 'news') item.title ??= plainText(value, 'unknown')
}

function localOf(tag: string): string {
  return tag.slice(tag.indexOf(':') + 1)
}

function readLines(text: string, url: HttpUrl): DatedSitemap {
  const lines = text.split(/[\r\n]+/, urlsMax).map((line) => line.trim())
  const urls = lines.filter((line) => /^https?:\/\//i.test(line)).map((line) => tryParseHttpUrl(line))
  const found = urls.filter((each) => each !== null)
  if (found.length === 0)
    throw new SitemapError(
      `${url} is no sitemap.`,
      'Check the address; robots.txt often names the right one.',
    )
  return {
    urls: found.map((each) => ({ url: each, lastModified: null, publishedAt: null, title: null })),
    sitemaps: [],
  }
}

function readFeed(bytes: Uint8Array, about: { url: HttpUrl; contentType: string | null }): DatedSitemap {
  try {
    const { entries } = parseFeed(bytes, about)
    const urls = entries.flatMap(({ url, title, publishedAt, updatedAt }) =>
      url ? [{ url, lastModified: updatedAt ?? publishedAt, publishedAt, title }] : [],
    )
    return { urls, sitemaps: [] }
  } catch (error) {
    if (error instanceof FeedError) throw new SitemapError(error.message, error.toDo)
    throw error
  }
}
