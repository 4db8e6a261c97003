import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { instantOf, parseHttpUrl, urlKey } from '#model'
import type { Settlement } from './frontier.ts'
import { ranks, type StoredEntry } from './frontier-store.ts'
import { hostWaitMs, planNext, rankOfNew } from './schedule.ts'

const minute = 60_000
const day = 24 * 60 * minute
const politeness = { delayMs: 5000, sourceIntervalMs: 15 * minute, revisitAfterMs: day / 4 }
const url = parseHttpUrl('https://a.example/1')

const entry: StoredEntry = {
  url,
  key: urlKey(url),
  host: 'a.example',
  purpose: 'article',
  outletSlug: 'a',
  foundOn: null,
  publishedAt: null,
  rank: ranks.fresh,
  addedAt: instantOf(0),
  dueAt: instantOf(0),
  state: 'leased',
  visitCount: 0,
  failureCount: 0,
  absenceCount: 0,
  intervalMs: null,
  lastVisitAt: null,
  lastResult: null,
  validators: null,
}

describe('the place of a new URL', () => {
  test('an article is fresh for three days, and where nobody knows its age', () => {
    assert.equal(rankOfNew('article', null, day), ranks.fresh)
    assert.equal(rankOfNew('article', 0, 3 * day), ranks.fresh)
    assert.equal(rankOfNew('article', 0, 3 * day + 1), ranks.backlog)
  })
})

describe('what comes after a visit', () => {
  test('a failed article keeps its place and is given up after fifteen times', () => {
    const failed: Settlement = { kind: 'failed', reason: 'no answer', retryAfterMs: null }
    assert.equal(planNext(entry, failed, politeness).rank, ranks.fresh)
    assert.equal(planNext({ ...entry, failureCount: 13 }, failed, politeness).waitMs, day)
    assert.equal(planNext({ ...entry, failureCount: 14 }, failed, politeness).waitMs, null)
  })

  test('a source is never given up', () => {
    const feed: StoredEntry = { ...entry, purpose: 'feed', failureCount: 500, absenceCount: 500 }
    const failed: Settlement = { kind: 'failed', reason: 'no answer', retryAfterMs: null }
    assert.equal(planNext(feed, failed, politeness).waitMs, day)
    assert.equal(planNext(feed, { kind: 'gone' }, politeness).waitMs, day)
  })

  test('an image is looked at once', () => {
    assert.equal(planNext({ ...entry, purpose: 'image' }, { kind: 'changed' }, politeness).waitMs, null)
  })

  test('what is there again after it was gone starts to count anew', () => {
    const back = planNext({ ...entry, absenceCount: 2, failureCount: 3 }, { kind: 'unchanged' }, politeness)
    assert.equal(back.absenceCount, 0)
    assert.equal(back.failureCount, 0)
  })

  test('the result says what happened', () => {
    assert.equal(
      planNext(entry, { kind: 'disallowed', rule: 'Disallow: /x' }, politeness).lastResult,
      'disallowed: Disallow: /x',
    )
    assert.equal(
      planNext(entry, { kind: 'finished', reason: 'no article' }, politeness).lastResult,
      'finished: no article',
    )
  })

  test('whatever has happened, nothing comes back sooner than it should or later than in thirty days', () => {
    const kinds = fc.constantFrom<Settlement>(
      { kind: 'changed' },
      { kind: 'unchanged' },
      { kind: 'gone' },
      {
        kind: 'failed',
        reason: '',
        retryAfterMs: null,
      },
    )
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 60 }), (settlements) => {
        let now = entry
        for (const settlement of settlements) {
          const { waitMs, ...plan } = planNext(now, settlement, politeness)
          if (waitMs !== null) assert.ok(waitMs >= 5 * minute && waitMs <= 30 * day)
          now = { ...now, ...plan }
        }
      }),
    )
  })
})

test('a host is given more rest from its third failure in a row on, up to the most', () => {
  const backOff = { firstMs: minute, mostMs: 60 * minute }
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9, 5000].map((failures) => hostWaitMs(failures, 5000, backOff)),
    [5000, 5000, 5000, minute, 2 * minute, 60 * minute, 60 * minute],
  )
})
