import type { RawFeed } from './feed.ts'
import { plainText } from './plain-text.ts'

const entriesMax = 20_000

/** @returns null if it is no JSON Feed. @see https://www.jsonfeed.org/version/1.1/ */
export function readJsonFeed(text: string): RawFeed | null {
  const feed = parseObject(text)
  if (!feed || !Array.isArray(feed['items'])) return null
  return {
    title: titleOf(feed['title']),
    home: { url: textOf(feed['home_page_url']), base: null },
    language: textOf(feed['language']),
    entries: feed['items']
      .slice(0, entriesMax)
      .filter(isObject)
      .map((item) => ({
        url: textOf(item['url']) ?? textOf(item['external_url']),
        base: null,
        title: titleOf(item['title']),
        guid: textOf(item['id']),
        publishedAt: textOf(item['date_published']),
        updatedAt: textOf(item['date_modified']),
      })),
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Ids are numbers in some feeds, against the standard. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

function titleOf(value: unknown): string | null {
  const text = textOf(value)
  return text === null ? null : plainText(text, 'unknown')
}
