import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '#model'
import { createStories } from './create-stories.ts'
import { createFakeCatalog, fakeSnapshot } from './fake-catalog.ts'
import { regionOf } from './region.ts'

const market = '市中区新建的菜市场昨天开门，一百二十个摊位全部租出，附近居民买菜不用再过两条马路。'

describe('a district whose name several cities have', () => {
  test('is of the city named beside it', () => {
    assert.equal(regionOf({ title: '济南市市中区新菜市场开门', text: market })?.name, '济南')
    assert.equal(regionOf({ title: '新菜市场开门', text: `乐山市${market}` })?.name, '乐山')
  })

  test('alone names no place, and is of the home of its outlet', async () => {
    assert.equal(regionOf({ title: '市中区新菜市场开门', text: market }), null)
    const stories = createStories({ ...createFakeCatalog(), clock: systemClock })
    const snapshot = fakeSnapshot({ url: 'https://a.example/1', title: '市中区新菜市场开门', text: market })
    const { connections } = await stories.connect(snapshot, { channel: null, region: '枣庄' })
    assert.equal(connections.region, '枣庄')
  })
})
