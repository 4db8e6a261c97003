import { createHash } from 'node:crypto'
import { type Context, Hono } from 'hono'
import type { Access } from '#access'
import { QueryError } from '#access'
import { type Clock, epochMs, type Instant, instantOf, type Log, silentLog } from '#model'
import type { Subscriptions } from '#subscriptions'
import { atom } from './atom.ts'
import { entryIds } from './entries.ts'
import type { DeletedEntry, Feed, FeedFormat } from './feed.ts'
import { jsonFeed } from './json-feed.ts'
import { type FeedList, FeedRequestError, readList } from './lists.ts'
import { rss } from './rss.ts'
import { type Language, languages, wordings } from './wording.ts'

export interface FeedsOptions {
  readonly access: Access
  readonly clock: Clock
  readonly serviceName: string
  /** Under which the public reaches the service; without it, what the request was sent to. */
  readonly baseUrl?: string | null
  readonly log?: Log
  /** Whose hub feeds name, and whose journal tells what was taken down. */
  readonly journal?: FeedJournal
}

/** The part of `Subscriptions` that feeds need. */
export type FeedJournal = Pick<Subscriptions, 'hub' | 'withdrawals'>

const withdrawalsMax = 50

const formats: Readonly<Record<string, FeedFormat>> = { atom, rss, json: jsonFeed }

/** Atom, RSS and JSON Feed of every list, every search, every story and every article's revisions, below `/feeds/`. */
export function createFeeds(options: FeedsOptions): Hono {
  const { log = silentLog } = options
  const app = new Hono()
  app.get('/feeds/*', async (context) => {
    const url = new URL(context.req.url)
    const address = parseAddress(url.pathname)
    if (!address) return problem(context, 404, 'not-found', knownFeeds)
    const language = languages.find((each) => each === url.searchParams.get('lang')) ?? 'zh-Hans'
    const baseUrl = (options.baseUrl ?? url.origin).replace(/\/+$/, '')
    const setting = { baseUrl, language, say: wordings[language] }
    try {
      const list = await readList({ ...address, query: url.searchParams }, options.access, setting)
      if (!list) return problem(context, 404, 'not-found', 'Nothing of that name is held.')
      const deleted = await deletedFrom(address, options)
      const feed = feedOf({ ...list, deleted }, address, url, { ...options, baseUrl, language })
      return feedResponse(context.req.raw, feed, address.format)
    } catch (error) {
      if (error instanceof FeedRequestError) return problem(context, 400, 'bad-parameter', error.message)
      if (error instanceof QueryError) return problem(context, 400, 'bad-query', error.message)
      // Lists throw it on a cursor that is none of theirs.
      if (error instanceof RangeError && url.searchParams.has('cursor'))
        return problem(context, 400, 'bad-cursor', error.message)
      log.error('feeds.failed', { path: url.pathname, error: (error as Error).message })
      return problem(context, 500, 'failed', 'This could not be answered. The operator has been told.')
    }
  })
  app.all('/feeds/*', (context) => problem(context, 405, 'bad-method', 'Feeds know GET and HEAD.'))
  return app
}

const knownFeeds =
  'Feeds are newest, changes, search, subscriptions, channel/{slug}, outlet/{slug}, withdrawals/{slug}, story/{id}, ' +
  'article/{id}, author/{name} and place/{name}, ' +
  'each as .atom, .rss and .json.'

interface Address {
  readonly name: string
  readonly key: string | null
  /** The path without `.atom` and its like. */
  readonly path: string
  readonly format: FeedFormat
}

function parseAddress(pathname: string): Address | null {
  const match =
    /^(\/feeds\/(newest|changes|search|subscriptions))\.(atom|rss|json)$/.exec(pathname) ??
    /^(\/feeds\/(channel|outlet|withdrawals|story|article)\/([a-z0-9-]+))\.(atom|rss|json)$/.exec(pathname) ??
    /^(\/feeds\/(author|place)\/([^/]+))\.(atom|rss|json)$/.exec(pathname)
  if (!match) return null
  const [, path, name, ...rest] = match as unknown as [string, string, string, ...string[]]
  return { path, name, key: rest[1] ? rest[0]! : null, format: formats[rest.at(-1)!]! }
}

