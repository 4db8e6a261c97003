import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { instantOf, parseHttpUrl } from '#model'
import { afterLook, type SourceHealth, type SourceLook } from './source-health.ts'

const source = {
  url: parseHttpUrl('https://paper.example/news/'),
  kind: 'section',
  outletSlug: 'paper',
} as const

/** One look a minute: a number is what was found, a word why nothing was, null an answer of 304. */
function after(...looks: readonly (number | string | null)[]): SourceHealth {
  let health: SourceHealth | null = null
  for (const [minute, each] of looks.entries()) {
    const at = instantOf(minute * 60_000)
    let look: SourceLook = { at, kind: 'unchanged' }
    if (typeof each === 'number') look = { at, kind: 'read', foundCount: each, newestAt: null }
    if (typeof each === 'string') look = { at, kind: 'failed', reason: each, breakage: 'status' }
    health = afterLook(health, source, look)
  }
  assert.ok(health)
  return health
}

describe('the health of a source', () => {
  test('what it usually names is learnt', () => {
    const health = after(40, 44, 38)
    assert.equal(health.state, 'working')
    assert.ok(Math.abs((health.expectedCount ?? 0) - 40) < 2)
  })

  test('far fewer than usual is told, with both numbers, and changes no expectation', () => {
    const health = after(40, 40, 3)
    assert.equal(health.state, 'thin')
    assert.equal(health.reason, 'it names 3 articles where 40 are usual')
    assert.equal(health.breakage, 'few')
    assert.equal(health.lastSuccessAt, instantOf(60_000))
    assert.equal(health.since, instantOf(120_000))
    assert.equal(after(40, 3, 3, 40).state, 'working')
  })

  test('a source that stays short has become so', () => {
    const health = after(40, ...Array(20).fill(4))
    assert.equal(health.state, 'working')
    assert.equal(health.expectedCount, 4)
  })

  test('a short list may be shorter by chance', () => assert.equal(after(3, 1).state, 'working'))

  test('why it broke, and since when, until it works again', () => {
    const broken = after(40, 'status 500', 'status 503')
    assert.deepEqual([broken.state, broken.reason, broken.since], ['broken', 'status 503', instantOf(60_000)])
    const well = after(40, 'status 500', null)
    assert.deepEqual([broken.breakage, well.breakage], ['status', null])
    assert.deepEqual([well.state, well.reason, well.lastSuccessAt], ['working', null, instantOf(120_000)])
  })
})
