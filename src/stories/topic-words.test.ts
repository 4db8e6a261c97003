import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { isTopical } from './topic-words.ts'

describe('words that can name a subject', () => {
  test('things, people, places and doings do', () => {
    for (const word of [
      '石榴',
      '民族',
      '白龙河',
      '马拉松',
      '铸牢',
      'ferry',
      'seagrass',
      '一带一路',
      '三峡',
      '百度',
    ])
      assert.ok(isTopical(word), word)
  })

  test('numbers, times and measures do not, however they are written', () => {
    const words =
      '二十三 七点半 十二月 一千九百 三十公里 第一次 百分之三十 31.86 2025 六楼 气温 摄氏度 零下 凌晨'
    for (const word of words.split(' ')) assert.ok(!isTopical(word), word)
  })

  test('what outlets say of themselves does not', () => {
    for (const word of ['本文', '转自', '记者', '通讯员', '晚报讯', '责任编辑'])
      assert.ok(!isTopical(word), word)
  })

  test('takes any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (word) => typeof isTopical(word) === 'boolean'))
  })
})
