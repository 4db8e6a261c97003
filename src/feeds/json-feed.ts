import { entryHtml } from './entry-html.ts'
import { excerptText, type Feed, type FeedEntry, type FeedFormat } from './feed.ts'
import { cleanText } from './xml.ts'

/** @see https://www.jsonfeed.org/version/1.1/ */
export const jsonFeed: FeedFormat = { mediaType: 'application/feed+json', format: formatJsonFeed }

function formatJsonFeed(feed: Feed): string {
  const document = {
    version: 'https://jsonfeed.org/version/1.1',
    title: cleanText(feed.title),
    home_page_url: feed.pageUrl,
    feed_url: feed.selfUrl,
    description: cleanText(feed.description),
    ...(feed.nextUrl && { next_url: feed.nextUrl }),
    ...(feed.hubUrl && { hubs: [{ type: 'WebSub', url: feed.hubUrl }] }),
    authors: [{ name: cleanText(feed.publisher) }],
    language: feed.language,
    items: feed.entries.map(itemOf),
    // Extensions begin with an underscore. §Extensions
    ...(feed.deleted.length > 0 && { _tombstones: feed.deleted }),
  }
  // Spelled so, no program that guesses at the media type finds markup in it.
  return `${JSON.stringify(document, null, 1).replaceAll('<', '\\u003c')}\n`
}

function itemOf(entry: FeedEntry): object {
  return {
    id: entry.id,
    url: entry.url,
    external_url: entry.originalUrl,
    title: cleanText(entry.title),
    content_html: entryHtml(entry),
    summary: cleanText(excerptText(entry)),
    ...(entry.publishedAt && { date_published: entry.publishedAt }),
    date_modified: entry.updatedAt,
    authors: entry.authors.map((name) => ({ name: cleanText(name) })),
    ...(entry.category && { tags: [cleanText(entry.category.label)] }),
    ...(entry.language && { language: entry.language }),
  }
}
