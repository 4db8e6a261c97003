import { type HttpUrl, tryParseHttpUrl } from '#model'
import type { FeedLink, FeedPerson, RawEntry, RawFeed } from './feed.ts'
import { plainText, proseText } from './plain-text.ts'

const entriesMax = 20_000
const listMax = 200

/** @returns null if it is no JSON Feed. @see https://www.jsonfeed.org/version/1.1/ */
export function readJsonFeed(text: string, url: HttpUrl): RawFeed | null {
  const feed = parseObject(text)
  if (!feed || !Array.isArray(feed['items'])) return null
  return {
    ...common(feed, url),
    url: textOf(feed['home_page_url']),
    description: proseOf(feed['description'], 'text'),
    guid: textOf(feed['feed_url']),
    generator: null,
    image: addressOf(feed['icon'], url) ?? addressOf(feed['favicon'], url),
    publishedAt: null,
    updatedAt: null,
    links: [],
    entries: feed['items']
      .slice(0, entriesMax)
      .filter(isObject)
      .map((item) => entryOf(item, url)),
  }
}

function entryOf(item: Json, url: HttpUrl): RawEntry {
  const content = proseOf(item['content_html'], 'html') ?? proseOf(item['content_text'], 'text')
  return {
    ...common(item, url),
    url: textOf(item['url']) ?? textOf(item['external_url']),
    guid: textOf(item['id']),
    summary: proseOf(item['summary'], 'text') ?? content,
    content,
    comments: null,
    source: null,
    image: addressOf(item['image'], url) ?? addressOf(item['banner_image'], url),
    publishedAt: textOf(item['date_published']),
    updatedAt: textOf(item['date_modified']),
    links: listOf(item['attachments']).flatMap((each) => enclosureOf(each, url)),
  }
}

function common(each: Json, url: HttpUrl) {
  const title = textOf(each['title'])
  // Version 1.0 knew one author, 1.1 several.
  const authors = [...listOf(each['authors']), each['author']].filter(isObject)
  return {
    base: null,
    title: title === null ? null : plainText(title, 'unknown'),
    language: textOf(each['language']),
    authors: authors.map(
      (author): FeedPerson => ({
        name: textOf(author['name']),
        email: null,
        url: addressOf(author['url'], url),
      }),
    ),
    contributors: [],
    publisher: null,
    categories: listOf(each['tags'])
      .map(textOf)
      .filter((tag) => tag !== null),
    rights: null,
  }
}

function enclosureOf(value: unknown, base: HttpUrl): FeedLink[] {
  if (!isObject(value)) return []
  const url = addressOf(value['url'], base)
  const { mime_type: type, title, size_in_bytes: bytes } = value
  const announced = typeof bytes === 'number' && bytes >= 0 ? bytes : null
  return url
    ? [{ url, rel: 'enclosure', type: textOf(type), title: textOf(title), language: null, bytes: announced }]
    : []
}

type Json = Record<string, unknown>

function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, listMax) : []
}

/** Ids are numbers in some feeds, against the standard. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function proseOf(value: unknown, kind: 'text' | 'html'): string | null {
  const text = textOf(value)
  return text === null ? null : proseText(text, kind)
}

function addressOf(value: unknown, base: HttpUrl): HttpUrl | null {
  const text = textOf(value)
  return text === null ? null : tryParseHttpUrl(text, base)
}
