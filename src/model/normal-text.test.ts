import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { foldText, normalText } from './normal-text.ts'

/** Any text, with much of what is hard: marks, jamo, half-width forms, surrogates, invisible characters. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom(...'aＡ１é́ﬁßΣςİ國国乾裡「“–　\r\n\u200bｶﾞ가각ㄱㅏ\u0345'),
        maxLength: 12,
      }),
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    ),
  )
  .map((parts) => parts.join(''))

describe('the normal form', () => {
  test('makes two spellings of the same words equal', () => {
    const pairs: [string, string][] = [
      ['國務院發布臺灣', '国务院发布台湾'],
      ['ＡＢＣ１２３％', 'abc123%'],
      ['ｶﾞｲﾄﾞ', 'ガイド'],
      ['“引文”——「引」', '"引文"--"引"'],
      ['STRASSE', 'straße'],
      ['ΟΔΟΣ', 'οδος'],
      ['cafe\u0301', 'CAFÉ'],
      ['한글', '\u1112\u1161\u11ab\u1100\u1173\u11af'],
      ['a\u00a0b\u3000c', 'a b c'],
      ['zero\u200bwidth\ufeff', 'zerowidth'],
      ['唐納德•川普', '唐纳德·川普'],
    ]
    for (const [one, other] of pairs) assert.equal(foldText(one), foldText(other), one)
  })

  test('keeps different words apart, and line breaks', () => {
    assert.notEqual(foldText('会议'), foldText('会意'))
    assert.equal(foldText('一\n二'), '一\n二')
  })

  test('applied twice changes nothing more', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(foldText(foldText(text)), foldText(text))))
  })

  test('is the same with and without offsets', () => {
    fc.assert(fc.property(anyText, (text) => assert.equal(normalText(text).text, foldText(text))))
  })

  test('has an offset for every character and the end, never going back, never inside a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { text: normal, offsets } = normalText(text)
        assert.equal(offsets.length, normal.length + 1)
        assert.equal(offsets[normal.length], text.length)
        for (const [index, offset] of offsets.entries()) {
          assert.ok(offset >= (offsets[index - 1] ?? 0) && offset <= text.length)
          const isInside = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(offset - 1, offset + 1))
          assert.ok(offset === 0 || !isInside)
        }
      }),
    )
  })

  test('leads back to what stood there', () => {
    const original = 'Ａ ﬁre 「國務院」'
    const { text, offsets } = normalText(original)
    const at = text.indexOf('国务院')
    assert.equal(original.slice(offsets[at], offsets[at + 3]), '國務院')
    const fire = text.indexOf('fire')
    assert.equal(original.slice(offsets[fire], offsets[fire + 4]), 'ﬁre')
  })

  test('takes time in step with the length, whatever the text', () => {
    const zalgo = `a${'\u0301'.repeat(200_000)}`
    assert.ok(foldText(zalgo).length > 0)
  })
})
