import assert from 'node:assert/strict'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { createFetcher, type Fetcher } from '#fetch'
import type { Purpose } from '#frontier'
import { parseHttpUrl } from '#model'
import { visit } from '../../src/pipeline/visit.ts'
import { articlePage, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const megabytes = (count: number) => Buffer.alloc(count * 1_000_000, ' ')

/** Null: a host whose name nobody can look up. */
const cases: readonly (readonly [setting: string, path: string | null, purpose: Purpose, limits?: object])[] =
  [
    ['fetch.connectMs', null, 'article'],
    ['fetch.headersMs', '/silent', 'article'],
    ['fetch.totalMs', '/drip', 'feed'],
    ['fetch.pageBytesMax', '/long-article', 'article'],
    ['fetch.pageBytesMax', '/long-feed', 'feed'],
    ['fetch.imageBytesMax', '/large.png', 'image'],
    ['fetch.headerBytesMax', '/headers', 'article'],
    ['fetch.redirectsMax', '/redirect/0', 'section'],
    ['fetch.decodedBytesMax', '/bomb-article', 'article'],
    ['fetch.decodedBytesMax', '/bomb-feed', 'feed'],
    ['fetch.decodedRatioMax', '/bomb-sitemap', 'sitemap', { decodedRatioMax: 10 }],
    ['crawl.linksPerSourceMax', '/feed', 'feed', { linksPerSourceMax: 2 }],
    ['crawl.sitemapDepthMax', '/index', 'sitemap', { sitemapDepthMax: 1 }],
    ['crawl.imagesPerArticleMax', '/article', 'article', { imagesPerArticleMax: 0 }],
    ['crawl.pagesPerArticleMax', '/2026/1.html', 'article', { pagesPerArticleMax: 1 }],
  ]

/** Each limit, a host that goes beyond it, and what `explain` tells of the visit. */
describe('every limit is named where it held', () => {
  let house: House
  let server: Server
  let fetcher: Fetcher

  before(async () => {
    house = await openTestHouse()
    const homepage = parseHttpUrl('http://www.paper.example/')
    await house.parts.outlets.save(paperOutlet({ homepage }))
    server = createServer(({ url = '' }, response) => {
      if (url === '/robots.txt') response.writeHead(404).end()
      else answers[url]?.(response)
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
    fetcher = createFetcher({
      userAgent: 'Verbatim/test',
      clock: house.clock,
      guard: {
        connectTo: Object.fromEntries(cases.map((_, index) => [`host${index}.example`, address])),
      },
      resolve: () => new Promise(() => {}),
      limits: {
        ...{ connectMs: 100, headersMs: 200, totalMs: 400 },
        ...{ pageBytesMax: 100_000, imageBytesMax: 1000, headerBytesMax: 4000, redirectsMax: 3 },
      },
    })
  })
  after(async () => {
    await fetcher.close()
    server.close()
    server.closeAllConnections()
    await house.close()
  })

  /** What the frontier, or else the catalog, says of an address after a visit. */
  const explained = async (address: string, purpose: Purpose, limits: object) => {
    const { parts } = house
    const url = parseHttpUrl(address)
    await parts.frontier.hurry({ url, purpose, outletSlug: 'paper', foundOn: null, publishedAt: null })
    const due = (await parts.frontier.lease(50)).find((each) => each.url === url)
    assert.ok(due)
    await visit(due, { ...parts, fetcher, limits: { ...parts.limits, ...limits } }, signal)
    const { lastResult } = (await parts.frontier.find(url)) ?? {}
    return `${lastResult} ${(await parts.catalog.noSnapshotReason(url))?.reason ?? ''}`
  }

  for (const [index, [setting, path, purpose, limits = {}]] of cases.entries())
    test(`${setting}, by a host’s ${purpose}`, { timeout: 10_000 }, async () => {
      // Each of its own, since a host that failed is left alone.
      const address = path === null ? 'http://never.example/' : `http://host${index}.example${path}`
      assert.ok((await explained(address, purpose, limits)).includes(setting))
    })
})

const redirects = Object.fromEntries(
  Array.from({ length: 9 }, (_, index) => [
    `/redirect/${index}`,
    (response: ServerResponse) => response.writeHead(302, { location: `/redirect/${index + 1}` }).end(),
  ]),
)
const packed = (start: string, count: number) =>
  gzipSync(Buffer.concat([Buffer.from(start), megabytes(count)]))
const bombs = {
  article: packed(articlePage({ title: 'A bomb', seed: 1 }), 6),
  feed: packed('<rss><channel>', 6),
  sitemap: packed('<urlset>', 4.3),
}
const sendPacked = (bytes: Buffer) => (response: ServerResponse) =>
  response.setHeader('content-encoding', 'gzip').setHeader('content-type', 'text/html').end(bytes)
const items = (count: number) =>
  Array.from({ length: count }, (_, index) => `<item><link>/2026/${index}.html</link></item>`).join('')

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  ...redirects,
  '/silent': () => {},
  '/drip': (response) => {
    const timer = setInterval(() => response.write('<rss>'), 20)
    response.on('close', () => clearInterval(timer))
  },
  '/long-article': (response) => response.end(articlePage({ title: 'Long', seed: 2 }) + ' '.repeat(200_000)),
  '/long-feed': (response) => response.end(`<rss><channel>${items(3)}${' '.repeat(200_000)}`),
  '/large.png': (response) => response.end(Buffer.alloc(2000)),
  '/headers': (response) => response.writeHead(200, { 'x-long': 'x'.repeat(5000) }).end(),
  '/bomb-article': sendPacked(bombs.article),
  '/bomb-feed': sendPacked(bombs.feed),
  '/bomb-sitemap': sendPacked(bombs.sitemap),
  '/feed': (response) => response.end(`<rss><channel>${items(5)}</channel></rss>`),
  '/index': (response) => response.end('<sitemapindex><sitemap><loc>/1.xml</loc></sitemap></sitemapindex>'),
  '/article': (response) => response.end(articlePage({ title: 'Pictured', seed: 3, image: '/1.png' })),
  '/2026/1.html': (response) =>
    response.end(articlePage({ title: 'Paged', seed: 4, next: '/2026/1_2.html' })),
}
