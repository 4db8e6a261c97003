import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import type { Settlement } from '#frontier'
import { parseHttpUrl, urlKey } from '#model'
import { snapshotNow } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import {
  articlePage,
  dueArticle,
  exchangeOf,
  type House,
  openTestHouse,
  paperOutlet,
} from './house-fixture.ts'

const url = 'https://www.paper.example/2026/1.html'
const signal = new AbortController().signal

describe('a visit', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
  })
  afterEach(() => house.close())

  const visit = (more: Parameters<typeof dueArticle>[1] = {}, at = url) =>
    look(dueArticle(at, more), house.parts, signal)
  const article = () => house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(url)))
  const hold = async () => {
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 1 }) })
    const { snapshotId } = await visit()
    assert.ok(snapshotId)
    return snapshotId
  }

  test('of a new article gives a snapshot with its number, its leaf in the log, and the state live', async () => {
    const id = await hold()
    const held = await house.parts.catalog.find(id)
    assert.equal(held?.snapshot.revisionNumber, 1)
    assert.equal(held?.snapshot.outletSlug, 'paper')
    assert.deepEqual(await house.parts.transparency.position(id), { leafIndex: 0 })
    assert.equal((await article())?.webState, 'live')
  })

  test('of the same text again makes no second snapshot, only a capture', async () => {
    const id = await hold()
    const again = await visit({ visitCount: 1 })
    assert.deepEqual([again.settlement.kind, again.snapshotId], ['unchanged', id])
    assert.equal((await article())?.revisions.length, 1)
    assert.equal((await house.parts.archive.counts()).captures, 2)
    assert.equal(await house.parts.transparency.size(), 1)
  })

  test('of a changed text makes revision 2, which the log ties to the first', async () => {
    await hold()
    const added = 'Correction: the bridge has two lanes, not four, said the engineer.'
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 1, added }) })
    const { settlement, snapshotId } = await visit({ visitCount: 1 })
    assert.equal(settlement.kind, 'changed')
    assert.equal((await house.parts.catalog.find(snapshotId as never))?.snapshot.revisionNumber, 2)
    assert.equal((await article())?.revisions.length, 2)
  })

  const cases: readonly {
    readonly claim: string
    readonly answer: Parameters<House['fetcher']['answer']>[1]
    readonly settlement: Partial<Settlement> & { hostIsWell?: boolean; retryAfterMs?: number | null }
    readonly state: string
  }[] = [
    { claim: '404: gone', answer: { status: 404 }, settlement: { kind: 'gone' }, state: 'gone' },
    { claim: '410: gone', answer: { status: 410 }, settlement: { kind: 'gone' }, state: 'gone' },
    {
      claim: 'a redirect to the home page: gone',
      answer: { body: articlePage({ title: 'Home', seed: 9 }), finalUrl: 'https://www.paper.example/' },
      settlement: { kind: 'gone' },
      state: 'gone',
    },
    {
      claim: 'a redirect to an error page for all: gone',
      answer: { status: 404, finalUrl: 'https://www.paper.example/404.html' },
      settlement: { kind: 'gone' },
      state: 'gone',
    },
    {
      claim: '503: unreachable, and the host is left alone',
      answer: { status: 503 },
      settlement: { kind: 'failed', hostIsWell: undefined as never },
      state: 'unreachable',
    },
    {
      claim: '403: failed, and only this page',
      answer: { status: 403 },
      settlement: { kind: 'failed', hostIsWell: true },
      state: 'live',
    },
    {
      claim: 'a redirect that leads nowhere: failed, and only this page',
      answer: { status: 302 },
      settlement: { kind: 'failed', hostIsWell: true },
      state: 'live',
    },
    {
      claim: 'no connection: unreachable',
      answer: { kind: 'unreachable', reason: 'ECONNREFUSED', retryAfterMs: null },
      settlement: { kind: 'failed', reason: 'ECONNREFUSED' } as never,
      state: 'unreachable',
    },
    {
      claim: 'robots.txt says no: disallowed with its line',
      answer: { kind: 'disallowed', rule: 'Disallow: /2026/' },
      settlement: { kind: 'disallowed', rule: 'Disallow: /2026/' } as never,
      state: 'live',
    },
    {
      claim: 'our own guard says no: failed, and the host is not held for it',
      answer: { kind: 'refused', reason: 'not a public address' },
      settlement: { kind: 'failed', hostIsWell: true },
      state: 'live',
    },
  ]
  for (const { claim, answer, settlement, state } of cases) {
    test(`answered with ${claim}`, async () => {
      await hold()
      house.fetcher.answer(url, answer)
      const { settlement: got } = await visit({ visitCount: 1 })
      for (const [name, value] of Object.entries(settlement))
        assert.equal(got[name as keyof Settlement], value, name)
      assert.equal((await article())?.webState, state)
      assert.equal((await article())?.revisions.length, 1)
    })
  }

  test('answered with 429 keeps what Retry-After says', async () => {
    const { exchange } = await house.fetcher
      .fetch({ url: parseHttpUrl('https://www.paper.example/none'), purpose: 'page' })
      .then((outcome) => outcome as Extract<typeof outcome, { kind: 'fetched' }>)
    house.fetcher.answer(url, {
      kind: 'fetched',
      exchange: { ...exchange, status: 429 },
      hops: [],
      retryAfterMs: 120_000,
    })
    const { settlement } = await visit()
    assert.deepEqual(
      [settlement.kind, (settlement as { retryAfterMs?: number }).retryAfterMs],
      ['failed', 120_000],
    )
    assert.equal((await house.parts.archive.counts()).captures, 0)
  })

  test('a page that a dead address leads to is not taken for the article', async () => {
    const id = await hold()
    const home = 'https://www.paper.example/'
    house.fetcher.answer(url, { body: articlePage({ title: 'Home', seed: 9 }), finalUrl: home })
    await visit({ visitCount: 1 })
    assert.equal((await house.access.lookup(parseHttpUrl(home))).article, null)
    assert.equal((await house.access.lookup(parseHttpUrl(url))).article?.revisions[0]?.id, id)
  })

  test('answered with 304 keeps a revisit record, and the article is live', async () => {
    house.fetcher.answer(url, {
      body: articlePage({ title: 'The bridge is open', seed: 1 }),
      headers: { etag: '"1"' },
    })
    const { settlement } = await visit()
    const { validators } = settlement
    assert.equal(validators?.etag, '"1"')
    house.fetcher.answer(url, notModified())
    const again = await visit({ visitCount: 1, validators: validators ?? null })
    assert.equal(again.settlement.kind, 'unchanged')
    const captures = await house.parts.archive.capturesOf(urlKey(parseHttpUrl(url)))
    assert.deepEqual(
      captures.map((each) => [each.status, each.revisitOf]),
      [
        [200, null],
        [304, validators?.captureId],
      ],
    )
    assert.equal((await article())?.lastSeenAt, captures[1]?.capturedAt)
  })

  test('answered with 304 behind a redirect keeps the redirect too', async () => {
    house.fetcher.answer(url, {
      body: articlePage({ title: 'The bridge', seed: 1 }),
      headers: { etag: '"1"' },
    })
    const { validators = null } = (await visit()).settlement
    const moved = parseHttpUrl('https://www.paper.example/moved')
    const hop = exchangeOf(moved, { status: 301, headers: { location: url } }, house.clock)
    house.fetcher.answer(url, async () => ({ ...(await notModified()()), hops: [hop] }))
    await visit({ visitCount: 1, validators })
    const kept = await house.parts.archive.capturesOf(urlKey(moved))
    assert.deepEqual(
      kept.map((each) => each.status),
      [301],
    )
  })

  test('a 304 to a question nobody asked, or to something that is lost, asks for the whole page next', async () => {
    house.fetcher.answer(url, notModified())
    const lost = { etag: '"1"', lastModified: null, captureId: 'urn:uuid:lost' }
    for (const validators of [null, lost]) {
      const { settlement } = await visit({ validators })
      assert.equal(settlement.kind, 'failed')
      assert.equal(settlement.validators, null)
    }
  })

  test('an image is fetched once', async () => {
    const image = 'https://img.paper.example/1.jpg'
    house.fetcher.answer(image, { body: 'JFIF', headers: { 'content-type': 'image/jpeg' } })
    const { settlement } = await visit({ purpose: 'image' }, image)
    assert.equal(settlement.kind, 'finished')
  })

  test('an article’s images are put into the queue with the article as their referrer', async () => {
    const image = 'https://img.paper.example/1.jpg'
    house.fetcher.answer(url, { body: articlePage({ title: 'The bridge is open', seed: 1, image }) })
    await visit()
    const entry = await house.parts.frontier.find(parseHttpUrl(image))
    assert.deepEqual([entry?.purpose, entry?.foundOn], ['image', url])
  })

  test('of a source takes what is of its outlet’s site and leaves the rest', async () => {
    const feed = 'https://www.paper.example/feed.xml'
    const items = ['https://m.paper.example/a1.html', 'https://elsewhere.example/b2.html', url]
    house.fetcher.answer(feed, {
      headers: { 'content-type': 'application/rss+xml' },
      body: `<rss version="2.0"><channel>${items.map((each) => `<item><title>t</title><link>${each}</link></item>`).join('')}</channel></rss>`,
    })
    const { settlement } = await visit({ purpose: 'feed' }, feed)
    assert.equal(settlement.kind, 'changed')
    assert.ok(await house.parts.frontier.find(parseHttpUrl(items[0] as string)))
    assert.ok(await house.parts.frontier.find(parseHttpUrl(url)))
    assert.equal(await house.parts.frontier.find(parseHttpUrl(items[1] as string)), null)
  })

  test('of a source that cannot be read fails, and only this source', async () => {
    const feed = 'https://www.paper.example/feed.xml'
    house.fetcher.answer(feed, { body: 'no feed at all', headers: { 'content-type': 'application/rss+xml' } })
    const { settlement } = await visit({ purpose: 'feed' }, feed)
    assert.deepEqual([settlement.kind, (settlement as { hostIsWell?: boolean }).hostIsWell], ['failed', true])
  })

  test('an article that redirects led off the outlet’s site is of the outlet whose site that is', async () => {
    house.fetcher.answer(url, {
      body: articlePage({ title: 'Bought by another paper', seed: 4 }),
      finalUrl: 'https://news.buyer.example/2026/1.html',
    })
    const { snapshotId } = await visit()
    assert.equal((await house.parts.catalog.find(snapshotId as never))?.snapshot.outletSlug, 'buyer-example')
    assert.equal(house.parts.outlets.find('buyer-example')?.followed, false)
  })

  test('a paged article is one snapshot; a page that cannot be had leaves it incomplete', async () => {
    const second = 'https://www.paper.example/2026/1_2.html'
    house.fetcher.answer(url, { body: articlePage({ title: 'Long read', seed: 1, next: second }) })
    house.fetcher.answer(second, { body: articlePage({ title: 'Long read', seed: 2 }) })
    const { snapshotId } = await visit()
    const { snapshot } = (await house.parts.catalog.find(snapshotId as never)) ?? {}
    assert.equal(snapshot?.captureIds.length, 2)
    assert.equal(snapshot?.article.complete, true)
    house.fetcher.answer(second, { status: 500 })
    const broken = await visit({ visitCount: 1 })
    const revision = await house.parts.catalog.find(broken.snapshotId as never)
    assert.equal(revision?.snapshot.article.complete, false)
  })

  test('sits out no crawl delay of a day between the pages of an article', async () => {
    const second = 'https://www.paper.example/2026/1_2.html'
    house.fetcher.answer(url, { body: articlePage({ title: 'Long read', seed: 1, next: second }) })
    house.fetcher.answer(second, { kind: 'postponed', reason: 'in a day', waitMs: 86_400_000 })
    house.fetcher.robots = async () => ({
      allowed: true,
      rule: null,
      crawlDelayMs: 86_400_000,
      sitemaps: [],
      answer: '200',
    })
    const { snapshotId, settlement } = await visit()
    const { snapshot } = (await house.parts.catalog.find(snapshotId as never)) ?? {}
    assert.equal(snapshot?.article.complete, false)
    assert.equal(settlement.crawlDelayMs, 86_400_000)
  })

  test('that is postponed is no failure: no state is noted, and the frontier is told when', async () => {
    house.fetcher.answer(url, { kind: 'postponed', reason: 'asked again in 3600 s', waitMs: 3_600_000 })
    const { settlement, outcome } = await visit({ visitCount: 3 })
    assert.equal(outcome, 'postponed')
    assert.deepEqual([settlement.kind, (settlement as { waitMs?: number }).waitMs], ['postponed', 3_600_000])
  })

  test('asked for by hand, says why there is no snapshot', async () => {
    house.fetcher.answer(url, { kind: 'disallowed', rule: 'Disallow: /' })
    assert.deepEqual(await snapshotNow(parseHttpUrl(url), house.parts, signal), {
      kind: 'none',
      reason: 'robots.txt forbids it: Disallow: /',
    })
    house.fetcher.answer(url, { status: 404 })
    const gone = await snapshotNow(parseHttpUrl(url), house.parts, signal)
    assert.match((gone as { reason: string }).reason, /404/)
  })

  function notModified() {
    return async () => {
      const outcome = await house.fetcher.fetch({
        url: parseHttpUrl('https://www.paper.example/none'),
        purpose: 'page',
      })
      assert.equal(outcome.kind, 'fetched')
      const { exchange } = outcome as Extract<typeof outcome, { kind: 'fetched' }>
      const responseBytes = Buffer.from('HTTP/1.1 304 Not Modified\r\n\r\n')
      return {
        kind: 'not-modified' as const,
        exchange: {
          ...exchange,
          url: parseHttpUrl(url),
          status: 304,
          responseBytes,
          headers: [],
          payload: new Uint8Array(),
        },
        hops: [],
      }
    }
  }
})
