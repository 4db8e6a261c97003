import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { type FeedEntry, FeedError, parseFeed } from './index.ts'

const url = parseHttpUrl('https://news.example/feed')
const parse = (text: string) => parseFeed(Buffer.from(text), { url, contentType: null })

const coreOf = ({ url, title, guid, publishedAt, updatedAt }: FeedEntry) => ({
  ...{ url, title, guid, publishedAt, updatedAt },
})

describe('a feed', () => {
  test('in RSS 2.0', () => {
    const feed = parse(`<?xml version="1.0"?><rss version="2.0"><channel><title>清河日报</title>
      <image><title>Logo</title><link>/logo</link></image><link>/home</link>
      <item><title>甲 &amp;amp; 乙</title><link>/2026/1.html</link><guid isPermaLink="false">id-1</guid>
        <pubDate>Sun, 01 Mar 2026 08:00:00 +0800</pubDate></item></channel></rss>`)
    assert.deepEqual([feed.title, feed.url], ['清河日报', 'https://news.example/home'])
    assert.deepEqual(feed.entries.map(coreOf), [
      {
        url: 'https://news.example/2026/1.html',
        title: '甲 & 乙',
        guid: 'id-1',
        publishedAt: '2026-03-01T08:00:00+08:00',
        updatedAt: null,
      },
    ])
  })

  test('in RSS 2.0 whose guid is the address', () => {
    const feed = parse('<rss><channel><item><guid>https://news.example/1</guid></item></channel></rss>')
    assert.equal(feed.entries[0]?.url, 'https://news.example/1')
  })

  test('in RDF, where items stand beside the channel', () => {
    const feed =
      parse(`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/elements/1.1/">
      <channel><title>A</title></channel>
      <item rdf:about="https://news.example/1"><title>B</title><d:date>2026-03-01</d:date></item></rdf:RDF>`)
    assert.equal(feed.title, 'A')
    assert.deepEqual(feed.entries.map(coreOf), [
      {
        url: 'https://news.example/1',
        title: 'B',
        guid: 'https://news.example/1',
        publishedAt: '2026-03-01',
        updatedAt: '2026-03-01',
      },
    ])
  })

  test('in Atom, with a prefix, a base, and several links', () => {
    const feed = parse(`<a:feed xmlns:a="http://www.w3.org/2005/Atom" xml:base="https://other.example/x/">
      <a:title type="html">A &lt;b&gt;B&lt;/b&gt;</a:title>
      <a:entry><a:title>1 &lt; 2</a:title><a:id>urn:1</a:id>
        <a:link rel="self" href="no"/><a:link type="application/pdf" href="p.pdf"/><a:link rel="alternate" type="text/html" href="1"/>
        <a:published>2026-03-01T08:00:00Z</a:published><a:updated>2026-03-02T08:00:00+01:00</a:updated>
        <a:source><a:title>No</a:title></a:source></a:entry></a:feed>`)
    assert.equal(feed.title, 'A B')
    assert.deepEqual(feed.entries.map(coreOf), [
      {
        url: 'https://other.example/x/1',
        title: '1 < 2',
        guid: 'urn:1',
        publishedAt: '2026-03-01T08:00:00Z',
        updatedAt: '2026-03-02T08:00:00+01:00',
      },
    ])
  })

  test('in UTF-32, with and without a byte order mark', () => {
    const text = '<rss><channel><title>清河日报</title></channel></rss>'
    const utf32 = (mark: string) => {
      const bytes = Buffer.alloc([...(mark + text)].length * 4)
      let at = 0
      for (const character of mark + text) at = bytes.writeUInt32BE(character.codePointAt(0) ?? 0, at)
      return bytes
    }
    for (const bytes of [utf32(''), utf32('\uFEFF'), utf32('\uFEFF').swap32()])
      assert.equal(parseFeed(bytes, { url, contentType: null }).title, '清河日报')
  })

  test('an id of Atom that is relative is told apart by its base; the last of several updates counts', () => {
    const feed = parse(
      '<feed><entry><id>/1</id><updated>2026-03-01T08:00:00Z</updated><updated>2026-03-02T08:00:00Z</updated></entry></feed>',
    )
    assert.equal(feed.entries[0]?.guid, 'https://news.example/1')
    assert.equal(feed.entries[0]?.updatedAt, '2026-03-02T08:00:00Z')
  })

  test('in JSON', () => {
    const feed = parse(
      '{"version":"https://jsonfeed.org/version/1.1","title":"A","items":[{"id":7,"url":"/1","title":"B"},3]}',
    )
    assert.deepEqual(feed.entries.map(coreOf), [
      { url: 'https://news.example/1', title: 'B', guid: '7', publishedAt: null, updatedAt: null },
    ])
  })

  test('says who wrote what, about what, and where it was taken from', () => {
    const feed =
      parse(`<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
      xmlns:media="http://search.yahoo.com/mrss/"><channel><language>zh_CN</language><description>新闻</description>
      <item><description>&lt;p>一&lt;/p>&lt;p>二&lt;/p></description><content:encoded><![CDATA[<p>一</p><ul><li>二</li></ul>]]></content:encoded>
        <author>li@news.example (李娜)</author><dc:creator>王芳</dc:creator><category>财经</category><dc:subject>财经</dc:subject>
        <source url="/other">另一报</source><enclosure url="/1.mp3" length="7" type="audio/mpeg"/>
        <media:group><media:thumbnail url="/1.jpg"/></media:group></item></channel></rss>`)
    assert.deepEqual([feed.language, feed.description], ['zh-CN', '新闻'])
    const [entry = assert.fail()] = feed.entries
    assert.deepEqual([entry.summary, entry.content], ['一 二', '一 二'])
    assert.deepEqual(entry.authors, [
      { name: '李娜', email: 'li@news.example', url: null },
      { name: '王芳', email: null, url: null },
    ])
    assert.deepEqual(entry.categories, ['财经'])
    assert.deepEqual([entry.source?.title, entry.source?.url], ['另一报', 'https://news.example/other'])
    assert.equal(entry.image, 'https://news.example/1.jpg')
    assert.deepEqual(
      entry.links.map(({ url, rel, bytes }) => ({ url, rel, bytes })),
      [{ url: 'https://news.example/1.mp3', rel: 'enclosure', bytes: 7 }],
    )
  })

  test('in XHTML keeps the elements of its text apart from those of the feed', () => {
    const feed =
      parse(`<feed><entry><title>A</title><content type="xhtml"><div><p>1</p><svg><title>no</title></svg>
      <link href="/no"/><p>2</p></div></content><link href="/yes"/></entry></feed>`)
    assert.equal(feed.entries[0]?.content, '1 no 2')
    assert.equal(feed.entries[0]?.url, 'https://news.example/yes')
  })

  test('that breaks off, or closes the wrong tags, gives what there is', () => {
    const feed = parse(
      '<rss><channel><title>A<item><title>B</titel><link>https://news.example/1</link></item><item><title>C',
    )
    assert.deepEqual(
      feed.entries.map(({ title }) => title),
      ['B', 'C'],
    )
  })

  test('with bare ampersands and undeclared entities', () => {
    const feed = parse(
      '<rss><channel><item><title>caf&eacute; & &copy=2</title><link>https://news.example/?a=1&b=2</link></item></channel></rss>',
    )
    assert.equal(feed.entries[0]?.title, 'café & &copy=2')
    assert.equal(feed.entries[0]?.url, 'https://news.example/?a=1&b=2')
  })

  test('in GBK, as its declaration says', () => {
    const gbk = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="gb2312"?><rss><channel><title>'),
      Buffer.from([0xd0, 0xc2, 0xce, 0xc5]),
      Buffer.from('</title></channel></rss>'),
    ])
    assert.equal(parseFeed(gbk, { url, contentType: 'text/xml' }).title, '新闻')
  })

  test('in Chinese means its own time where it names no zone', () => {
    const feed = parse(
      '<rss><channel><language>zh-cn</language><item><pubDate>2026-03-01 08:00:00</pubDate></item></channel></rss>',
    )
    assert.equal(feed.entries[0]?.publishedAt, '2026-03-01T08:00:00+08:00')
  })

  test('does not expand declared entities', () => {
    const feed = parse('<!DOCTYPE x [<!ENTITY a "boom">]><rss><channel><title>&a;</title></channel></rss>')
    assert.equal(feed.title, '&a;')
  })

  test('links that no crawler may follow are no address', () => {
    const feed = parse('<rss><channel><item><link>javascript:alert(1)</link></item></channel></rss>')
    assert.equal(feed.entries[0]?.url, null)
  })

  for (const [what, text] of [
    ['a web page', '<!doctype html><html><body>Hi</body></html>'],
    ['nothing', '  '],
    ['a text', 'hello'],
    ['other JSON', '{"items": 3}'],
  ] as const) {
    test(`${what} is none, and the error says what to do`, () => {
      assert.throws(
        () => parse(text),
        (error) => error instanceof FeedError && error.toDo.length > 10,
      )
    })
  }
})

describe('hostile bytes', () => {
  test('give a feed or a FeedError', () => {
    const tags = [
      '<rss>',
      '<channel>',
      '<item>',
      '</item>',
      '<title>',
      '<link>',
      '<link href="x">',
      '&#0;',
      '<![CDATA[',
      ']]>',
      '<a:',
      '\0',
      '{',
      '"',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...tags), fc.string())), (parts) => {
        try {
          parse(parts.join(''))
        } catch (error) {
          assert.ok(error instanceof FeedError)
        }
      }),
    )
  })

  test('nested a hundred thousand times do no harm', () => {
    assert.equal(parse(`<rss><channel>${'<x>'.repeat(100_000)}<title>A</title>`).entries.length, 0)
  })
})
