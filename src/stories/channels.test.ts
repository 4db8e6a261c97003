import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { ServiceError } from '#model'
import { ChannelModelError, classify, formatChannelModel, parseChannelModel } from './channel-model.ts'
import { channelOfSection, classifyChannel } from './channel-of.ts'
import { trainChannelModel } from './channel-training.ts'
import { regionOf } from './region.ts'

const rows = [
  { text: '主队在加时赛攻入制胜一球晋级决赛', label: 'ball' },
  { text: '前锋梅开二度球队客场三比一取胜', label: 'ball' },
  { text: '守门员扑出点球帮助球队守住平局', label: 'ball' },
  { text: '央行下调存款利率银行股普遍上涨', label: 'money' },
  { text: '公司公布年报净利润同比增长两成', label: 'money' },
  { text: '基金规模缩水投资者担心债券违约', label: 'money' },
]

describe('the channel classifier', () => {
  test('learns any labels from rows of text and label', () => {
    const model = trainChannelModel(rows)
    assert.equal(classify(model, { title: '球队凭借点球晋级' }).label, 'ball')
    assert.equal(classify(model, { title: '银行净利润增长' }).label, 'money')
  })

  test('the scores of all labels make 1 together', () => {
    const { scores } = classify(trainChannelModel(rows), { title: '球队', text: '债券' })
    assert.deepEqual(Object.keys(scores).sort(), ['ball', 'money'])
    assert.ok(Math.abs(Object.values(scores).reduce((a, b) => a + b) - 1) < 1e-9)
  })

  test('the same rows give the same file, and the file gives the same decisions', () => {
    const bytes = formatChannelModel(trainChannelModel(rows))
    assert.deepEqual(formatChannelModel(trainChannelModel(rows)), bytes)
    assert.deepEqual(formatChannelModel(parseChannelModel(bytes)), bytes)
  })

  test('rows of one label are turned down with advice', () => {
    assert.throws(() => trainChannelModel(rows.slice(0, 3)), ServiceError)
  })

  test('any bytes are a model or its own error', () => {
    const good = formatChannelModel(trainChannelModel(rows, { bucketCount: 256 }))
    fc.assert(
      fc.property(fc.nat(good.length), fc.uint8Array({ maxLength: 40 }), (at, noise) => {
        const bytes = Uint8Array.from([...good.subarray(0, at), ...noise])
        try {
          classify(parseChannelModel(bytes), { title: '球队' })
        } catch (error) {
          assert.ok(error instanceof ChannelModelError)
        }
      }),
    )
  })
})

describe('the model that comes with Verbatim', () => {
  const model = parseChannelModel(readFileSync(new URL('./channel-model.bin', import.meta.url)))
  const cases: readonly (readonly [string, string, string])[] = [
    ['sport', '女排三比一战胜对手晋级世锦赛四强', ''],
    ['finance', '沪指收涨百分之一，银行股领涨', ''],
    ['hk-mo-tw', '香港轻轨新线下月通车', ''],
    ['opinion', '新华网评：守住食品安全的底线', ''],
    ['tech', 'New smartphone chip doubles battery life, researchers say', ''],
    ['sport', 'Striker scores twice as league leaders win cup final', ''],
    ['world', '法国总理宣布辞职', '据巴黎消息，法国总理当地时间周一向总统递交辞呈。'],
  ]
  for (const [channel, title, text] of cases) {
    test(`"${title}" is ${channel}`, () =>
      assert.equal(classifyChannel(model, { title, text }).label, channel))
  }

  test("the outlet's section settles what the words leave open", () => {
    const evidence = { title: '一个人的十年', text: '' }
    assert.equal(classifyChannel(model, { ...evidence, section: '教育' }).label, 'education')
  })
})

describe('sections', () => {
  test('name channels in Chinese and English, the last part of a trail first', () => {
    assert.equal(channelOfSection('首页 > 新闻 > 体育'), 'sport')
    assert.equal(channelOfSection('國際'), 'world')
    assert.equal(channelOfSection('Business'), 'finance')
    assert.equal(channelOfSection('滚动'), null)
  })
})

describe('the region of an article', () => {
  test('is the place that title and beginning name', () => {
    assert.equal(regionOf({ title: '济南地铁四号线开通', text: '' })?.name, '济南')
    assert.equal(regionOf({ title: '巴黎举行集会', text: '' })?.name, '法国')
    assert.equal(regionOf({ title: '臺北舉行燈會', text: '' })?.area, 'hk-mo-tw')
  })

  test('is not where the agency wrote', () => {
    assert.equal(
      regionOf({ title: '秋粮收购进度过半', text: '新华社北京10月9日电 全国秋粮收购进度过半。' }),
      null,
    )
  })
})
