import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldText } from '#model'
import { indexTerms, phraseTerms } from './search-terms.ts'
import { segment, segmentNormal } from './segmentation.ts'

const mixed = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '國務院',
        '人工智能',
        'iPhone',
        '2024年',
        '，',
        '東京オリンピック',
        '서울에서',
        ' ',
        '\n',
        '𠮷野家',
        'café',
      ),
      fc.string({ maxLength: 6, unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('segmentation', () => {
  test('cuts Han by dictionary, in either script, and the rest at its borders', () => {
    assert.deepEqual(segment('國務院總理在北京會見CEO，討論5G。'), [
      '国务院',
      '总理',
      '在',
      '北京',
      '会见',
      'ceo',
      '讨论',
      '5g',
    ])
    assert.deepEqual(segment(''), [])
    assert.deepEqual(segment('。！'), [])
  })

  test('words stand where they say, in order, and leave out no letter', () => {
    fc.assert(
      fc.property(mixed, (text) => {
        const normal = foldText(text)
        let end = 0
        let between = ''
        for (const word of segmentNormal(normal)) {
          assert.equal(normal.slice(word.start, word.end), word.text)
          assert.ok(word.start >= end && word.end > word.start)
          between += normal.slice(end, word.start)
          end = word.end
        }
        assert.doesNotMatch(between + normal.slice(end), /[\p{L}\p{N}]/u)
      }),
    )
  })
})

describe('index terms', () => {
  test('are pairs of characters where words are not spaced, and words elsewhere', () => {
    assert.equal(indexTerms('国务院，iPhone手机'), '国务 务院 院 iphone 手机 机')
    assert.equal(indexTerms('Cities, buses and glass: São'), 'city buse and glass sao')
    assert.deepEqual(phraseTerms('国务院'), { terms: ['国务', '务院'], isPrefix: false })
    assert.deepEqual(phraseTerms('2024年'), { terms: ['2024', '年'], isPrefix: true })
  })

  test('hold every stretch of the text as consecutive terms', () => {
    fc.assert(
      fc.property(mixed, fc.nat(), fc.integer({ min: 1, max: 8 }), (text, at, length) => {
        const chars = Array.from(foldText(text))
        const start = at % (chars.length + 1)
        const part = chars.slice(start, start + length).join('')
        // A part may begin or end inside a spaced word; the index holds those only whole.
        if (/[^\p{sc=Han}]/u.test(part) || part === '') return
        const { terms, isPrefix } = phraseTerms(part)
        const all = ` ${indexTerms(text)} `
        assert.ok(all.includes(` ${terms.join(' ')}${isPrefix ? '' : ' '}`), `${part} in ${text}`)
      }),
    )
  })
})
