import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { parseHttpUrl } from '#model'
import { FeedError, findArticleLinks, parseFeed, parseSitemap, SitemapError } from './index.ts'

const suite = '../shared/suites/hostile-bodies-sample.json'
const about = { url: parseHttpUrl('http://news.example/feed'), contentType: 'text/xml' }

test('no hostile body is expanded, leads anywhere or throws', {
  skip: existsSync(suite) ? false : `${suite} is not here`,
}, () => {
  const { cases } = JSON.parse(readFileSync(suite, 'utf8')) as { cases: { text?: string; base64?: string }[] }
  for (const { text, base64 } of cases) {
    if (text === undefined && base64 === undefined) continue
    const bytes = base64 === undefined ? Buffer.from(text ?? '') : Buffer.from(base64, 'base64')
    for (const parse of [parseFeed, parseSitemap, findArticleLinks]) {
      try {
        assert.doesNotMatch(JSON.stringify(parse(bytes, about)), /root:|"boom/)
      } catch (error) {
        assert.ok(error instanceof FeedError || error instanceof SitemapError, String(error))
      }
    }
  }
})

test('what is written to make patterns hang is read at once', () => {
  const page = (text: string) =>
    Buffer.from(`<rss><channel><item><title>${text}</title><pubDate>${text}</pubDate></item></channel></rss>`)
  for (const piece of ['&lt;script>', '&lt;!--', '&amp;#', 'a ', '1:', '&lt;b ', '--', '_ - '])
    assert.equal(parseFeed(page(piece.repeat(40_000)), about).entries.length, 1)
})

const laughs = Array.from({ length: 20 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join(
  '',
)
const declared = (doctype: string, reference: string) => ({
  feed: `<!DOCTYPE rss [${doctype}]><rss><channel><item><title>${reference}</title><link>/1</link></item></channel></rss>`,
  sitemap: `<!DOCTYPE urlset [${doctype}]><urlset><url><loc>/1</loc></url><url><loc>${reference}</loc></url></urlset>`,
})

describe('bombs of XML', () => {
  for (const [title, doctype, reference] of [
    ['a billion laughs', `<!ENTITY l0 "ha">${laughs}`, '&l20;'],
    [
      'one long entity, a hundred thousand times',
      `<!ENTITY a "${'a'.repeat(100_000)}">`,
      '&a;'.repeat(100_000),
    ],
    ['an entity that holds itself', '<!ENTITY a "&b;"><!ENTITY b "&a;">', '&a;'],
    ['a parameter entity', '<!ENTITY % a "<!ENTITY b \'boom\'>"> %a;', '&b;'],
    ['a file', '<!ENTITY a SYSTEM "file:///etc/passwd">', '&a;'],
    ['an address inside', '<!ENTITY a SYSTEM "http://169.254.169.254/">', '&a;'],
  ] as const)
    test(`${title}: nothing is expanded, and the rest is read`, () => {
      const { feed, sitemap } = declared(doctype, reference)
      const [entry] = parseFeed(Buffer.from(feed), about).entries
      assert.equal(entry?.url, 'http://news.example/1')
      assert.doesNotMatch(entry?.title ?? '', /haha|aaaa|boom|root:/)
      assert.equal(parseSitemap(Buffer.from(sitemap), about).urls[0]?.url, 'http://news.example/1')
    })

  test('a sitemap that unpacks to gigabytes is none, in little memory', () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from('<urlset>'), Buffer.alloc(100_000_000, ' ')]))
    assert.throws(() => parseSitemap(bomb, about), SitemapError)
  })

  test('a sitemap that is packed twice is none', () => {
    assert.throws(
      () => parseSitemap(gzipSync(gzipSync('<urlset><url><loc>/1</loc></url></urlset>')), about),
      SitemapError,
    )
  })

  test('what is nested a million times costs as little as what is not', () => {
    for (const tag of [
      '<url>',
      '<sitemap><loc>',
      '<item>',
      '<title>',
      '<![CDATA[',
      '<a:b xmlns:a="x">',
      '<link href="/1">',
    ]) {
      const bytes = Buffer.from(`<urlset><rss><channel>${tag.repeat(1_000_000)}`)
      const before = process.cpuUsage()
      for (const parse of [parseFeed, parseSitemap, findArticleLinks]) {
        try {
          parse(bytes, about)
        } catch (error) {
          assert.ok(error instanceof FeedError || error instanceof SitemapError, String(error))
        }
      }
      assert.ok(process.cpuUsage(before).user < 10_000_000, tag)
    }
  })

  test('more entries, addresses or links than anybody reads are left out', () => {
    const many = (piece: string) => Buffer.from(`<rss><channel>${piece.repeat(60_000)}</channel></rss>`)
    assert.equal(parseFeed(many('<item><link>/1</link></item>'), about).entries.length, 20_000)
    const addresses = Array.from({ length: 60_000 }, (_, at) => `<url><loc>/${at}</loc></url>`).join('')
    assert.equal(parseSitemap(Buffer.from(`<urlset>${addresses}</urlset>`), about).urls.length, 50_000)
    const links = Array.from(
      { length: 20_000 },
      (_, at) => `<a href="/2026/03/01/${at}.html">A headline about the bridge ${at}</a>`,
    )
    assert.ok(findArticleLinks(Buffer.from(links.join('')), about).length <= 5_000)
  })
})
