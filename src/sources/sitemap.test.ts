import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { parseSitemap, SitemapError } from './index.ts'

const url = parseHttpUrl('https://news.example/sitemap.xml')
const parse = (content: string | Uint8Array) => parseSitemap(Buffer.from(content), { url, contentType: null })

describe('a sitemap, https://www.sitemaps.org/protocol.html', () => {
  test('with dates, relative addresses, blanks and other vocabularies', () => {
    const { urls, sitemaps } = parse(`<?xml version="1.0"?>
      <s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <s:url><s:loc>
        https://news.example/1?a=1&amp;b=2 </s:loc><s:lastmod>2026-03-01T08:00+08:00</s:lastmod>
        <image:image><image:loc>https://news.example/1.jpg</image:loc></image:image></s:url>
      <s:url><s:loc>/2</s:loc><s:lastmod>2026-03-02</s:lastmod></s:url>
      <s:url><s:loc>mailto:a@news.example</s:loc></s:url></s:urlset>`)
    assert.deepEqual(
      urls.map(({ url, lastModified }) => [url, lastModified]),
      [
        ['https://news.example/1?a=1&b=2', '2026-03-01T08:00:00+08:00'],
        ['https://news.example/2', '2026-03-02'],
      ],
    )
    assert.deepEqual(sitemaps, [])
  })

  test('for news has titles and times of publication', () => {
    const { urls } =
      parse(`<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/1</loc>
      <news:news><news:publication><news:name>N</news:name></news:publication>
      <news:publication_date>2026-03-01T08:00:00Z</news:publication_date><news:title>A &amp; B</news:title></news:news></url></urlset>`)
    assert.deepEqual(urls, [
      {
        url: 'https://news.example/1',
        lastModified: null,
        publishedAt: '2026-03-01T08:00:00Z',
        title: 'A & B',
      },
    ])
  })

  test('that is an index names others, even where their addresses stand bare', () => {
    const { sitemaps } = parse(
      '<sitemapindex><sitemap><loc>/a.xml</loc></sitemap><sitemap>/b.xml</sitemap></sitemapindex>',
    )
    assert.deepEqual(sitemaps, ['https://news.example/a.xml', 'https://news.example/b.xml'])
  })

  test('as text, one address a line', () => {
    assert.equal(parse('\uFEFFhttps://news.example/1\r\nhttps://news.example/2\nnonsense').urls.length, 2)
  })

  test('packed, even where it breaks off', () => {
    const packed = gzipSync('<urlset><url><loc>/1</loc></url><url><loc>/2</loc></url></urlset>')
    assert.equal(parse(packed).urls.length, 2)
    assert.ok(parse(packed.subarray(0, packed.length - 12)).urls.length > 0)
  })

  test('may be a feed', () => {
    const { urls } = parse(
      '<rss><channel><item><link>/1</link><pubDate>2026-03-01</pubDate></item></channel></rss>',
    )
    assert.equal(urls[0]?.lastModified, '2026-03-01')
  })

  test('ends after 50,000 addresses', () => {
    assert.equal(parse(`<urlset>${'<url><loc>/1</loc></url>'.repeat(50_001)}`).urls.length, 50_000)
  })

  test('that grows without end when it is unpacked is refused', () => {
    assert.throws(() => parse(gzipSync(Buffer.alloc(60_000_000))), SitemapError)
  })

  test('is not a web page', () => {
    assert.throws(
      () => parse('<!doctype html><html><body><a href="/1">1</a></body></html>'),
      (error) => error instanceof SitemapError && /no sitemap/.test(error.message),
    )
  })

  test('of any bytes is a sitemap or a SitemapError', () => {
    const tags = [
      '<urlset>',
      '<url>',
      '</url>',
      '<loc>',
      '</loc>',
      '<sitemap>',
      'https://a.example/',
      '&#0;',
      '<![CDATA[',
      '\n',
    ]
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...tags), fc.string())), (parts) => {
        try {
          parse(parts.join(''))
        } catch (error) {
          assert.ok(error instanceof SitemapError)
        }
      }),
    )
  })
})

const suite = '../shared/suites/sitemaps-crawler-commons.json'
test('every sitemap of crawler-commons is read', {
  skip: existsSync(suite) ? false : `${suite} is not here`,
}, () => {
  const { files } = JSON.parse(readFileSync(suite, 'utf8')) as { files: { file: string; base64: string }[] }
  for (const { file, base64 } of files) {
    const { urls, sitemaps } = parse(Buffer.from(base64, 'base64'))
    assert.ok(urls.length + sitemaps.length > 0, file)
  }
})
