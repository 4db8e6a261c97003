import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { instantOf, parseHttpUrl, type SnapshotId } from '#model'
import { rebuild } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const address = parseHttpUrl('https://www.paper.example/2026/1.html')
const image = parseHttpUrl('https://www.paper.example/2026/1.png')
const word = 'Zanzibarite'
const page = { cursor: null, limit: 50 }
const search = { sort: 'newest', cursor: null, limit: 50 } as const
const noon = instantOf(Date.UTC(2026, 0, 5, 12))

describe('a page that asks for no public copy', () => {
  let house: House
  beforeEach(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
  })
  afterEach(() => house.close())

  async function visit(
    { meta = '', headers = {} }: { meta?: string; headers?: Record<string, string> },
    more = {},
  ): Promise<SnapshotId> {
    const html = articlePage({ title: 'A report', seed: 1, image, added: `It speaks of ${word}.` })
    house.fetcher.answer(address, { body: html.replace('<head>', `<head>${meta}`), headers })
    house.fetcher.answer(image, { body: 'png', headers: { 'content-type': 'image/png' } })
    const { snapshotId } = await look(dueArticle(address, more), house.parts, signal)
    await look(dueArticle(image, { purpose: 'image' }), house.parts, signal)
    assert.ok(snapshotId)
    return snapshotId
  }
  const kindOf = async (id: SnapshotId) => (await house.access.snapshot(id))?.kind

  const asking: readonly (readonly [title: string, page: Parameters<typeof visit>[0]])[] = [
    ['by its meta element', { meta: '<meta name="robots" content="noarchive">' }],
    ['by a meta element in our name', { meta: '<meta name="verbatim" content="noarchive">' }],
    ['by its header', { headers: { 'x-robots-tag': 'noarchive' } }],
    ['by a header in our name', { headers: { 'x-robots-tag': 'verbatim: noarchive' } }],
    ['by noindex', { meta: '<meta name="robots" content="noindex,follow">' }],
    [
      'since a day that is over',
      { headers: { 'x-robots-tag': 'unavailable_after: 1 Jan 2025 00:00:00 GMT' } },
    ],
  ]
  for (const [title, asked] of asking)
    test(`${title} is captured, logged, and shown at no door`, async () => {
      const id = await visit(asked)
      const { access, parts } = house
      assert.ok(await parts.transparency.position(id))
      assert.ok(await parts.archive.find((await parts.catalog.find(id))!.snapshot.captureIds[0]))
      const tombstone = await access.snapshot(id)
      assert.ok(tombstone?.kind === 'tombstone')
      assert.match(
        tombstone.reason,
        /^The outlet asks for no public copy of this page \((noarchive|noindex|unavail)/,
      )
      assert.equal(tombstone.httpStatus, 410)
      const doors: Record<string, unknown> = {
        contents: (await access.contents([id])).length,
        newest: (await access.newest({}, page)).items.length,
        changes: (await access.changes(page)).items.length,
        search: (await access.search(word, search)).total.value,
        article: (await access.lookup(address)).article,
        captures: (await access.captures(address)).length,
        pictures: (await access.captures(image)).length,
        memento: await access.memento(address, noon),
        original: await access.original(id),
        image: await access.image(id, 0),
        warc: await access.exportWarc(id),
        wacz: await access.exportWacz(id),
        receipt: await access.receipt(id),
      }
      for (const [door, shown] of Object.entries(doors)) assert.ok(!shown, door)
      assert.match((await access.lookup(address)).noSnapshotReason?.reason ?? '', /no public copy/)
    })

  const others: readonly (readonly [title: string, page: Parameters<typeof visit>[0]])[] = [
    ['nothing', {}],
    ['something of other robots', { meta: '<meta name="googlebot" content="noarchive">' }],
    ['only that its links are not followed', { meta: '<meta name="robots" content="nofollow">' }],
  ]
  for (const [title, asked] of others)
    test(`one that asks ${title} is shown`, async () =>
      assert.equal(await kindOf(await visit(asked)), 'snapshot'))

  test('from a day to come is shown until then', async () => {
    const id = await visit({ headers: { 'x-robots-tag': 'unavailable_after: 2026-02-01' } })
    assert.equal(await kindOf(id), 'snapshot')
    assert.equal((await house.access.search(word, search)).total.value, 1)
    house.clock.forward(60 * 86_400_000)
    assert.equal(await kindOf(id), 'tombstone')
    assert.equal((await house.access.search(word, search)).total.value, 0)
  })

  test('is shown where the outlet has agreed to that, as its file says', async () => {
    await house.parts.outlets.save({ ...paperOutlet(), noarchive: 'ignore' })
    assert.equal(await kindOf(await visit(asking[0]![1])), 'snapshot')
  })

  test('since a later visit is kept private from then on', async () => {
    const id = await visit({})
    house.clock.forward(86_400_000)
    assert.equal(await visit(asking[0]![1], { visitCount: 1 }), id)
    assert.equal(await kindOf(id), 'tombstone')
  })

  test('stays private when the catalog is made again; what an operator has shown stays shown', async () => {
    const id = await visit(asking[0]![1])
    await rebuild(house.parts, { signal })
    assert.equal(await kindOf(id), 'tombstone')
    await house.parts.notices.release(id)
    await rebuild(house.parts, { signal })
    assert.equal(await kindOf(id), 'snapshot')
  })
})
