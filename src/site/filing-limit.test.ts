import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { instantOf } from '#model'
import { createFilingLimit } from './filing-limit.ts'

describe('requests for removal', () => {
  test('are taken sixty at once, then one each half minute', () => {
    let ms = 0
    const mayFile = createFilingLimit({ now: () => instantOf(ms) })
    const taken = () => Array.from({ length: 100 }, mayFile).filter(Boolean).length
    assert.equal(taken(), 60)
    ms += 29_000
    assert.equal(taken(), 0)
    ms += 61_000
    assert.equal(taken(), 3)
    ms -= 1_000_000 // A clock that is set back gives nothing and takes nothing.
    assert.equal(taken(), 0)
  })
})
