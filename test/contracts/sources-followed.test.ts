import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instantOf, parseHttpUrl, type SourceKind } from '#model'
import { crawl } from '#pipeline'
import { articlePage, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const site = 'https://www.paper.example'
const dayMs = 86_400_000

describe('a source that is followed', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
  })
  afterEach(() => house.close())
  const never = new AbortController().signal
  const crawlOnce = () => crawl(house.parts, { signal: never, once: true })

  async function follow(kind: SourceKind, path: string): Promise<void> {
    const source = { kind, url: parseHttpUrl(site + path), channel: null }
    await house.parts.outlets.save(paperOutlet({ sources: [source] }))
  }
  const serve = (path: string, body: string) => house.fetcher.answer(site + path, { body })
  const asked = () => house.fetcher.asked.map(({ url }) => url.slice(site.length))
  const list = (from: number, count: number) =>
    Array.from(
      { length: count },
      (_, index) =>
        `<li><a href="/2026/01/05/${from + index}.html">The council opens bridge number ${from + index}</a>`,
    ).join('')

  test('a section: its further pages are read when it is followed, three in all, and once', async () => {
    await follow('section', '/news')
    for (const page of [1, 2, 3, 4]) {
      const path = page === 1 ? '/news' : `/news?page=${page}`
      serve(path, `<ul>${list(page * 100, 6)}</ul><a href="/news?page=${page + 1}">Next page</a>`)
    }
    await crawlOnce()
    assert.deepEqual(
      asked().filter((path) => path.startsWith('/news')),
      ['/news', '/news?page=2', '/news?page=3'],
    )
    const further = await house.parts.frontier.find(parseHttpUrl(`${site}/news?page=2`))
    assert.equal(further?.purpose, 'section')
  })

  test('its links are told apart by what visits to others of their form have shown', async () => {
    await follow('section', '/news')
    const plain = (name: string) => `<li><a href="/n/${name}">Bridge</a></li>`
    const paths = ['1', '2', '3'].map((name) => `/n/${name}`)
    for (const [index, path] of paths.entries())
      serve(path, articlePage({ title: `Report ${index}`, seed: index }))
    await house.parts.frontier.schedule(
      paths.slice(0, 2).map((path) => ({
        url: parseHttpUrl(site + path),
        purpose: 'article' as const,
        outletSlug: 'paper',
        foundOn: null,
        publishedAt: null,
      })),
    )
    serve('/news', `<ul>${list(100, 1)}${['1', '2', '3'].map(plain).join('')}</ul>`)
    await crawlOnce()
    house.clock.forward(dayMs)
    await crawlOnce()
    assert.equal(
      asked().includes('/n/cc'),
      false,
      'a short address with a short text tells nothing by itself',
    )
  })

  test('one that suddenly names far fewer articles is told as thin, one that fails as broken', async () => {
    await follow('section', '/news')
    serve('/news', `<ul>${list(100, 20)}</ul>`)
    await crawlOnce()
    const health = async () => (await house.parts.sourceHealth.ofOutlet('paper'))[0]
    assert.deepEqual([(await health())?.state, (await health())?.foundCount], ['working', 20])
    serve('/news', `<ul>${list(200, 2)}</ul>`)
    house.clock.forward(dayMs)
    await crawlOnce()
    assert.deepEqual([(await health())?.state, (await health())?.expectedCount], ['thin', 20])
    house.fetcher.answer(`${site}/news`, { status: 503 })
    house.clock.forward(dayMs)
    await crawlOnce()
    assert.deepEqual([(await health())?.state, (await health())?.reason], ['broken', 'status 503'])
  })

  test('a sitemap index: old sitemaps are left, stale ones retired, and taken up when they change', async () => {
    await follow('sitemap', '/sitemap.xml')
    const at = (days: number) => instantOf(Date.parse(house.clock.now()) - days * dayMs).slice(0, 10)
    const index = (lastmod: string) => `<sitemapindex>
      <sitemap><loc>${site}/old.xml</loc><lastmod>${at(400)}</lastmod></sitemap>
      <sitemap><loc>${site}/quiet.xml</loc><lastmod>${lastmod}</lastmod></sitemap></sitemapindex>`
    const urls = (date: string) =>
      `<urlset><url><loc>${site}/2025/1.html</loc><lastmod>${date}</lastmod></url></urlset>`
    serve('/sitemap.xml', index(at(100)))
    serve('/quiet.xml', urls(at(300)))
    await crawlOnce()
    house.clock.forward(dayMs)
    await crawlOnce()
    house.clock.forward(10 * dayMs)
    await crawlOnce()
    const quiet = await house.parts.frontier.find(parseHttpUrl(`${site}/quiet.xml`))
    assert.match(quiet?.lastResult ?? '', /^finished: retired/)
    assert.equal(asked().includes('/old.xml'), false)
    house.clock.forward(dayMs)
    serve('/sitemap.xml', index(at(0)))
    house.clock.forward(dayMs)
    const before = asked().filter((path) => path === '/quiet.xml').length
    await crawlOnce()
    await crawlOnce()
    assert.ok(asked().filter((path) => path === '/quiet.xml').length >= before)
  })

  test('an endless chain of sitemap indexes ends at the depth that the settings name', async () => {
    await follow('sitemap', '/1.xml')
    for (let depth = 1; depth < 9; depth++)
      serve(
        `/${depth}.xml`,
        `<sitemapindex><sitemap><loc>${site}/${depth + 1}.xml</loc></sitemap></sitemapindex>`,
      )
    await crawlOnce()
    assert.deepEqual(asked(), ['/1.xml', '/2.xml', '/3.xml'])
  })
})
