import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Capture, Instant } from '#model'
import { createReader } from '../reader.ts'
import { captureCalendar, capturedDays } from './capture-calendar.ts'

const reader = createReader({ chosen: 'en', accepted: null }, '+08:00')
const capture = (capturedAt: string) =>
  ({ id: capturedAt, capturedAt: capturedAt as Instant }) as unknown as Capture

describe('the calendar of captures', () => {
  const captures = [
    '2024-02-28T17:00:00.000Z',
    '2024-02-29T15:59:00.000Z',
    '2024-02-29T16:00:00.000Z',
    '2024-09-01T00:00:00.000Z',
  ]
  const days = capturedDays(reader, captures.map(capture), ({ capturedAt }) =>
    capturedAt.startsWith('2024-09'),
  )

  test('days are those of the service’s zone', () => {
    assert.deepEqual(
      days.map(({ day, captures, isNew }) => [day, captures.length, isNew]),
      [
        ['2024-02-29', 2, false],
        ['2024-03-01', 1, false],
        ['2024-09-01', 1, true],
      ],
    )
  })

  test('months without a capture are left out; weeks begin on Monday, and a leap day has its place', () => {
    const { text } = captureCalendar(reader, days)
    assert.deepEqual(
      [...text.matchAll(/<caption>([^<]*)/g)].map(([, name]) => name),
      ['February 2024', 'March 2024', 'September 2024'],
    )
    const [february = '', , september = ''] = text.split('<table').slice(1)
    // The first of February 2024 was a Thursday, that of September a Sunday.
    assert.match(february, /<tbody>\n<tr>(<td><\/td>){3}<td>1<\/td>/)
    assert.match(september, /<tbody>\n<tr>(<td><\/td>){6}<td><a class="day-new"/)
    assert.match(february, /<a class="day-held" href="#day-2024-02-29" aria-label="29: 2 captures">29<\/a>/)
  })
})
