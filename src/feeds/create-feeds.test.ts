import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import type { Access, SnapshotSummary } from '#access'
import { parseInstant } from '#model'
import { createFeeds } from './create-feeds.ts'
import { bridge, fakeAccess, flood, idAt, mirror } from './fixtures/fake-access.ts'

const access = fakeAccess([bridge, flood, mirror])
const clock = { now: () => parseInstant('2026-11-24T10:30:00Z') }

describe('every list', () => {
  test('is offered in three formats that tell the same entries', async () => {
    const atomFeed = parseAtomFeed(await text('/feeds/newest.atom'))
    const rssFeed = parseRssFeed(await text('/feeds/newest.rss'))
    const json = parseJsonFeed(await text('/feeds/newest.json'))
    const ids = atomFeed.entries?.map((entry) => entry.id)
    assert.equal(ids?.length, 3)
    assert.deepEqual(
      rssFeed.items?.map((item) => item.guid?.value),
      ids,
    )
    assert.deepEqual(
      json.items?.map((item) => item.id),
      ids,
    )
  })

  test('comes with its media type', async () => {
    for (const [extension, type] of [
      ['atom', 'application/atom+xml'],
      ['rss', 'application/rss+xml'],
      ['json', 'application/feed+json'],
    ]) {
      const { headers } = await ask(`/feeds/newest.${extension}`)
      assert.equal(headers.get('content-type'), `${type}; charset=utf-8`)
    }
  })

  test('names itself, its page, its other formats and its next page', async () => {
    const links = parseAtomFeed(await text('/feeds/newest.atom?lang=en')).links ?? []
    const hrefs = (rel: string) => links.filter((link) => link.rel === rel).map((link) => link.href)
    assert.deepEqual(hrefs('self'), ['https://news.example.org/feeds/newest.atom?lang=en'])
    assert.deepEqual(hrefs('alternate'), [
      'https://news.example.org/',
      'https://news.example.org/feeds/newest.rss?lang=en',
      'https://news.example.org/feeds/newest.json?lang=en',
    ])
    assert.deepEqual(hrefs('next'), ['https://news.example.org/feeds/newest.atom?lang=en&cursor=c2'])
  })

  test('has one id in all its pages and formats', async () => {
    const first = parseAtomFeed(await text('/feeds/newest.atom')).id
    assert.equal(first, 'tag:news.example.org,2026:/feeds/newest')
    assert.equal(parseAtomFeed(await text('/feeds/newest.atom?cursor=c2')).id, first)
  })

  test('goes by the address it was asked under where no other is set', async () => {
    const app = createFeeds({ access, clock, serviceName: 'Verbatim' })
    const answer = await app.request('http://127.0.0.1:8080/feeds/newest.json')
    assert.match(await answer.text(), /"feed_url": "http:\/\/127\.0\.0\.1:8080\/feeds\/newest\.json"/)
  })

  test('is worded in the language asked for', async () => {
    assert.match(await text('/feeds/newest.atom'), /<title>最新收录 · Verbatim<\/title>/)
    assert.match(await text('/feeds/newest.atom?lang=zh-Hant'), /<title>最新收錄 · Verbatim<\/title>/)
    assert.match(await text('/feeds/newest.atom?lang=en'), /xml:lang="en">\n.*\n<title>Newest · Verbatim/)
  })
})

