import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compareTexts } from './compare-texts.ts'
import type { TextComparison } from './stories.ts'

describe('comparing two texts', () => {
  test('the same text has only same paragraphs', () => {
    const comparison = compareTexts('甲段。\n乙段。', '甲段。\n乙段。')
    assert.deepEqual(
      comparison.paragraphs.map(({ kind }) => kind),
      ['same', 'same'],
    )
    assert.equal(comparison.addedChars + comparison.removedChars, 0)
  })

  test('a changed number in a Chinese paragraph is shown alone', () => {
    const { paragraphs } = compareTexts(
      '事故已造成12人受伤，原因正在调查。',
      '事故已造成15人受伤，原因正在调查。',
    )
    assert.equal(paragraphs[0]?.kind, 'changed')
    assert.deepEqual(paragraphs[0]?.pieces, [
      { kind: 'same', text: '事故已造成' },
      { kind: 'removed', text: '12' },
      { kind: 'added', text: '15' },
      { kind: 'same', text: '人受伤，原因正在调查。' },
    ])
  })

  test('a paragraph that was put in leaves its neighbours the same', () => {
    const { paragraphs, addedChars } = compareTexts(
      '第一段。\n第三段。',
      '第一段。\n中间加了这一段。\n第三段。',
    )
    assert.deepEqual(
      paragraphs.map(({ kind }) => kind),
      ['same', 'added', 'same'],
    )
    assert.equal(addedChars, 8)
  })

  test('a paragraph that was edited is paired with what it became, beside one that is new', () => {
    const { paragraphs } = compareTexts(
      '市政府今天宣布地铁三号线将于明年开通。',
      '全新的开头。\n市政府昨天宣布地铁三号线将于明年年底开通。',
    )
    assert.deepEqual(
      paragraphs.map(({ kind }) => kind),
      ['added', 'changed'],
    )
  })

  test('whatever the texts, each side can be read out of the comparison', () => {
    const text = fc.array(
      fc.string({ unit: fc.constantFrom('a', '国', '中', ' ', '，', '1', '𠮷'), maxLength: 12 }),
      {
        maxLength: 8,
      },
    )
    fc.assert(
      fc.property(text, text, (a, b) => {
        const comparison = compareTexts(a.join('\n'), b.join('\n'))
        assert.equal(sideOf(comparison, 'removed'), a.join(''))
        assert.equal(sideOf(comparison, 'added'), b.join(''))
      }),
    )
  })

  test('two huge texts without anything in common are compared in bounded time', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => `甲${i}`).join('\n')
    const b = Array.from({ length: 20_000 }, (_, i) => `乙${i}x${i}`).join('\n')
    const { paragraphs } = compareTexts(a, b)
    assert.ok(paragraphs.length >= 20_000)
    compareTexts('中国 '.repeat(12_000), '国中 '.repeat(12_000))
  })
})

function sideOf({ paragraphs }: TextComparison, side: 'removed' | 'added'): string {
  return paragraphs
    .flatMap(({ pieces }) => pieces)
    .filter(({ kind }) => kind === 'same' || kind === side)
    .map(({ text }) => text)
    .join('')
}
