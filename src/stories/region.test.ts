import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
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

  test('is of the province named, where one city of it alone has the name', () => {
    assert.equal(regionOf({ title: '新菜市场开门', text: `四川省内江市。${market}` })?.name, '内江')
    assert.equal(regionOf({ title: '四川消息', text: market })?.name, '四川', 'two of its cities have one')
  })

  test('is of the home of its outlet where nothing else tells', () => {
    assert.equal(regionOf({ title: '市中区新菜市场开门', text: market, home: '枣庄' })?.name, '枣庄')
    assert.equal(regionOf({ title: '济南市市中区新菜市场', text: market, home: '枣庄' })?.name, '济南')
  })

  test('alone names no place, and is of the home of its outlet', async () => {
    assert.equal(regionOf({ title: '市中区新菜市场开门', text: market }), null)
    const stories = createStories({ ...createFakeCatalog(), clock: systemClock })
    const snapshot = fakeSnapshot({ url: 'https://a.example/1', title: '市中区新菜市场开门', text: market })
    const { connections } = await stories.connect(snapshot, { channel: null, region: '枣庄' })
    assert.equal(connections.region, '枣庄')
  })
})

describe('counties and districts', () => {
  test('stand for their city', () => {
    for (const [title, city] of [
      ['历下区的学校开学了', '济南'],
      ['青川县发生3.1级地震', '广元'],
      ['海淀区新增两例', '北京'],
      ['义乌小商品市场重开', '金华'],
      ['仙桃市复工复产', '仙桃'],
      ['共和县启动光伏项目', '海南州'],
    ] as const)
      assert.equal(regionOf({ title, text: '' })?.name, city, title)
  })

  test('whose short names are words count only beside their city or province', () => {
    assert.equal(regionOf({ title: '和平鸽飞过东方', text: '' }), null)
    assert.equal(regionOf({ title: '山东单县的羊肉汤', text: '单县人早上喝汤。' })?.name, '菏泽')
  })

  test('any text has one place or none', () => {
    const characters = fc.constantFrom(...'市中区朝阳济南四川乐山县东方 a1。')
    fc.assert(
      fc.property(fc.string({ unit: characters }), fc.string(), (title, text) => {
        const region = regionOf({ title, text })
        return region === null || region.name.length > 1
      }),
    )
  })
})
