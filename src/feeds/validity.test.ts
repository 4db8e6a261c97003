import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ChildNode, Element } from 'domhandler'
import { getElementsByTagName, textContent } from 'domutils'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import { type Instant, instantOf } from '#model'
import { atom } from './atom.ts'
import type { Feed, FeedEntry } from './feed.ts'
import { jsonFeed } from './json-feed.ts'
import { rss } from './rss.ts'

/**
 * The rules that the W3C's feed validator has an error or a warning for and that a feed such as ours could break, each
 * by the name of its message there, held against feeds of any content.
 *
 * @see https://validator.w3.org/feed/docs/
 */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom('', '<b>&', ']]>', '标题'),
)
const moment: fc.Arbitrary<Instant> = fc
  .integer({ min: -2_000_000_000_000, max: 4_000_000_000_000 })
  .map((ms) => instantOf(ms))
const entry: fc.Arbitrary<FeedEntry> = fc.record({
  id: fc.uuid().map((uuid) => `urn:uuid:${uuid}`),
  title: text,
  url: fc.constant('https://archive.example/s/0'),
  originalUrl: fc.webUrl(),
  excerpt: fc.array(fc.record({ text, matched: fc.boolean() }), { maxLength: 3 }),
  notes: fc.array(text, { maxLength: 2 }),
  authors: fc.array(
    text.map((name) => name || 'n'),
    { minLength: 1, maxLength: 2 },
  ),
  category: fc.option(fc.record({ slug: fc.constant('sport'), label: text })),
  publishedAt: fc.option(moment),
  updatedAt: moment,
  language: fc.option(fc.constantFrom('zh-Hans', 'en')),
})
const feed: fc.Arbitrary<Feed> = fc.record({
  id: fc.constant('tag:archive.example,2026:/feeds/newest'),
  title: text,
  description: text,
  language: fc.constantFrom('zh-Hans', 'en'),
  selfUrl: fc.constant('https://archive.example/feeds/newest.atom?a=1&b=2'),
  otherFormats: fc.constant([
    { mediaType: 'application/rss+xml', url: 'https://archive.example/feeds/newest.rss' },
    { mediaType: 'application/feed+json', url: 'https://archive.example/feeds/newest.json' },
  ]),
  pageUrl: fc.constant('https://archive.example/'),
  nextUrl: fc.option(fc.constant('https://archive.example/feeds/newest.atom?cursor=a')),
  hubUrl: fc.option(fc.constant('https://archive.example/websub/hub')),
  publisher: fc.constant('Verbatim'),
  updatedAt: moment,
  entries: fc.uniqueArray(entry, { maxLength: 4, selector: ({ id }) => id }),
  deleted: fc.array(fc.record({ id: fc.uuid().map((id) => `urn:uuid:${id}`), at: moment }), { maxLength: 2 }),
})