describe('an entry', () => {
  test('leads to the snapshot, and to the original by rel=via', async () => {
    const entry = parseAtomFeed(await text('/feeds/newest.atom')).entries?.[0]
    assert.deepEqual(
      entry?.links?.map(({ rel, href }) => [rel, href]),
      [
        ['alternate', `https://news.example.org/s/${bridge.id}`],
        ['via', bridge.url],
      ],
    )
  })

  test('has its times in UTC, its outlet, channel, language and excerpt', async () => {
    const document = await text('/feeds/newest.atom')
    const entry = parseAtomFeed(document).entries?.[0]
    assert.equal(entry?.published, '2025-10-01T22:45:00.000Z')
    assert.equal(entry?.updated, bridge.capturedAt)
    assert.equal(entry?.authors?.[0]?.name, '清河日报')
    assert.equal(entry?.categories?.[0]?.label, '国内')
    assert.match(document, /<entry xml:lang="zh-Hans">/)
    assert.match(JSON.stringify(entry), /通车的导语/)
  })

  test('gives a day alone as its start, and no published time where none is known', async () => {
    const entries = parseAtomFeed(await text('/feeds/newest.atom')).entries
    assert.equal(entries?.[1]?.published, '2025-07-12T00:00:00.000Z')
    assert.equal(entries?.[2]?.published, undefined)
  })

  test('keeps its id when the article is revised', async () => {
    const revised = {
      ...bridge,
      id: idAt('2025-10-03T00:00:00Z', 'later'),
      revisionNumber: 2,
      revisionCount: 2,
    }
    const before = parseJsonFeed(await text('/feeds/newest.json')).items?.[0]
    const after = parseJsonFeed(await text('/feeds/newest.json', newestOnly(revised))).items?.[0]
    assert.equal(after?.id, before?.id)
    assert.match(
      before?.id ?? '',
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    )
    assert.notEqual(after?.url, before?.url)
  })

  test('says that the original is gone', async () => {
    assert.match(await text('/feeds/newest.json?lang=en'), /no longer answers/)
  })

  test('holds no markup that came from outside', async () => {
    for (const extension of ['atom', 'rss', 'json']) {
      const document = await text(`/feeds/newest.${extension}`)
      assert.doesNotMatch(document, /<script/)
      assert.doesNotMatch(document, /[\u0000-\u0008\uffff]/)
    }
    const title = parseAtomFeed(await text('/feeds/newest.atom')).entries?.[1]?.title
    assert.match(JSON.stringify(title), /A ]]> <script>alert\(1\)<\/script> &amp; \\"quoted\\" \ufffd {2}桥/)
  })
})

describe('what feeds there are', () => {
  test('reprints are left out of the newest and of channels, not of an outlet', async () => {
    const copy = { ...mirror, reprintOf: { parent: bridge.id, containment: 1 } }
    const titles = async (path: string) =>
      parseJsonFeed(await text(path, newestOnly(bridge, copy))).items?.length
    assert.equal(await titles('/feeds/newest.json'), 1)
    assert.equal(await titles('/feeds/channel/domestic.json'), 1)
    assert.equal(await titles('/feeds/outlet/qinghe-daily.json'), 2)
  })

  test('channels and outlets', async () => {
    assert.match(await text('/feeds/channel/domestic.atom'), /<title>国内 · /)
    assert.match(await text('/feeds/outlet/qinghe-daily.rss'), /<title>清河日报 · /)
  })

  test('searches, with matches marked', async () => {
    const item = parseJsonFeed(await text('/feeds/search.json?q=%E6%96%B0%E6%A1%A5')).items?.[0]
    assert.equal(item?.content_html, '<p>…首批车辆驶上<mark>新桥</mark>&lt;</p>')
  })

  test('stories, newest first, reprints folded in', async () => {
    const items = parseJsonFeed(await text('/feeds/story/aaaabbbbccccdddd.json')).items
    assert.deepEqual(
      items?.map((item) => item.title),
      ['望江新桥通车', 'A mirror goes home'],
    )
    assert.match(items?.[0]?.content_html ?? '', /转载:云帆资讯/)
  })

  test('revisions of an article, then its disappearance', async () => {
    const items = parseJsonFeed(await text(`/feeds/article/${mirror.articleId}.json?lang=en`)).items
    assert.equal(items?.[0]?.title, '[Gone] A mirror goes home')
    assert.equal(items?.length, 3)
    assert.equal(new Set(items?.map((item) => item.id)).size, 3)
  })

  test('changes: revised and gone, nothing else', async () => {
    const items = parseJsonFeed(await text('/feeds/changes.json')).items
    assert.deepEqual(
      items?.map((item) => item.title),
      ['【已修改】A mirror goes home', '【原文已消失】A mirror goes home'],
    )
    assert.match(items?.[0]?.url ?? '', /\/article\/.*\/compare\?from=.*&to=/)
  })

  test('changes say of what kind they are, and can be asked for by kind', async () => {
    assert.match(await text('/feeds/changes.atom?lang=en'), /Figure.*The outlet does not say so\./s)
    const count = async (kind: string) =>
      parseJsonFeed(await text(`/feeds/changes.json?kind=${kind}`)).items?.length ?? 0
    assert.deepEqual([await count('number'), await count('title')], [1, 0])
  })

  test('subscriptions: everything followed, each article once, newest first', async () => {
    const items = parseJsonFeed(
      await text('/feeds/subscriptions.json?channel=domestic&channel=culture&outlet=qinghe-daily&q=bridge'),
    ).items
    assert.equal(items?.length, 3)
    const dates = items?.map((item) => item.date_published ?? item.date_modified ?? '')
    assert.deepEqual(dates, [...(dates ?? [])].sort().reverse())
  })
})

