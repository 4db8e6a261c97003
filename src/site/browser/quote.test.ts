import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
// @ts-expect-error: a script of the browser, without types.
import { fragmentOf } from './quote.js'

describe('the text directive of a passage, WICG scroll-to-text-fragment §3.2', () => {
  test('a short passage is named whole; what the directive’s own syntax uses is escaped', () => {
    assert.equal(fragmentOf('a-b, c & d'), 'text=a%2Db%2C%20c%20%26%20d')
    assert.equal(decodeURIComponent(fragmentOf('云溪大桥合龙')), 'text=云溪大桥合龙')
  })

  test('a long one is named by its first and its last words', () => {
    const long = `The first sentence of it. ${'Much in between. '.repeat(30)}And these are the last words.`
    const [start = '', end = ''] = fragmentOf(long).replace('text=', '').split(',').map(decodeURIComponent)
    assert.ok(long.startsWith(start) && start.length >= 11, start)
    assert.ok(long.endsWith(end) && end.length >= 11, end)
  })
})
