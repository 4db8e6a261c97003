import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type HttpUrl, parseHttpUrl } from '#model'
import { DiscoveryError, discover, type FetchPage, formatOutlet, parseOutlet } from './index.ts'

/** A site by its paths; whatever else is asked for is not there. */
function site(pages: Readonly<Record<string, string>>): { fetchPage: FetchPage; asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    async fetchPage(url: HttpUrl) {
      asked.push(url)
      const { host, pathname } = new URL(url)
      const text = host === 'www.qinghe.example' ? pages[pathname] : undefined
      if (text === undefined)
        return { url, status: 404, contentType: 'text/html', bytes: Buffer.from('Not found') }
      return { url, status: 200, contentType: 'text/html; charset=utf-8', bytes: Buffer.from(text) }
    },
  }
}

const home = parseHttpUrl('http://www.qinghe.example/')
const article = (number: number) =>
  `<li><a href="/2026/03/0${number}/c_${number}.htm">清河大桥通车之后的第${number}天</a></li>`
const list = [1, 2, 3, 4, 5, 6].map(article).join('')
const rss = `<rss><channel><title>清河日报</title><item><title>A</title><link>/2026/03/01/c_1.htm</link>
  <pubDate>Sun, 01 Mar 2026 08:00:00 +0800</pubDate></item></channel></rss>`

describe('discovery', () => {
  test('finds what the home page names, and who the outlet is', async () => {
    const { fetchPage } = site({
      '/': `<html lang="zh-CN"><title>清河人的报纸-清河日报</title><link rel="alternate" type="application/rss+xml" href="/rss.xml">
        <nav><a href="/shehui/">社会</a></nav><ul>${list}</ul>`,
      '/rss.xml': rss,
      '/shehui/': `<title>社会-清河日报</title><ul>${list}</ul>`,
      '/robots.txt': 'User-agent: *\nSitemap: /map.xml',
      '/map.xml': '<urlset><url><loc>/2026/03/01/c_1.htm</loc><lastmod>2026-03-01</lastmod></url></urlset>',
    })
    const { outlet, found } = await discover(home, fetchPage)
    assert.equal(outlet.name, '清河日报')
    assert.equal(outlet.slug, 'qinghe')
    assert.equal(outlet.language, 'zh-CN')
    assert.deepEqual(
      outlet.sources.map(({ kind, url }) => [kind, new URL(url).pathname]),
      [
        ['feed', '/rss.xml'],
        ['sitemap', '/map.xml'],
        ['section', '/'],
        ['section', '/shehui/'],
      ],
    )
    assert.deepEqual(found[0], {
      kind: 'feed',
      url: 'http://www.qinghe.example/rss.xml',
      title: '清河日报',
      entryCount: 1,
      newestAt: '2026-03-01T08:00:00+08:00',
      isChosen: true,
    })
    assert.deepEqual(parseOutlet(formatOutlet(outlet)), outlet)
  })

  test('starts from an article, from a feed, from a sitemap as well', async () => {
    const pages = {
      '/': `<meta property="og:site_name" content="清河日报"><ul>${list}</ul>`,
      '/feed': rss,
      '/sitemap.xml': '<urlset><url><loc>/2026/03/01/c_1.htm</loc></url></urlset>',
      '/2026/03/01/c_1.htm': '<title>大桥</title><p>text</p>',
    }
    for (const path of ['/2026/03/01/c_1.htm', '/feed', '/sitemap.xml']) {
      const { outlet } = await discover(parseHttpUrl(path, home), site(pages).fetchPage)
      assert.equal(outlet.name, '清河日报', path)
      assert.equal(outlet.homepage, home)
      assert.deepEqual(outlet.sources.map(({ kind }) => kind).sort(), ['feed', 'section', 'sitemap'], path)
    }
  })

  test('follows an index whose sitemaps have numbers in their names, as there will be others', async () => {
    const { fetchPage } = site({
      '/': '<p>Welcome</p>',
      '/sitemap.xml': '<sitemapindex><sitemap><loc>/sitemap-2026-03.xml</loc></sitemap></sitemapindex>',
      '/sitemap-2026-03.xml': '<urlset><url><loc>/1</loc></url></urlset>',
    })
    const { outlet } = await discover(home, fetchPage)
    assert.deepEqual(
      outlet.sources.map(({ url }) => new URL(url).pathname),
      ['/sitemap.xml'],
    )
  })

  test('asks for no more than 40 pages', async () => {
    const links = Array.from(
      { length: 500 },
      (_, index) => `<a href="/s${index}/">栏目${index % 10}</a>`,
    ).join('')
    const feeds = Array.from(
      { length: 100 },
      (_, index) => `<link rel="alternate" type="application/rss+xml" href="/f${index}">`,
    )
    const { fetchPage, asked } = site({ '/': `${feeds.join('')}<nav>${links}</nav><ul>${list}</ul>` })
    await discover(home, fetchPage)
    assert.ok(asked.length <= 40, `${asked.length}`)
    assert.equal(new Set(asked).size, asked.length)
  })

  test('says so where nothing answers, or nothing can be followed', async () => {
    const failing: FetchPage = async () => ({ failure: 'the connection was refused' })
    await assert.rejects(
      discover(home, failing),
      (error) => error instanceof DiscoveryError && /refused/.test(error.message),
    )
    await assert.rejects(discover(home, site({ '/': '<p>Nothing</p>' }).fetchPage), /Nothing to follow/)
  })

  test('stops when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await assert.rejects(discover(home, site({ '/': list }).fetchPage, { signal }), /enough/)
  })
})

describe("an outlet's file", () => {
  test('needs little; the rest is filled in', () => {
    const outlet = parseOutlet(
      '{"slug":"a","name":"A","homepage":"http://a.example","sources":[{"kind":"feed","url":"http://a.example/feed"}]}',
    )
    assert.equal(outlet.followed, true)
    assert.equal(outlet.politeness.delayMs, 5000)
    assert.equal(outlet.sources[0]?.channel, null)
  })

  test('with mistakes names all of them at once', () => {
    assert.throws(
      () =>
        parseOutlet(
          '{"slug":"A b","name":"","homepage":"ftp://x","sources":[{"kind":"feeds","url":"x"}],"colour":1}',
        ),
      (error) =>
        error instanceof Error &&
        ['slug', 'name', 'homepage', 'kind', 'url', 'colour'].every((field) => error.message.includes(field)),
    )
    assert.throws(() => parseOutlet('{'), /no JSON/)
  })
})
