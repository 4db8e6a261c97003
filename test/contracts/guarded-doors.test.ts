import assert from 'node:assert/strict'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createFetcher, createFormPoster, createGuardedRequest, type Fetcher } from '#fetch'
import type { Purpose } from '#frontier'
import { type HttpUrl, parseHttpUrl, tryParseHttpUrl } from '#model'
import { crawl, createHubSubscriptions, follow, type Parts, snapshotNow } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import {
  articlePage,
  dueArticle,
  exchangeOf,
  type House,
  openTestHouse,
  paperOutlet,
} from './house-fixture.ts'

const signal = new AbortController().signal

/** A server inside listens; whoever connects to it got in. Only its address protects it: its port is listed. */
describe('nobody gets inside', () => {
  let house: House
  let inside: Server
  let outlet: Server
  let parts: Parts
  let fetcher: Fetcher
  let port = 0
  let intruderCount = 0
  /** What the outlet's pages lead to. */
  let target = ''
  /** Answers for names, one after the other, the last for ever. */
  let addresses: string[][] = []

  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet({ homepage: parseHttpUrl('http://www.paper.example/') }))
    inside = createServer((_request, response) => response.end('secret'))
    inside.on('connection', () => intruderCount++)
    inside.listen(0, '127.0.0.1')
    outlet = createServer(({ url = '' }, response) => {
      const answer = pages(target)[url]
      if (url.startsWith('/away')) redirect(response, target)
      else if (answer) response.setHeader('content-type', answer.type).end(answer.body)
      else response.writeHead(404).end()
    }).listen(0, '127.0.0.1')
    await Promise.all(
      [inside, outlet].map((each) => new Promise((resolve) => each.once('listening', resolve))),
    )
    port = (inside.address() as AddressInfo).port
    const guard = {
      allowPorts: [port],
      connectTo: { 'www.paper.example': `127.0.0.1:${(outlet.address() as AddressInfo).port}` },
    }
    const resolve = async () => (addresses.length > 1 ? addresses.shift() : addresses[0]) ?? []
    const options = {
      userAgent: 'Verbatim/test',
      clock: house.clock,
      guard,
      resolve,
      limits: { connectMs: 200 },
    }
    fetcher = createFetcher(options)
    const postForm = createFormPoster(createGuardedRequest(options))
    const { frontier, limits, log } = house.parts
    const hubs = createHubSubscriptions({
      ...{ store: house.stores.hubSubscriptions, frontier, postForm, limits, log, clock: house.clock },
      baseUrl: 'https://archive.example/',
      random: (bytes) => new Uint8Array(bytes).fill(7),
    })
    parts = { ...house.parts, fetcher, hubs }
    webhook = createGuardedRequest(options)
  })
  after(async () => {
    await fetcher.close()
    for (const server of [inside, outlet]) {
      server.close()
      server.closeAllConnections()
    }
    await house.close()
  })
  let webhook: ReturnType<typeof createGuardedRequest>

  const visit = (url: HttpUrl, purpose: Purpose) => look(dueArticle(url, { purpose }), parts, signal)
  const ofOutlet = (path: string) => parseHttpUrl(`http://www.paper.example${path}`)

  const doors: Readonly<Record<string, (url: HttpUrl) => Promise<unknown>>> = {
    'an article': (url) => visit(url, 'article'),
    'a feed': (url) => visit(url, 'feed'),
    'a sitemap': (url) => visit(url, 'sitemap'),
    'a section page': (url) => visit(url, 'section'),
    'an image': (url) => visit(url, 'image'),
    'a robots.txt': (url) => fetcher.robots(url),
    'add URL': (url) => follow(url, parts, { signal }).catch(() => null),
    'add URL of a page whose feed, sitemap and sections lie there': () =>
      follow(ofOutlet('/'), parts, { dryRun: true, signal }).catch(() => null),
    'snapshot URL': (url) => snapshotNow(url, parts, signal),
    'a redirect of a page': () => visit(ofOutlet('/away.html'), 'article'),
    'a redirect of a feed': () => visit(ofOutlet('/away.xml'), 'feed'),
    'a redirect of an image': () => visit(ofOutlet('/away.png'), 'image'),
    'a further page of an article': () => visit(ofOutlet('/2026/1.html'), 'article'),
    'the hub that a feed names': (url) =>
      parts.hubs?.noteFeed(
        dueArticle(ofOutlet(`/${encodeURIComponent(url)}.xml`), { purpose: 'feed' }),
        exchangeOf(ofOutlet('/feed.xml'), { body: feed(url) }, house.clock),
      ) ?? assert.fail(),
    'a webhook': (url) => webhook(url, { method: 'POST', body: '{}' }),
    'what a crawl finds in feed, sitemap, section and article': async () => {
      for (const [path, purpose] of [
        ['/feed.xml', 'feed'],
        ['/sitemap.xml', 'sitemap'],
        ['/', 'section'],
        ['/2026/1.html', 'article'],
      ] as const)
        await parts.frontier.hurry({
          ...{ url: ofOutlet(path), purpose, outletSlug: 'paper', foundOn: null, publishedAt: null },
        })
      await crawl(parts, { signal, once: true })
    },
  }

  const insiders: Readonly<Record<string, { readonly host: string; readonly leadsTo?: string[][] }>> = {
    'an address of this machine': { host: '127.0.0.1' },
    'the same as one number': { host: '2130706433' },
    'the same in octal': { host: '0177.0.0.1' },
    'the same in hexadecimal': { host: '0x7f.1' },
    'any other of 127.0.0.0/8': { host: '127.8.9.10' },
    'the unspecified address': { host: '0.0.0.0' },
    'IPv6’s own': { host: '[::1]' },
    'IPv4 in IPv6': { host: '[::ffff:127.0.0.1]' },
    'full-width digits': { host: '１２７.０.０.１' },
    'its name': { host: 'localhost' },
    'its name as the root of DNS sees it': { host: 'localhost.' },
    'a name that leads to it': { host: 'inside.example', leadsTo: [['127.0.0.1']] },
    'a name that leads to it besides': { host: 'both.example', leadsTo: [['93.184.216.34', '127.0.0.1']] },
    'a name that leads to it in IPv6': { host: 'six.example', leadsTo: [['::1']] },
    // The second answer is never asked for: what was checked is what is connected to.
    'a name that leads nowhere first and to it then': {
      host: 'rebound.example',
      leadsTo: [[], ['127.0.0.1']],
    },
  }

  for (const [door, knock] of Object.entries(doors))
    test(`through ${door}`, { timeout: 60_000 }, async () => {
      for (const [what, { host, leadsTo = [] }] of Object.entries(insiders)) {
        target = `http://${host}:${port}/secret`
        addresses = [...leadsTo]
        const url = tryParseHttpUrl(target)
        if (url) await knock(url)
        assert.equal(intruderCount, 0, what)
        house.clock.forward(86_400_000)
      }
    })

  test('but where the operator lets them: the same address, listed', async () => {
    const guard = { allowAddresses: ['127.0.0.1'] }
    const open = createFetcher({ userAgent: 'Verbatim/test', clock: house.clock, guard })
    const url = parseHttpUrl(`http://127.0.0.1:${port}/`)
    assert.equal((await open.fetch({ url, purpose: 'page' })).kind, 'fetched')
    assert.ok(intruderCount > 0)
    await open.close()
  })

  test('and the outlet’s own pages come through the same doors', async () => {
    target = 'http://www.paper.example/2026/2.html'
    assert.equal((await visit(ofOutlet('/away2.html'), 'article')).outcome, 'fetched')
    assert.equal((await visit(ofOutlet('/feed.xml'), 'feed')).outcome, 'fetched')
  })
})

