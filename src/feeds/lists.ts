import type { Access, SnapshotSummary } from '#access'
import { type ChannelSlug, type Page, parseArticleId, parseChannelSlug, parseStoryId } from '#model'
import {
  formatSubscriptions,
  newestFollowed,
  parseSubscriptions,
  searchOf,
  subscriptionsMax,
} from '#subscriptions'
import { articleEntry, articleHistory, changeEntry, channelName, type Setting } from './entries.ts'
import type { FeedEntry } from './feed.ts'

/** What a feed lists, before it has an address. */
export interface FeedList {
  readonly title: string
  /** Path and query of the page that shows the same. */
  readonly pagePath: string
  readonly entries: readonly FeedEntry[]
  /** The cursor of older entries. */
  readonly next: string | null
}

/** A list's name and parameters, as its address has them. */
export interface ListRequest {
  readonly name: string
  /** The part of the path behind the name: a slug or an id. */
  readonly key: string | null
  readonly query: URLSearchParams
}

/** Nobody's name is longer. */
const nameCharsMax = 200
/** Entries in one document. */
const entriesMax = 30

/** Reprints of what is listed anyway would tell a reader the same again. An outlet's own list has them. */
const originals = { reprints: false }

/** Why a request cannot be answered as it is. */
export class FeedRequestError extends RangeError {}

/**
 * @returns Null where nothing of that name is held.
 * @throws {FeedRequestError} if a parameter is missing or too much is asked for.
 * @throws {QueryError} if a search cannot be read.
 */
export async function readList(
  request: ListRequest,
  access: Access,
  setting: Setting,
): Promise<FeedList | null> {
  const page = { cursor: request.query.get('cursor') || null, limit: entriesMax }
  const { key } = request
  const { say } = setting
  switch (request.name) {
    case 'newest':
      return ofArticles(say.newest, '/', await access.newest(originals, page))
    case 'channel': {
      const channel = await knownChannel(key, access)
      if (!channel) return null
      const found = await access.newest({ channel, ...originals }, page)
      return ofArticles(channelName(channel, setting.language), `/channel/${channel}`, found)
    }
    case 'outlet': {
      const outlet = key ? await access.outlet(key) : null
      if (!outlet) return null
      const found = await access.newest({ outletSlug: outlet.outlet.slug }, page)
      return ofArticles(outlet.outlet.name, `/outlet/${outlet.outlet.slug}`, found)
    }
    case 'author':
    case 'place':
      return namedList(request.name, key, page, access, setting)
    case 'withdrawals':
      return withdrawalsList(key, page, access, setting)
    case 'changes': {
      const found = await access.changes(page)
      const kind = request.query.get('kind')
      const entries: FeedEntry[] = []
      for (const event of found.items) {
        const changes =
          event.kind === 'revised' ? await access.compare(event.previous, event.snapshot.id) : null
        if (kind && !changes?.kinds.some((each) => each === kind)) continue
        const entry = changeEntry(event, setting, changes)
        if (entry) entries.push(entry)
      }
      return {
        title: say.changes,
        pagePath: kind ? `/changes?kind=${encodeURIComponent(kind.toWellFormed())}` : '/changes',
        entries,
        next: found.next,
      }
    }
    case 'search':
      return searchList(request.query.get('q') ?? '', page, access, setting)
    case 'story':
      return storyList(key, access, setting)
    case 'article': {
      const id = parsedOr404(parseArticleId, key)
      const article = id && (await access.article(id))
      const last = article?.revisions.at(-1)
      if (!article || !last) return null
      const entries = articleHistory(article, setting).slice(0, entriesMax)
      return { title: say.revisions(last.title), pagePath: `/article/${article.id}`, entries, next: null }
    }
    case 'subscriptions':
      return subscriptionsList(request.query, access, setting)
    default:
      return null
  }

  function ofArticles(title: string, pagePath: string, found: Page<SnapshotSummary>): FeedList {
    const entries = found.items.map((summary) => articleEntry(summary, setting))
    return { title, pagePath, entries, next: found.next }
  }
}

async function searchList(
  query: string,
  page: { cursor: string | null; limit: number },
  access: Access,
  setting: Setting,
): Promise<FeedList> {
  if (!query.trim()) throw new FeedRequestError('There is nothing to search for: give a query with ?q=.')
  const found = await access.search(query, { sort: 'newest', ...page })
  return {
    title: setting.say.search(query),
    pagePath: `/search?q=${encodeURIComponent(query.toWellFormed())}&sort=newest`,
    entries: found.items.map((each) => articleEntry(each.summary, setting, each)),
    next: found.next,
  }
}

/** What somebody wrote, or what is about a place. */
async function namedList(
  kind: 'author' | 'place',
  key: string | null,
  page: { cursor: string | null; limit: number },
  access: Access,
  setting: Setting,
): Promise<FeedList | null> {
  const name = parsedOr404(decodeURIComponent, key)?.trim()
  if (!name || name.length > nameCharsMax) return null
  return searchList(searchOf({ kind, value: name }), page, access, setting)
}

/** What an outlet let vanish from its addresses. */
async function withdrawalsList(
  key: string | null,
  page: { cursor: string | null; limit: number },
  access: Access,
  setting: Setting,
): Promise<FeedList | null> {
  const outlet = key ? await access.outlet(key) : null
  if (!outlet) return null
  const { slug, name } = outlet.outlet
  const found = await access.changes({ ...page, outletSlug: slug })
  const gone = found.items.filter((event) => event.kind === 'state')
  return {
    title: setting.say.gone(name),
    pagePath: `/outlet/${slug}`,
    entries: gone.flatMap((event) => changeEntry(event, setting) ?? []),
    next: found.next,
  }
}

async function storyList(key: string | null, access: Access, setting: Setting): Promise<FeedList | null> {
  const id = parsedOr404(parseStoryId, key)
  const story = id && (await access.story(id))
  if (!story) return null
  const newestFirst = [...story.entries].reverse().slice(0, entriesMax)
  return {
    title: setting.say.story(story.title),
    pagePath: `/story/${story.id}`,
    entries: newestFirst.map(({ summary, reprints }) => articleEntry(summary, setting, { reprints })),
    next: null,
  }
}

/** What a reader follows, in one list without repetitions. The address is all that is known of the reader. */
async function subscriptionsList(
  query: URLSearchParams,
  access: Access,
  setting: Setting,
): Promise<FeedList> {
  const followed = parseSubscriptions(query)
  if (followed.length === 0) {
    throw new FeedRequestError(
      'Nothing is followed here: give channel=, outlet= or q=, each as often as needed.',
    )
  }
  if (followed.length > subscriptionsMax) {
    throw new FeedRequestError(
      `One feed follows ${subscriptionsMax} channels, outlets and searches at most, not ${followed.length}.`,
    )
  }
  const { items, wrong } = await newestFollowed(access, followed, { each: entriesMax, limit: entriesMax })
  if (wrong[0]) throw wrong[0].error
  return {
    title: setting.say.subscriptions,
    pagePath: `/subscriptions?${formatSubscriptions(followed)}`,
    entries: items.map((summary) => articleEntry(summary, setting)),
    next: null,
  }
}

async function knownChannel(key: string | null, access: Access): Promise<ChannelSlug | null> {
  const slug = parsedOr404(parseChannelSlug, key)
  if (!slug) return null
  return (await access.channels()).some(({ channel }) => channel.slug === slug) ? slug : null
}

/** What is no id or slug at all is held no more than one that is unknown. */
function parsedOr404<T>(parse: (text: string) => T, text: string | null): T | null {
  try {
    return parse(text ?? '')
  } catch {
    return null
  }
}
