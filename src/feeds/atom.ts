import { entryHtml } from './entry-html.ts'
import { excerptText, type Feed, type FeedEntry, type FeedFormat } from './feed.ts'
import { element, escapeXml } from './xml.ts'

const mediaType = 'application/atom+xml'

/** @see RFC 4287; RFC 5005 §3 for `next`, RFC 6721 for what was taken down, WebSub §4 for `hub`. */
export const atom: FeedFormat = { mediaType, format: formatAtom }

// Written by us and not by feedsmith, whose generator puts white space around a text that needs escaping, passes
// on characters that XML forbids, and has no xml:lang (measured with 3.0.1).
function formatAtom(feed: Feed): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="${escapeXml(feed.language)}">`,
    element('id', {}, feed.id),
    element('title', {}, feed.title),
    element('subtitle', {}, feed.description),
    element('updated', {}, feed.updatedAt),
    element('link', { rel: 'self', type: mediaType, href: feed.selfUrl }),
    element('link', { rel: 'alternate', type: 'text/html', href: feed.pageUrl }),
    ...feed.otherFormats.map(({ mediaType: type, url }) =>
      element('link', { rel: 'alternate', type, href: url }),
    ),
    ...(feed.hubUrl ? [element('link', { rel: 'hub', href: feed.hubUrl })] : []),
    ...(feed.nextUrl ? [element('link', { rel: 'next', type: mediaType, href: feed.nextUrl })] : []),
    `<author>${element('name', {}, feed.publisher)}</author>`,
    element('generator', {}, 'Verbatim'),
    ...feed.entries.map(formatEntry),
    ...feed.deleted.map(({ id, at }) => element('at:deleted-entry', { ref: id, when: at })),
    '</feed>',
    '',
  ].join('\n')
}

function formatEntry(entry: FeedEntry): string {
  const language = entry.language ? ` xml:lang="${escapeXml(entry.language)}"` : ''
  return [
    `<entry${language}>`,
    element('id', {}, entry.id),
    element('title', {}, entry.title),
    element('link', { rel: 'alternate', type: 'text/html', href: entry.url }),
    element('link', { rel: 'via', href: entry.originalUrl }),
    ...(entry.publishedAt ? [element('published', {}, entry.publishedAt)] : []),
    element('updated', {}, entry.updatedAt),
    ...entry.authors.map((name) => `<author>${element('name', {}, name)}</author>`),
    ...(entry.category
      ? [element('category', { term: entry.category.slug, label: entry.category.label })]
      : []),
    element('summary', {}, excerptText(entry)),
    element('content', { type: 'html' }, entryHtml(entry)),
    '</entry>',
  ].join('\n')
}
