import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Outlet, parseHttpUrl, type SnapshotId } from '#model'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const url = parseHttpUrl('https://www.paper.example/a.html')
const image = parseHttpUrl('https://www.paper.example/a.png')
const page = articlePage({ title: 'The bridge of the town', seed: 3, image })
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

describe("what an outlet's file lets anyone see", () => {
  test('all, where it says nothing', () =>
    withOutlet({}, async (house, id) => {
      const view = await house.access.snapshot(id)
      assert.ok(view?.kind === 'snapshot' && view.held.snapshot.article.text.length > 400)
      assert.ok(await house.access.original(id))
      assert.ok(await house.access.exportWarc(id))
    }))

  for (const show of ['excerpt', 'link'] as const) {
    test(`${show}: a cut article, and nothing of its captures, by whatever way`, () =>
      withOutlet({ show }, async (house, id) => {
        const { access } = house
        const view = await access.snapshot(id)
        assert.ok(view?.kind === 'snapshot')
        const { article } = view.held.snapshot
        assert.equal(article.title, 'The bridge of the town')
        assert.ok(show === 'link' ? article.text === '' : article.text.length <= 201)
        assert.equal(article.images.length, 0)
        const [content] = await access.contents([id])
        assert.equal(content?.snapshot.article.text, article.text)
        assert.equal(await access.original(id), null)
        assert.equal(await access.memento(url, house.clock.now()), null)
        assert.deepEqual(await access.captures(url), [])
        assert.equal(await access.image(id, 0), null)
        assert.equal(await access.exportWarc(id), null)
        assert.equal(await access.exportWacz(id), null)
        assert.ok(await access.receipt(id), 'it can still be proved')
        const found = await access.search('bridge', { sort: 'relevance', cursor: null, limit: 5 })
        const shown = found.items[0]?.excerpt.pieces.map(({ text }) => text).join('') ?? ''
        assert.ok(shown.length <= (show === 'link' ? 0 : 210), shown)
      }))
  }

  test('none: as if it were withheld, in lists and counts as well', () =>
    withOutlet({ show: 'none' }, async (house, id) => {
      const { access } = house
      const view = await access.snapshot(id)
      assert.ok(view?.kind === 'tombstone' && view.httpStatus === 410)
      assert.equal((await access.newest({}, { cursor: null, limit: 5 })).items.length, 0)
      const found = await access.search('bridge', { sort: 'relevance', cursor: null, limit: 5 })
      assert.deepEqual([found.items.length, found.total.value], [0, 0])
      assert.deepEqual(await access.captures(url), [])
      assert.equal(await access.original(id), null)
    }))

  test('an embargo ends by itself', () =>
    withOutlet({ embargoHours: 24 }, async (house, id) => {
      assert.equal((await house.access.snapshot(id))?.kind, 'tombstone')
      assert.deepEqual(await house.access.captures(url), [])
      house.clock.forward(24 * 3_600_000)
      assert.equal((await house.access.snapshot(id))?.kind, 'snapshot')
      assert.equal((await house.access.captures(url)).length, 1)
    }))
})

async function withOutlet(
  policy: Pick<Outlet, 'show' | 'embargoHours'>,
  work: (house: House, id: SnapshotId) => Promise<void>,
): Promise<void> {
  const house = await openTestHouse()
  try {
    await house.parts.outlets.save(paperOutlet(policy))
    house.fetcher.answer(url, { body: page })
    house.fetcher.answer(image, { headers: { 'content-type': 'image/png' }, body: png })
    const { snapshotId } = await look(dueArticle(url), house.parts, new AbortController().signal)
    assert.ok(snapshotId)
    await look(dueArticle(image, { purpose: 'image' }), house.parts, new AbortController().signal)
    await house.parts.transparency.publishCheckpoint()
    await work(house, snapshotId)
  } finally {
    await house.close()
  }
}
