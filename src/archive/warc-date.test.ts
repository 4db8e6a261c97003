import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseWarcDate } from './warc-date.ts'

describe('WARC-Date', () => {
  test('has any of the precisions of WARC 1.1 §5.4, or is the 14 digits of ARC', () => {
    for (const [text, instant] of [
      ['2016', '2016-01-01T00:00:00.000Z'],
      ['2016-02', '2016-02-01T00:00:00.000Z'],
      ['2016-02-03', '2016-02-03T00:00:00.000Z'],
      ['2016-02-03T04:05Z', '2016-02-03T04:05:00.000Z'],
      ['2016-02-03T04:05:06Z', '2016-02-03T04:05:06.000Z'],
      ['2016-02-03T04:05:06.123456789Z', '2016-02-03T04:05:06.123Z'],
      ['2016-02-03T04:05:06+08:00', '2016-02-02T20:05:06.000Z'],
      ['20160203040506', '2016-02-03T04:05:06.000Z'],
    ] as const) {
      assert.equal(parseWarcDate(text), instant)
    }
  })

  test('that is none is null', () => {
    for (const text of ['', 'x', '2016-13', '2016-02-03T04:05', '99999999999999'])
      assert.equal(parseWarcDate(text), null)
    fc.assert(fc.property(fc.string(), (text) => void parseWarcDate(text)))
  })
})
