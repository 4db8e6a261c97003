import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type CaptureId, parseChannelSlug, type SnapshotId } from '#model'
import { correct, rebuild } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import { articlePage, dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const url = 'https://www.paper.example/2026/1.html'

describe('a correction of channel and region', () => {
  let house: House
  before(async () => {
    house = await openTestHouse()
    await house.parts.outlets.save(paperOutlet())
  })
  after(() => house.close())

  const take = async (seed: number, visitCount: number) => {
    house.fetcher.answer(url, { body: articlePage({ title: 'A report', seed }) })
    return (await look(dueArticle(url, { visitCount }), house.parts, signal)).snapshotId as SnapshotId
  }
  const placeOf = async (id: SnapshotId) => {
    const { channel, region } = (await house.stores.catalog.find(id))?.connections ?? {}
    return [channel, region]
  }

  test('stands for the versions held, those to come, and those that a rebuild makes again', async () => {
    const first = await take(1, 0)
    const parts = { ...house.parts, corrections: house.stores.corrections }
    await correct(first, { channel: parseChannelSlug('culture') }, parts)
    await correct(first, { region: '临江' }, parts)
    assert.deepEqual(await placeOf(first), ['culture', '临江'])
    house.clock.forward(3_600_000)
    const second = await take(2, 1)
    assert.notEqual(second, first)
    assert.deepEqual(await placeOf(second), ['culture', '临江'])

    for (const id of [first, second]) await house.stores.catalog.remove(id)
    assert.equal((await house.stores.catalog.counts()).articles, 0)
    const isCaptureHandled = async (_: CaptureId) => false
    await rebuild({ ...house.parts, catalog: { ...house.stores.catalog, isCaptureHandled } }, {})
    assert.deepEqual(await placeOf(second), ['culture', '临江'])
  })

  test('of what is not held is refused', async () => {
    const parts = { ...house.parts, corrections: house.stores.corrections }
    const nothing = '0'.repeat(18) as SnapshotId
    await assert.rejects(correct(nothing, { region: '临江' }, parts), /No snapshot/)
  })
})
