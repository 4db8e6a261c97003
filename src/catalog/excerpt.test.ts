import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { excerptAround } from './excerpt.ts'
import { leadOf } from './lead.ts'
import { parseQuery } from './query.ts'

const shown = (text: string, query: string, charsMax = 60) => {
  const { pieces } = excerptAround(text, parseQuery(query), { charsMax })
  return pieces.map((piece) => (piece.matched ? `[${piece.text}]` : piece.text)).join('')
}

describe('an excerpt', () => {
  const filler = '此处是与题无关的一段文字，说的是别的事情。'

  test('shows the passage where the words stand together, in the script of the article', () => {
    const text = `${filler.repeat(4)}西昌下了雨。${filler.repeat(4)}當地時間三月三十日，西昌發生森林火災。${filler}`
    assert.match(shown(text, '西昌 森林火灾'), /\[西昌\]發生\[森林\]\[火災\]/)
  })

  test('has a second passage where that has what the best one lacks', () => {
    const text = `${filler.repeat(9)}西昌下了雨。${filler.repeat(20)}森林火灾扑灭了。${filler.repeat(9)}`
    const both = shown(text, '西昌 火灾', 160)
    assert.match(both, /\[西昌\]下了雨.* … .*森林\[火灾\]/)
    assert.ok(both.replace(/[[\]]/g, '').length <= 160)
    assert.doesNotMatch(shown(text, '西昌', 160), / … /)
    assert.doesNotMatch(shown(text, '西昌 火灾', 100), / … /)
  })

  test('marks words of letters whole, with their plural', () => {
    assert.equal(shown('The scare about cars and a car.', 'car'), 'The scare about [cars] and a [car].')
  })

  test('is the beginning where nothing matches', () => {
    const excerpt = excerptAround(filler.repeat(9), parseQuery('无此词组'), { charsMax: 30 })
    assert.equal(excerpt.startsInside, false)
    assert.equal(excerpt.endsInside, true)
    assert.ok(filler.repeat(2).startsWith(excerpt.pieces.map((piece) => piece.text).join('')))
  })

  test('does not mark what was excluded', () => {
    assert.equal(shown('西昌下雨', '西昌 -下雨'), '[西昌]下雨')
  })

  test('does not cut English words', () => {
    const text = 'Unrelated sentences fill considerable space everywhere '.repeat(5)
    for (let charsMax = 20; charsMax < 60; charsMax++) {
      const { pieces } = excerptAround(`${text}earthquake ${text}`, parseQuery('earthquake'), { charsMax })
      for (const word of pieces.flatMap((piece) => piece.text.split(/\s+/)).filter(Boolean)) {
        assert.ok(`${text}earthquake`.split(' ').includes(word), word)
      }
    }
  })

  test('stays within its room, keeps characters whole and shows the text as it stands', () => {
    const hard = fc.array(
      fc.constantFrom('西昌', '火災', '，', '。', '𠮷', 'e\u0301', '👩‍👩‍👧', ' word ', '\n', 'ﬁ'),
      { maxLength: 80 },
    )
    fc.assert(
      fc.property(hard, fc.integer({ min: 20, max: 80 }), (parts, charsMax) => {
        const text = parts.join('')
        const excerpt = excerptAround(text, parseQuery('火灾 word fi 吉'), { charsMax })
        const joined = excerpt.pieces.map((piece) => piece.text).join('')
        assert.ok(joined.length <= charsMax)
        assert.equal(joined.isWellFormed(), true)
        assert.ok(text.replace(/\s+/g, ' ').includes(joined.trim()))
        assert.doesNotMatch(joined, /^\p{M}/u)
      }),
    )
  })
})

describe('a lead', () => {
  const lead = (text: string, dateline: string | null = null, title = '题目') =>
    leadOf({ text, dateline, title })

  test('leaves the dateline out, whether the extractor named it or not', () => {
    assert.equal(lead('新华社北京9月1日电 今天开学。', '新华社北京9月1日电'), '今天开学。')
    assert.equal(lead('新华社北京9月1日电（记者王小明）今天开学。'), '今天开学。')
    assert.equal(lead('中新网3月30日电 今天开学。'), '今天开学。')
    assert.equal(lead('9月1日，今天开学。'), '9月1日，今天开学。')
  })

  test('ends with a sentence where one ends in time, else with an ellipsis', () => {
    const long = `${'这是一句话'.repeat(12)}。${'那是另一句'.repeat(30)}。`
    assert.equal(lead(long), `${'这是一句话'.repeat(12)}。`)
    const endless = lead('无标点的话'.repeat(60))
    assert.equal(endless.length, 100)
    assert.ok(endless.endsWith('…'))
    assert.equal(lead('word '.repeat(60)).length <= 100, true)
  })

  test('does not repeat the title', () => {
    assert.equal(lead('题目\n正文开始。'), '正文开始。')
    assert.equal(lead(''), '')
  })
})
