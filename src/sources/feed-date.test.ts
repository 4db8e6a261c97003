import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseNewsTime } from '#model'
import { parseFeedDate } from './feed-date.ts'

describe('dates as feeds write them', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['Sun, 01 Mar 2026 08:00:00 +0800', '2026-03-01T08:00:00+08:00'],
    ['Sun, 01 Mar 2026 08:00:00 GMT', '2026-03-01T08:00:00Z'],
    ['1 Mar 26 8:00 EST', '2026-03-01T08:00:00-05:00'],
    ['Sun Mar 1 08:00:00 2026', '2026-03-01T08:00:00Z'],
    ['Sunday, March 1, 2026 8:05 PM', '2026-03-01T20:05:00Z'],
    ['26 Dec 26 10:00 GMT', '2026-12-26T10:00:00Z'],
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01T08:00Z', '2026-03-01T08:00:00Z'],
    ['2026-03-01T08:00:00.123+08:00', '2026-03-01T08:00:00+08:00'],
    ['2026-03-01 08:00:00 +0800', '2026-03-01T08:00:00+08:00'],
    ['20260301T080000Z', '2026-03-01T08:00:00Z'],
    ['2026/3/1 8:00', '2026-03-01T08:00:00Z'],
    ['2026年3月1日 08:30', '2026-03-01T08:30:00Z'],
    ['1772323200', '2026-03-01T00:00:00Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59Z'],
    ['2026-03', null],
    ['2026-02-30', null],
    ['yesterday', null],
    ['', null],
  ]
  for (const [text, want] of cases)
    test(`"${text}" is ${want}`, () => assert.equal(parseFeedDate(text), want))

  test('a time without a zone takes the one it is given', () => {
    assert.equal(parseFeedDate('2026-03-01 08:00', '+08:00'), '2026-03-01T08:00:00+08:00')
  })

  test('any text gives a news time or null', () => {
    const pieces = fc.constantFrom('2026', '-', '03', ' ', ':', 'Mar', 'GMT', '+0800', 'T', '99', '年')
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const time = parseFeedDate(parts.join(''))
        if (time !== null) assert.equal(parseNewsTime(time), time)
      }),
    )
  })
})