/** As servers write it that know no URLs: the bytes of UTF-8. */
function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location: Buffer.from(location).toString('latin1') }).end()
}

function feed(url: string): string {
  return `<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="hub" href="${url}"/>
    <atom:link rel="self" href="http://www.paper.example/feed.xml"/><item><link>${url}</link></item></channel></rss>`
}

function pages(url: string): Record<string, { type: string; body: string }> {
  const links = Array.from(
    { length: 9 },
    (_, index) => `<li><a href="${url}?${index}">A headline of some length ${index}</a>`,
  )
  const page = `<html><head><link rel="alternate" type="application/rss+xml" href="${url}"></head><body><nav><a href="${url}">World</a></nav><ul>${links.join('')}</ul>`
  return {
    '/': { type: 'text/html', body: page },
    '/robots.txt': { type: 'text/plain', body: `Sitemap: ${url}` },
    '/feed.xml': { type: 'application/rss+xml', body: feed(url) },
    '/sitemap.xml': {
      type: 'application/xml',
      body: `<sitemapindex><sitemap><loc>${url}</loc></sitemap></sitemapindex>`,
    },
    '/2026/1.html': {
      type: 'text/html',
      body: articlePage({ title: 'One', seed: 1, next: url, image: url, canonical: url }),
    },
    '/2026/2.html': { type: 'text/html', body: articlePage({ title: 'Two', seed: 2 }) },
  }
}
