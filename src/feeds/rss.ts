import { entryHtml } from './entry-html.ts'
import { excerptText, type Feed, type FeedEntry, type FeedFormat } from './feed.ts'
import { element } from './xml.ts'

const mediaType = 'application/rss+xml'

/**
 * RSS 2.0 with the modules that its best-practices profile names: Atom for links, Dublin Core for names that are
 * no mail addresses, Content for HTML.
 *
 * @see https://www.rssboard.org/rss-profile
 */
export const rss: FeedFormat = { mediaType, format: formatRss }

function formatRss(feed: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">',
    '<channel>',
    element('title', {}, feed.title),
    element('link', {}, feed.pageUrl),
    element('description', {}, feed.description),
    element('language', {}, feed.language),
    element('lastBuildDate', {}, rfc822(feed.updatedAt)),
    element('generator', {}, 'Verbatim'),
    element('atom:link', { rel: 'self', type: mediaType, href: feed.selfUrl }),
    ...feed.otherFormats.map(({ mediaType: type, url }) =>
      element('atom:link', { rel: 'alternate', type, href: url }),
    ),
    ...(feed.hubUrl ? [element('atom:link', { rel: 'hub', href: feed.hubUrl })] : []),
    ...(feed.nextUrl ? [element('atom:link', { rel: 'next', type: mediaType, href: feed.nextUrl })] : []),
    ...feed.entries.map(formatItem),
    '</channel>',
    '</rss>',
    '',
  ].join('\n')
}

function formatItem(entry: FeedEntry): string {
  return [
    '<item>',
    element('title', {}, entry.title),
    element('link', {}, entry.url),
    element('guid', { isPermaLink: 'false' }, entry.id),
    element('pubDate', {}, rfc822(entry.publishedAt ?? entry.updatedAt)),
    element('atom:updated', {}, entry.updatedAt),
    element('atom:link', { rel: 'via', href: entry.originalUrl }),
    ...entry.authors.map((name) => element('dc:creator', {}, name)),
    ...(entry.language ? [element('dc:language', {}, entry.language)] : []),
    ...(entry.category ? [element('category', {}, entry.category.label)] : []),
    element('description', {}, excerptText(entry)),
    element('content:encoded', {}, entryHtml(entry)),
    '</item>',
  ].join('\n')
}

/** RFC 822 as RSS 2.0 wants it, with four digits for the year. */
function rfc822(instant: string): string {
  return new Date(instant).toUTCString()
}
