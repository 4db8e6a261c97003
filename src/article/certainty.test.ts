import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certaintyOf } from './certainty.ts'

const isSame = (said: string) => said === 'a'

describe('certainty', () => {
  test('a rule alone is as sure as it is trusted', () => {
    assert.equal(certaintyOf(0.8, 'own', [], isSame), 0.8)
  })

  test('each witness that says the same halves the doubt', () => {
    const twice = [
      { rule: 'x', says: 'a' },
      { rule: 'y', says: 'a' },
    ]
    assert.equal(certaintyOf(0.8, 'own', twice.slice(1), isSame), 0.9)
    assert.equal(certaintyOf(0.8, 'own', twice, isSame), 0.95)
  })

  test('one that says otherwise takes away, one that says nothing does not', () => {
    assert.equal(certaintyOf(0.7, 'own', [{ rule: 'x', says: 'b' }], isSame), 0.6)
    assert.equal(certaintyOf(0.7, 'own', [{ rule: 'x', says: null }], isSame), 0.7)
    assert.equal(certaintyOf(0.7, 'own', [{ rule: 'x', says: '' }], isSame), 0.7)
  })

  test("the rule's own claim is no second witness", () => {
    assert.equal(certaintyOf(0.7, 'own', [{ rule: 'own', says: 'a' }], isSame), 0.7)
  })

  test('stays between 0 and 1', () => {
    const against = Array.from({ length: 40 }, (_, index) => ({ rule: String(index), says: 'b' }))
    assert.equal(certaintyOf(0.9, 'own', against, isSame), 0.05)
  })
})
