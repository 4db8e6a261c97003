import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseInstant } from '#model'
import { parseRetryAfter } from './retry-after.ts'

describe('Retry-After, RFC 9110 §10.2.3', () => {
  const now = parseInstant('2026-03-01T08:00:00Z')
  const cases: readonly (readonly [string | null, number | null])[] = [
    ['120', 120_000],
    ['0', 0],
    [' 5 ', 5000],
    ['9999999999', 86_400_000],
    ['Sun, 01 Mar 2026 08:01:00 GMT', 60_000],
    ['Sunday, 01-Mar-26 08:01:00 GMT', 60_000],
    ['Sun Mar  1 08:01:00 2026', 60_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [null, null],
  ]
  for (const [value, ms] of cases)
    test(`${JSON.stringify(value)} is ${ms} ms`, () => assert.equal(parseRetryAfter(value, now), ms))
})
