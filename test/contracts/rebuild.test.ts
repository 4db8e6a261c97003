import assert from 'node:assert/strict'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { after, before, describe, test } from 'node:test'
import { extractorVersion } from '#article'
import { type CaptureId, parseHttpUrl, parseSelector, type SnapshotId, urlKey } from '#model'
import { importFile, type Parts, rebuild } from '#pipeline'
import { createStories } from '#stories'
import { look } from '../../src/pipeline/visit.ts'
import { openFreshCatalog } from '../../src/stores/embedded.ts'
import {
  articlePage,
  dueArticle,
  type House,
  openTestHouse,
  paperOutlet,
  temporaryFolder,
} from './house-fixture.ts'

const signal = new AbortController().signal
const at = (path: string) => `https://www.paper.example${path}`

/** A small outlet's life: a revision, a paged article, pages that go, move and come back, a reprint elsewhere. */
async function live(house: House): Promise<void> {
  await house.parts.outlets.save(paperOutlet())
  const { fetcher } = house
  const visit = (url: string, more = {}) => look(dueArticle(url, more), house.parts, signal)
  const page = (n: number, more = {}) => ({ body: articlePage({ title: `Report ${n}`, seed: n, ...more }) })

  fetcher.answer(at('/1.html'), page(1))
  await visit(at('/1.html'))
  await visit(at('/1.html'), { visitCount: 1 })
  fetcher.answer(at('/1.html'), page(1, { added: 'Correction: it was the other bridge, said the engineer.' }))
  await visit(at('/1.html'), { visitCount: 2 })

  fetcher.answer(at('/2.html'), page(2, { next: at('/2_2.html') }))
  fetcher.answer(at('/2_2.html'), { ...page(3), finalUrl: at('/2-page-two.html') })
  await visit(at('/2.html'))

  fetcher.answer(at('/4.html'), page(4))
  await visit(at('/4.html'))
  fetcher.answer(at('/4.html'), { status: 404 })
  await visit(at('/4.html'), { visitCount: 1 })

  fetcher.answer(at('/5.html'), page(5))
  await visit(at('/5.html'))
  fetcher.answer(at('/5.html'), { ...page(99), finalUrl: at('/') })
  await visit(at('/5.html'), { visitCount: 1 })

  fetcher.answer(at('/6.html'), page(6))
  await visit(at('/6.html'))
  fetcher.answer(at('/6.html'), { status: 404, finalUrl: at('/404.html') })
  await visit(at('/6.html'), { visitCount: 1 })

  fetcher.answer(at('/7.html'), { body: page(7).body, headers: { etag: '"7"' } })
  const { settlement } = await visit(at('/7.html'))
  fetcher.answer(at('/7.html'), { status: 404 })
  await visit(at('/7.html'), { visitCount: 1 })
  await answer304(house, at('/7.html'), settlement.validators?.captureId as CaptureId)

  fetcher.answer('https://portal.example/news/1.html', {
    ...page(1, { publishedAt: '2026-01-05T07:30:00Z' }),
    finalUrl: 'https://news.otherportal.example/n/1.html',
  })
  await visit('https://portal.example/news/1.html')
  fetcher.answer(at('/empty.html'), { body: '<title>Nothing</title>' })
  await visit(at('/empty.html'))
}

async function answer304(house: House, url: string, captureId: CaptureId): Promise<void> {
  const outcome = await house.fetcher.fetch({ url: parseHttpUrl(at('/none')), purpose: 'page' })
  assert.equal(outcome.kind, 'fetched')
  if (outcome.kind !== 'fetched') return
  const responseBytes = Buffer.from('HTTP/1.1 304 Not Modified\r\n\r\n')
  const answer = {
    url: parseHttpUrl(url),
    status: 304,
    headers: [],
    responseBytes,
    payload: new Uint8Array(),
  }
  house.fetcher.answer(url, { kind: 'not-modified', exchange: { ...outcome.exchange, ...answer }, hops: [] })
  const validators = { etag: '"7"', lastModified: null, captureId }
  await look(dueArticle(url, { visitCount: 2, validators }), house.parts, signal)
}

