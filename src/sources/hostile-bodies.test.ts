import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
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
