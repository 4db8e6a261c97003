import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseSelector, selectorSteps } from './selector.ts'

describe('selectors of hints', () => {
  test('are compounds of tag, id, classes and attributes, set apart for "within"', () => {
    assert.deepEqual(selectorSteps('DIV#main.text.wide  p[data-role="lead"][hidden]'), [
      { tag: 'div', id: 'main', classes: ['text', 'wide'], attributes: [] },
      {
        tag: 'p',
        id: null,
        classes: [],
        attributes: [
          { name: 'data-role', value: 'lead' },
          { name: 'hidden', value: null },
        ],
      },
    ])
  })

  test('take values bare, in double or in single quotes, and names in any script', () => {
    const values = ['[a=x]', '[a="x"]', "[a='x']"].map((each) => selectorSteps(each)[0]?.attributes[0]?.value)
    assert.deepEqual(values, ['x', 'x', 'x'])
    assert.deepEqual(selectorSteps('.正文 *')[0]?.classes, ['正文'])
  })

  for (const [text, why] of [
    ['', /empty/],
    ['p > b', /"> b" in the selector/],
    ['p, b', /", b" in the selector/],
    ['p:first-child(2)', /none of/],
    ['.a.', /none of/],
    ['[a', /none of/],
    ['a b c d e f g h i', /9 parts/],
    [`.${'a'.repeat(201)}`, /202 characters/],
  ] as const) {
    test(`refuse ${JSON.stringify(text.slice(0, 24))}, and say why`, () =>
      assert.throws(() => parseSelector(text), why))
  }

  test('any text is taken or refused with a RangeError', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          assert.equal(parseSelector(text), text.trim())
        } catch (error) {
          assert.ok(error instanceof RangeError)
        }
      }),
    )
  })
})