/** All that a catalog says of these articles. */
async function told({ catalog }: Pick<Parts, 'catalog'>) {
  const { items } = await catalog.list({}, { cursor: null, limit: 100 })
  const articles = []
  for (const { articleId } of items) {
    const article = await catalog.article(articleId)
    const held = await catalog.findMany(article?.revisions.map((each) => each.id) ?? [])
    articles.push({ article, held })
  }
  return {
    articles: articles.sort((a, b) => ((a.article?.id ?? '') < (b.article?.id ?? '') ? -1 : 1)),
    counts: await catalog.counts(),
    changes: (await catalog.changes({ cursor: null, limit: 100 })).items,
    noArticle: await catalog.noSnapshotReason(parseHttpUrl(at('/empty.html'))),
    moved: await catalog.noSnapshotReason(parseHttpUrl(at('/5.html'))),
  }
}

describe('a rebuild', () => {
  let house: House
  before(async () => {
    house = await openTestHouse()
    await live(house)
  })
  after(() => house.close())

  test('makes a new catalog with the same ids, texts, connections and states', async () => {
    const before = await told(house.parts)
    assert.equal(before.articles.length, 7)
    const states = before.articles.map(
      ({ article }) => `${new URL(article?.url ?? '').pathname} ${article?.webState}`,
    )
    assert.deepEqual(states.sort(), [
      '/1.html live',
      '/2.html live',
      '/4.html gone',
      '/5.html gone',
      '/6.html gone',
      '/7.html live',
      '/n/1.html live',
    ])
    const outlets = house.parts.outlets.all().length

    const { catalog, search } = await openFreshCatalog(join(house.folder, 'fresh.db'))
    const stories = createStories({ catalog, search, clock: house.parts.clock })
    const summary = await rebuild({ ...house.parts, catalog, stories })
    assert.equal(summary.problems, 0)
    assert.equal(summary.snapshots, 8)
    assert.deepEqual(await told({ catalog }), before)
    assert.equal(house.parts.outlets.all().length, outlets)
    assert.equal(await house.parts.transparency.size(), 8)
    await catalog.close()
  })

  test('into the catalog in use changes nothing', async () => {
    const before = await told(house.parts)
    assert.equal((await rebuild(house.parts)).snapshots, 0)
    assert.deepEqual(await told(house.parts), before)
  })

  test('tells per field what this extractor reads otherwise than the one before', async () => {
    const { catalog: held } = house.parts
    // As an extractor of before would have read them: outlets' names in titles, no times, teasers as kickers.
    const before = {
      find: async (id: SnapshotId) => {
        const found = await held.find(id)
        if (!found) return null
        const { article } = found.snapshot
        const older = { ...article, title: `${article.title} | The Paper`, publishedAt: null, kicker: 'More' }
        return { ...found, snapshot: { ...found.snapshot, extractorVersion: '1.0.0', article: older } }
      },
    }
    const { catalog, search } = await openFreshCatalog(join(house.folder, 'compared.db'))
    const stories = createStories({ catalog, search, clock: house.parts.clock })
    const { changes, snapshots } = await rebuild({ ...house.parts, catalog, stories }, { before })
    const timed = (await told({ catalog })).articles.flatMap((each) => [...each.held.values()])
    assert.equal(snapshots, 8)
    assert.deepEqual(changes, {
      title: { found: 0, lost: 0, otherwise: 8 },
      kicker: { found: 0, lost: 8, otherwise: 0 },
      publishedAt: { found: 8, lost: 0, otherwise: 0 },
    })
    for (const each of timed) assert.equal(each.snapshot.extractorVersion, extractorVersion)
    await catalog.close()
  })

  test("reads with the hints that the outlet's file has now, and tells what they changed", async () => {
    const { outlets } = house.parts
    await outlets.save({ ...paperOutlet(), hints: [{ title: parseSelector('p') }] })
    try {
      const { catalog, search } = await openFreshCatalog(join(house.folder, 'hinted.db'))
      const stories = createStories({ catalog, search, clock: house.parts.clock })
      const before = house.parts.catalog
      const { changes } = await rebuild({ ...house.parts, catalog, stories }, { before })
      // The eighth stands on another outlet's site.
      assert.deepEqual(changes['title'], { found: 0, lost: 0, otherwise: 7 })
      await catalog.close()
    } finally {
      await outlets.save(paperOutlet())
    }
  })

  test('that is interrupted leaves no mark', async () => {
    const { catalog, search } = await openFreshCatalog(join(house.folder, 'interrupted.db'))
    const stories = createStories({ catalog, search, clock: house.parts.clock })
    const stop = new AbortController()
    const { captures } = await rebuild(
      { ...house.parts, catalog, stories },
      { signal: stop.signal, onProgress: () => stop.abort() },
    )
    assert.equal(captures, 1)
    assert.equal(await catalog.handledUpTo(), null)
    await catalog.close()
  })
})

