import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isComplete } from './completeness.ts'

const text = 'The council voted on Tuesday to keep the old bridge open.'
const page = { text, behind: ['Related articles', 'The bridge in pictures'], isCut: false, isPaid: false }

describe('a text is whole', () => {
  test('that ends with its sentence and has nothing behind it but other pages', () =>
    assert.ok(isComplete(page)))
  test('beside an invitation to subscribe to a newsletter', () =>
    assert.ok(isComplete({ ...page, behind: ['Subscribe to our newsletter for free'] })))
  test('that ends in dots of its own', () => assert.ok(isComplete({ ...page, text: `${text} And then....` })))
})

describe('a text is not whole', () => {
  test('of a page that was longer than we read', () => assert.ok(!isComplete({ ...page, isCut: true })))
  test('that the page says costs', () => assert.ok(!isComplete({ ...page, isPaid: true })))
  test('that breaks off: a teaser', () => {
    assert.ok(!isComplete({ ...page, text: 'The council voted on Tues…' }))
    assert.ok(!isComplete({ ...page, text: 'The council voted to...' }))
  })
  for (const line of ['Continue reading', '阅读全文', 'Weiterlesen »', 'Lire la suite', '続きを読む'])
    test(`before a link to the rest: ${line}`, () => {
      assert.ok(!isComplete({ ...page, behind: [line] }))
      assert.ok(!isComplete({ ...page, text: `${text}\n${line}` }))
    })
  for (const line of [
    'Subscribe now to continue reading.',
    'This article is only available to subscribers.',
    '本文为付费内容',
    '登录后可阅读全文',
    'この記事は会員限定です。',
    'Cet article est réservé aux abonnés.',
  ])
    test(`before a wall: ${line}`, () => assert.ok(!isComplete({ ...page, behind: [line] })))
})