describe('conditional requests, RFC 9110 §13', () => {
  test('an entity tag that still holds is answered 304', async () => {
    const { headers } = await ask('/feeds/newest.atom')
    const again = await ask('/feeds/newest.atom', { 'if-none-match': `W/"x", ${headers.get('etag')}` })
    assert.equal(again.status, 304)
    assert.equal(await again.text(), '')
    assert.equal(again.headers.get('etag'), headers.get('etag'))
  })

  test('a date counts only where there is no entity tag', async () => {
    const date = (await ask('/feeds/newest.rss')).headers.get('last-modified')!
    assert.equal((await ask('/feeds/newest.rss', { 'if-modified-since': date })).status, 304)
    const both = { 'if-none-match': '"other"', 'if-modified-since': date }
    assert.equal((await ask('/feeds/newest.rss', both)).status, 200)
  })

  test('another document has another tag, even if no entry is newer', async () => {
    const { headers } = await ask('/feeds/newest.atom')
    const app = createFeeds({ access: newestOnly(bridge, flood), clock, serviceName: 'Verbatim' })
    const answer = await app.request('/feeds/newest.atom', {
      headers: { 'if-none-match': headers.get('etag')! },
    })
    assert.equal(answer.status, 200)
  })

  test('an empty feed stays the same for a day', async () => {
    const { headers } = await ask('/feeds/newest.atom', {}, newestOnly())
    assert.equal(headers.get('last-modified'), 'Tue, 24 Nov 2026 00:00:00 GMT')
  })

  test('HEAD has the headers and no body', async () => {
    const answer = await createFeeds({ access, clock, serviceName: 'V' }).request('/feeds/newest.atom', {
      method: 'HEAD',
    })
    assert.equal(answer.status, 200)
    assert.ok(answer.headers.get('etag'))
    assert.equal(await answer.text(), '')
  })
})

describe('what cannot be answered', () => {
  test('is 404 for what is not held', async () => {
    for (const path of [
      '/feeds/nothing.atom',
      '/feeds/newest.xml',
      '/feeds/channel/nowhere.atom',
      '/feeds/channel/%2e%2e.atom',
      '/feeds/outlet/nobody.rss',
      '/feeds/story/zzzz.json',
      '/feeds/story/bbbbbbbbbbbbbbbb.json',
      '/feeds/article/bbbbbbbbbbbbbbbb.json',
    ]) {
      const answer = await ask(path)
      assert.equal(answer.status, 404, path)
      assert.match(answer.headers.get('content-type')!, /^application\/problem\+json/)
    }
  })

  test('is 400 with a reason for a query that is missing or cannot be read', async () => {
    for (const path of [
      '/feeds/search.atom',
      '/feeds/search.atom?q=%28',
      '/feeds/subscriptions.atom',
      `/feeds/subscriptions.atom?${Array.from({ length: 21 }, (_, index) => `q=w${index}`).join('&')}`,
    ]) {
      const answer = await ask(path)
      assert.equal(answer.status, 400, path)
      assert.ok(((await answer.json()) as { detail: string }).detail.length > 10)
    }
  })

  test('is 400 for a cursor that belongs to no list', async () => {
    const newest = async () => {
      throw new RangeError('The cursor does not belong to this list.')
    }
    const answer = await ask('/feeds/newest.atom?cursor=forged', {}, { ...access, newest })
    assert.equal(answer.status, 400)
    assert.equal(((await answer.json()) as { code: string }).code, 'bad-cursor')
  })

  test('is 405 in another method, and 500 without the reason where it failed inside', async () => {
    const app = createFeeds({ access, clock, serviceName: 'V' })
    const posted = await app.request('/feeds/newest.atom', { method: 'POST' })
    assert.equal(posted.status, 405)
    assert.equal(posted.headers.get('allow'), 'GET, HEAD')
    const newest = async () => {
      throw new Error('disk I/O error')
    }
    const failed = await ask('/feeds/newest.atom', {}, { ...access, newest })
    assert.equal(failed.status, 500)
    assert.doesNotMatch(await failed.text(), /disk/)
  })
})

function newestOnly(...items: SnapshotSummary[]): Access {
  return fakeAccess(items)
}

async function ask(path: string, headers: Record<string, string> = {}, from = access): Promise<Response> {
  const app = createFeeds({
    access: from,
    clock,
    serviceName: 'Verbatim',
    baseUrl: 'https://news.example.org/',
  })
  return app.request(path, { headers })
}

async function text(path: string, from = access): Promise<string> {
  const answer = await ask(path, {}, from)
  assert.equal(answer.status, 200, path)
  return answer.text()
}