describe('an import', () => {
  let source: House
  let file: string
  before(async () => {
    source = await openTestHouse()
    await live(source)
    file = join(temporaryFolder(), 'paper.warc.gz')
    const ids: CaptureId[] = []
    for await (const { id } of source.parts.archive.all()) ids.push(id)
    await pipeline(Readable.from(source.parts.archive.exportWarc(ids)), createWriteStream(file))
  })
  after(() => source.close())

  test('brings articles, revisions and states the whole way in, at the time of their capture', async () => {
    const house = await openTestHouse()
    const summary = await importFile(file, house.parts)
    assert.deepEqual([summary.snapshots, summary.failed, summary.damaged], [8, 0, []])
    const stateOf = async (path: string) =>
      (await house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(at(path)))))?.webState
    assert.deepEqual([await stateOf('/1.html'), await stateOf('/4.html')], ['live', 'gone'])
    const [ours] =
      (await house.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(at('/1.html')))))?.revisions ?? []
    const [theirs] =
      (await source.parts.catalog.articleByUrlKey(urlKey(parseHttpUrl(at('/1.html')))))?.revisions ?? []
    assert.ok(ours)
    assert.equal(ours.capturedAt, theirs?.capturedAt)
    const again = await importFile(file, house.parts)
    assert.deepEqual([again.captured, again.snapshots], [0, 0])
    await house.close()
  })

  test('that was cut off between archive and catalog is finished by the same file again', async () => {
    const house = await openTestHouse()
    for await (const _ of house.parts.archive.importFile(file)) {
      // Archived, and then the process was killed.
    }
    assert.equal((await house.parts.catalog.counts()).snapshots, 0)
    const summary = await importFile(file, house.parts)
    assert.deepEqual([summary.captured, summary.snapshots], [0, 8])
    await house.close()
  })

  test('of one page that fails goes on with the others, and counts it', async () => {
    const house = await openTestHouse()
    let calls = 0
    const { stories } = house.parts
    const failing: Parts = {
      ...house.parts,
      stories: {
        ...stories,
        connect: (...all) => (++calls === 1 ? Promise.reject(new Error('odd')) : stories.connect(...all)),
      },
    }
    const summary = await importFile(file, failing)
    assert.equal(summary.failed, 1)
    assert.ok(summary.snapshots >= 6)
    assert.match(house.complaints.join('\n'), /import\.capture-failed/)
    await house.close()
  })
})

describe('a rebuild of what a browser rendered', () => {
  test('gives the same snapshots, of the documents as they were shown then', async () => {
    const house = await openTestHouse()
    try {
      await house.parts.outlets.save({ ...paperOutlet(), render: 'browser' })
      const url = at('/app/1.html')
      // The page's own bytes are the same each time, and say nothing: its scripts make the article.
      house.fetcher.answer(url, { body: '<title>Loading</title><div id="app"></div>' })
      const render = (shown: string): Parts['renderer'] => ({
        async render(wanted) {
          const page = await house.fetcher.fetch({ url: wanted, purpose: 'page' })
          if (page.kind !== 'fetched') return page
          const screenshot = Buffer.from('ffd8ff', 'hex')
          return { kind: 'rendered', page, exchanges: [], dom: Buffer.from(shown), screenshot }
        },
        async close() {},
      })
      const visits = [
        articlePage({ title: '桥通了', seed: 1 }),
        articlePage({ title: '桥通了', seed: 1 }),
        articlePage({
          title: '桥通了，又封了',
          seed: 1,
          added: 'The bridge is closed again, said the engineer.',
        }),
      ]
      for (const [visitCount, shown] of visits.entries())
        await look(dueArticle(url, { visitCount }), { ...house.parts, renderer: render(shown) }, signal)

      const before = await told(house.parts)
      assert.equal(before.articles[0]?.article?.revisions.length, 2)
      const { catalog, search } = await openFreshCatalog(join(house.folder, 'fresh.db'))
      const stories = createStories({ catalog, search, clock: house.parts.clock })
      assert.equal((await rebuild({ ...house.parts, catalog, stories })).snapshots, 2)
      assert.deepEqual(await told({ catalog }), before)
      await catalog.close()
    } finally {
      await house.close()
    }
  })
})