describe('Atom, as the W3C validator has it', () => {
  const each = (check: (root: Element, feed: Feed) => void) => forEach(atom.format, 'feed', check)

  test('MissingElement: id, title and updated, once each, in the feed and in every entry', () =>
    each((root) => {
      for (const at of [root, ...children(root, 'entry')])
        for (const name of ['id', 'title', 'updated']) assert.equal(children(at, name).length, 1, name)
    }))

  test('InvalidFullLink, InvalidIRI, RelativeRef: every id and link is a whole address', () =>
    each((root) => {
      for (const { attribs } of getElementsByTagName('link', root))
        assert.ok(URL.canParse(attribs['href'] ?? ''))
      for (const id of getElementsByTagName('id', root)) assert.ok(URL.canParse(textContent(id)))
    }))

  test('InvalidRFC3339Date: every time has a zone', () =>
    each((root) => {
      const times = [...getElementsByTagName('updated', root), ...getElementsByTagName('published', root)]
      for (const time of times) assert.match(textContent(time), rfc3339)
      for (const { attribs } of getElementsByTagName('at:deleted-entry', root))
        assert.match(attribs['when'] ?? '', rfc3339)
    }))

  test('DuplicateEntries, DuplicateAtomLink: no two of the same id, no two alternates of the same type', () =>
    each((root) => {
      const ids = children(root, 'entry').map((at) => textContent(children(at, 'id')))
      assert.equal(new Set(ids).size, ids.length)
      for (const at of [root, ...children(root, 'entry')]) {
        const alternates = children(at, 'link').filter(({ attribs }) => attribs['rel'] === 'alternate')
        assert.equal(new Set(alternates.map(({ attribs }) => attribs['type'])).size, alternates.length)
      }
    }))

  test('MissingSelf, MissingAuthor, MissingAlternate: the feed says where it is, whose it is, and what it shows', () =>
    each((root, { selfUrl }) => {
      const [self, ...more] = children(root, 'link').filter(({ attribs }) => attribs['rel'] === 'self')
      assert.equal(self?.attribs['href'], selfUrl)
      assert.equal(more.length, 0)
      assert.notEqual(textContent(children(root, 'author')), '')
      for (const at of children(root, 'entry')) assert.ok(children(at, 'content').length === 1)
    }))

  test('UndefinedElement: nothing that Atom does not know, but what has a name space of its own', () =>
    each((root) => {
      const known =
        /^(at:deleted-entry|feed|entry|id|title|subtitle|updated|published|link|author|name|generator|category|summary|content)$/
      for (const at of getElementsByTagName('*', root)) assert.match(at.name, known)
    }))

  test('SecurityRisk, ContainsRelRef: content has no scripts, no styles, no relative addresses', () =>
    each((root) => {
      for (const content of children(root, 'content')) assertPlain(textContent(content))
    }))

  test('InvalidLanguage: xml:lang is a tag', () =>
    each((root) => {
      for (const at of [root, ...children(root, 'entry')])
        assert.match(at.attribs['xml:lang'] ?? 'en', /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
    }))
})

describe('RSS 2.0, as the W3C validator has it', () => {
  const each = (check: (channel: Element, feed: Feed) => void) =>
    forEach(rss.format, 'rss', (root, made) => check(children(root, 'channel')[0] as Element, made))

  test('MissingElement: title, link and description of the channel, title or description of every item', () =>
    each((channel) => {
      for (const name of ['title', 'link', 'description'])
        assert.equal(children(channel, name).length, 1, name)
      for (const item of children(channel, 'item')) assert.equal(children(item, 'title').length, 1)
    }))

  test('InvalidRFC2822Date, IncorrectDOW: every time in the form of mail, with its right day', () =>
    each((channel) => {
      const times = [
        ...getElementsByTagName('pubDate', channel),
        ...getElementsByTagName('lastBuildDate', channel),
      ]
      for (const time of times) {
        const written = textContent(time)
        assert.match(
          written,
          /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT$/,
        )
        assert.equal(new Date(written).toUTCString(), written)
      }
    }))

  test('MissingGuid, NotAFullURL: a guid that is no address says so, and none comes twice', () =>
    each((channel) => {
      const guids = children(channel, 'item').map((item) => children(item, 'guid')[0])
      for (const guid of guids) assert.equal(guid?.attribs['isPermaLink'], 'false')
      assert.equal(new Set(guids.map((guid) => guid && textContent(guid))).size, guids.length)
    }))

  test('MissingAtomSelfLink, SelfDoesntMatchLocation: the channel says where it is', () =>
    each((channel, { selfUrl }) => {
      const self = children(channel, 'atom:link').filter(({ attribs }) => attribs['rel'] === 'self')
      assert.deepEqual(
        self.map(({ attribs }) => attribs['href']),
        [selfUrl],
      )
    }))

  test('ContainsHTML, SecurityRisk: markup is in content:encoded alone, and harmless', () =>
    each((channel) => {
      for (const item of children(channel, 'item')) {
        for (const content of children(item, 'content:encoded')) assertPlain(textContent(content))
      }
    }))
})

describe('JSON Feed 1.1', () => {
  test('items have ids that are texts, content, and times with a zone; extensions begin with an underscore', () => {
    fc.assert(
      fc.property(feed, (made) => {
        const document = JSON.parse(jsonFeed.format(made)) as Record<string, unknown> & {
          items: Record<string, unknown>[]
        }
        assert.equal(document['version'], 'https://jsonfeed.org/version/1.1')
        const known =
          /^(version|title|home_page_url|feed_url|description|next_url|hubs|authors|language|items|_\w+)$/
        for (const name of Object.keys(document)) assert.match(name, known)
        for (const item of document.items) {
          assert.equal(typeof item['id'], 'string')
          assert.equal(typeof item['content_html'], 'string')
          assert.match(`${item['date_modified']}`, rfc3339)
        }
      }),
    )
  })
})

const rfc3339 = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

function forEach(
  format: (made: Feed) => string,
  rootName: string,
  check: (root: Element, made: Feed) => void,
): void {
  fc.assert(
    fc.property(feed, (made) => {
      const document = parseDocument(format(made), { xmlMode: true })
      const root = document.children.find((node): node is Element => 'name' in node && node.name === rootName)
      assert.ok(root)
      check(root, made)
    }),
  )
}

function children(of: Element, name: string): Element[] {
  return of.children.filter((node: ChildNode): node is Element => 'name' in node && node.name === name)
}

function assertPlain(html: string): void {
  const tree = parseDocument(html)
  for (const at of getElementsByTagName('*', tree)) {
    assert.match(at.name, /^(p|mark|br|a|small|em)$/)
    for (const [name, value] of Object.entries(at.attribs)) {
      assert.equal(name, 'href')
      assert.ok(URL.canParse(value))
    }
  }
}