function feedOf(
  list: FeedList & Pick<Feed, 'deleted'>,
  { path, format }: Address,
  url: URL,
  options: FeedsOptions & { baseUrl: string; language: Language },
): Feed {
  const { baseUrl, language, serviceName } = options
  const query = new URLSearchParams(url.searchParams)
  const addressOf = (extension: string) =>
    `${baseUrl}${path}.${extension}${query.size > 0 ? `?${query}` : ''}`
  const extension = (of: FeedFormat) => Object.keys(formats).find((each) => formats[each] === of) ?? ''
  const selfUrl = addressOf(extension(format))
  const otherFormats = Object.values(formats)
    .filter((each) => each !== format)
    .map((each) => ({ mediaType: each.mediaType, url: addressOf(extension(each)) }))
  query.delete('cursor')
  const identity = query.size > 0 ? `${path}?${query}` : path
  if (list.next) query.set('cursor', list.next)
  return {
    // RFC 4151; the date is that of the scheme below, not of the feed.
    id: `tag:${new URL(baseUrl).hostname},2026:${identity}`,
    title: `${list.title} · ${serviceName}`,
    description: wordings[language].description,
    language,
    selfUrl,
    otherFormats,
    pageUrl: `${baseUrl}${list.pagePath}`,
    nextUrl: list.next ? addressOf(extension(format)) : null,
    hubUrl: options.journal?.hub ? `${baseUrl}/websub/hub` : null,
    publisher: serviceName,
    updatedAt: lastUpdate(list, options.clock),
    entries: list.entries,
    deleted: list.deleted,
  }
}

/** Of the newest of what was taken down, what may have stood in this list: of a search nobody can say any more. */
async function deletedFrom(
  { name, key }: Address,
  { journal, access }: FeedsOptions,
): Promise<Feed['deleted']> {
  if (!journal) return []
  const field = { channel: 'channel', outlet: 'outletSlug', story: 'story', article: 'articleId' } as const
  const isOf = Object.hasOwn(field, name) ? field[name as keyof typeof field] : null
  const deleted: DeletedEntry[] = []
  for (const event of await journal.withdrawals(withdrawalsMax)) {
    if (isOf && event[isOf] !== key) continue
    const ids = entryIds(event)
    // Another revision may still stand under the article's own id.
    const isWhole = event.articleId !== null && (await access.article(event.articleId)) === null
    if (isWhole && ids.article) deleted.push({ id: ids.article, at: event.at })
    deleted.push({ id: ids.snapshot, at: event.at })
  }
  return deleted
}

/** An empty feed has the day's beginning, so that it stays the same document for that day. */
function lastUpdate({ entries, deleted }: Pick<Feed, 'entries' | 'deleted'>, clock: Clock): Instant {
  const times = [...entries.map(({ updatedAt }) => updatedAt), ...deleted.map(({ at }) => at)]
  const newest = times.reduce<Instant | null>((last, each) => (last && last > each ? last : each), null)
  const dayMs = 24 * 60 * 60_000
  return newest ?? instantOf(Math.floor(epochMs(clock.now()) / dayMs) * dayMs)
}

/**
 * The document, or 304. It may be kept only as long as it is asked about again (`no-cache`): a takedown must
 * show at once. For the same reason a date matches only itself, since a feed that lost an entry may be "older".
 *
 * @see RFC 9110 §13.2.2: where the request has If-None-Match, If-Modified-Since does not count.
 */
function feedResponse(request: Request, feed: Feed, format: FeedFormat): Response {
  const body = format.format(feed)
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const lastModified = new Date(feed.updatedAt).toUTCString()
  const headers = {
    etag,
    'last-modified': lastModified,
    'cache-control': 'no-cache',
    ...(feed.hubUrl && { link: `<${feed.hubUrl}>; rel="hub", <${feed.selfUrl}>; rel="self"` }),
    'access-control-allow-origin': '*',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }
  const tags = request.headers.get('if-none-match')
  const isUnchanged = tags
    ? tags.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag)
    : request.headers.get('if-modified-since') === lastModified
  if (isUnchanged) return new Response(null, { status: 304, headers })
  return new Response(body, {
    headers: { ...headers, 'content-type': `${format.mediaType}; charset=utf-8` },
  })
}

/** The phrases of RFC 9110 §15. */
const titles = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  500: 'Internal Server Error',
} as const

/** With the codes of the JSON API. @see RFC 9457 */
function problem({ req }: Context, status: keyof typeof titles, code: string, detail: string): Response {
  const body = { type: 'about:blank', title: titles[status], status, detail, instance: req.path, code }
  return new Response(`${JSON.stringify(body)}\n`, {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-cache',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      ...(status === 405 && { allow: 'GET, HEAD' }),
    },
  })
}
