import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { instantOf, parseHttpUrl, urlKey } from '#model'
import type { Settlement } from './frontier.ts'
import { ranks, type StoredEntry } from './frontier-store.ts'
import { hostWaitMs, planNext, rankOfNew } from './schedule.ts'

const minute = 60_000
const day = 24 * 60 * minute
const now = 10 * day
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
  changeRecord: null,
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
  /** The waits after each of a row of visits, told by whether the page had changed. */
  function waitsOf(changes: readonly boolean[]): number[] {
    let known = { ...entry, addedAt: instantOf(now) }
    let atMs = now
    return changes.map((isChanged) => {
      const { waitMs, ...plan } = planNext(
        known,
        { kind: isChanged ? 'changed' : 'unchanged' },
        politeness,
        atMs,
      )
      known = { ...known, ...plan, lastVisitAt: instantOf(atMs) }
      atMs += waitMs ?? 0
      return waitMs ?? 0
    })
  }

  test('an article that stays as it is is looked at ever more rarely', () => {
    const waits = waitsOf(Array(12).fill(false))
    assert.equal(waits[0], politeness.revisitAfterMs)
    assert.ok(waits.slice(2).every((wait, index) => wait >= (waits[index + 1] ?? 0)))
    assert.equal(waitsOf(Array(40).fill(false)).at(-1), 90 * day)
  })

  test('one that keeps changing is looked at more often than at first', () => {
    const hot = waitsOf(Array(12).fill(true)).at(-1) ?? 0
    assert.ok(hot < politeness.revisitAfterMs, `${hot}`)
  })

  test('one that changes again after a long rest is looked at sooner', () => {
    const waits = waitsOf([...Array(8).fill(false), true, true])
    assert.ok((waits.at(-1) ?? 0) < 60 * day, `${waits}`)
  })

  test('a source that brings nothing is asked more rarely, and as before once it does', () => {
    const feed: StoredEntry = { ...entry, purpose: 'feed', visitCount: 9, intervalMs: 60 * minute }
    assert.equal(planNext(feed, { kind: 'unchanged' }, politeness, now).waitMs, 75 * minute)
    assert.equal(planNext(feed, { kind: 'changed' }, politeness, now).waitMs, 15 * minute)
    const quiet = { ...feed, intervalMs: day }
    assert.equal(planNext(quiet, { kind: 'unchanged' }, politeness, now).waitMs, 120 * minute)
  })

  test('a failed article keeps its place and is given up after fifteen times', () => {
    const failed: Settlement = { kind: 'failed', reason: 'no answer', retryAfterMs: null }
    assert.equal(planNext(entry, failed, politeness, now).rank, ranks.fresh)
    assert.equal(planNext({ ...entry, failureCount: 13 }, failed, politeness, now).waitMs, day)
    assert.equal(planNext({ ...entry, failureCount: 14 }, failed, politeness, now).waitMs, null)
  })

  test('a source is never given up', () => {
    const feed: StoredEntry = { ...entry, purpose: 'feed', failureCount: 500, absenceCount: 500 }
    const failed: Settlement = { kind: 'failed', reason: 'no answer', retryAfterMs: null }
    assert.equal(planNext(feed, failed, politeness, now).waitMs, day)
    assert.equal(planNext(feed, { kind: 'gone' }, politeness, now).waitMs, day)
  })

  test('a visit that was postponed counts for nothing, however often', () => {
    const postponed: Settlement = { kind: 'postponed', reason: 'in an hour', waitMs: 60 * minute }
    let known: StoredEntry = { ...entry, failureCount: 14, absenceCount: 2, intervalMs: day }
    for (let times = 0; times < 100; times++) {
      const { waitMs, ...plan } = planNext(known, postponed, politeness, now)
      assert.equal(waitMs, 60 * minute)
      known = { ...known, ...plan }
    }
    assert.deepEqual(
      [known.failureCount, known.absenceCount, known.intervalMs, known.visitCount, known.rank],
      [14, 2, day, 0, ranks.fresh],
    )
    assert.equal(known.lastResult, 'postponed: in an hour')
  })

  test('an image is looked at once', () => {
    assert.equal(planNext({ ...entry, purpose: 'image' }, { kind: 'changed' }, politeness, now).waitMs, null)
  })

  test('what is there again after it was gone starts to count anew', () => {
    const back = planNext(
      { ...entry, absenceCount: 2, failureCount: 3 },
      { kind: 'unchanged' },
      politeness,
      now,
    )
    assert.equal(back.absenceCount, 0)
    assert.equal(back.failureCount, 0)
  })

  test('the result says what happened', () => {
    assert.equal(
      planNext(entry, { kind: 'disallowed', rule: 'Disallow: /x' }, politeness, now).lastResult,
      'disallowed: Disallow: /x',
    )
    assert.equal(
      planNext(entry, { kind: 'finished', reason: 'no article' }, politeness, now).lastResult,
      'finished: no article',
    )
  })

  test('whatever has happened, nothing comes back sooner than it should or later than in ninety days', () => {
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
        let known = entry
        let atMs = now
        for (const settlement of settlements) {
          const { waitMs, ...plan } = planNext(known, settlement, politeness, atMs)
          if (waitMs === null) break
          assert.ok(waitMs >= 5 * minute && waitMs <= 90 * day)
          known = { ...known, ...plan, lastVisitAt: instantOf(atMs) }
          atMs += waitMs
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
