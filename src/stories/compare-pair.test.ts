import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createClusterer } from './clusterer.ts'
import { comparePair } from './compare-pair.ts'

const fire = {
  title: '青石镇化工仓库起火，三十七人疏散',
  text: '三月四日凌晨两点，青石镇工业园一座化工仓库起火，消防出动二十一辆车扑救，三十七名工人疏散，没有人员伤亡。',
  publishedAt: '2024-03-04T06:00:00+08:00',
}
const fireLater = {
  title: '青石镇化工仓库明火扑灭',
  text: '青石镇工业园化工仓库的明火已于四日上午九时扑灭，起火原因正在调查，园区空气监测未见异常，工人陆续返回。',
  publishedAt: '2024-03-04T11:00:00+08:00',
}
const concert = {
  title: '交响乐团新乐季开幕',
  text: '市交响乐团昨晚以马勒第五交响曲揭开新乐季，首席指挥将在秋天率团巡演六座城市。',
  publishedAt: '2024-03-04T10:00:00+08:00',
}

describe('two articles', () => {
  test('of one text are duplicates, of one event and of one story', () => {
    const verdict = comparePair(fire, { ...fire, title: '快讯：仓库起火' })
    assert.deepEqual([verdict.duplicate.is, verdict.sameEvent.is, verdict.sameStory.is], [true, true, true])
  })

  test('on one fire are of one story and no duplicates', () => {
    const verdict = comparePair(fire, fireLater)
    assert.deepEqual([verdict.duplicate.is, verdict.sameStory.is], [false, true])
  })

  test('on other things are nothing to each other', () => {
    const verdict = comparePair(fire, concert)
    assert.deepEqual(
      [verdict.duplicate.is, verdict.sameEvent.is, verdict.sameStory.is],
      [false, false, false],
    )
  })

  test('bulletins of one form with other figures are no duplicates', () => {
    const bulletin = (day: number, a: number, b: number) => ({
      title: '河水水位通报',
      text: `水文局${day}日八时通报：上游站水位${a}米，较前一日上涨${b}厘米，流量每秒${a * 31}立方米，仍低于警戒水位，请沿岸单位继续做好巡查。`,
    })
    assert.equal(comparePair(bulletin(5, 12, 34), bulletin(6, 13, 21)).duplicate.is, false)
  })

  test('empty texts are judged without an error', () => {
    assert.equal(comparePair({ title: '', text: '' }, { title: '', text: '' }).duplicate.is, false)
  })
})

describe('the clusterer', () => {
  test('puts the second article of an affair into the story of the first, others apart', () => {
    const clusterer = createClusterer()
    const stories = [fire, concert, fireLater].map((article, index) =>
      clusterer.add({ id: `${index}`, ...article }),
    )
    assert.deepEqual(stories, ['0', '1', '0'])
  })
})
