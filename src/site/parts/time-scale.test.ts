import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { SnapshotSummary } from '#access'
import { createReader } from '../reader.ts'
import type { Visit } from '../visit.ts'
import { timeScale } from './time-scale.ts'

const visit = {
  reader: createReader({ chosen: 'en', accepted: null }, '+08:00'),
  outletNames: new Map(),
} as unknown as Visit
const summary = (id: string, publishedAt: string, outletSlug = 'one') =>
  ({
    id,
    publishedAt,
    outletSlug,
    outlet: outletSlug,
    title: id,
    capturedAt: publishedAt,
  }) as unknown as SnapshotSummary
const entry = (...args: Parameters<typeof summary>) => ({
  summary: summary(...args),
  reprints: [] as SnapshotSummary[],
})

describe('a story drawn to scale', () => {
  test('what lies in the middle of the time stands in the middle of the line', () => {
    const { text } = timeScale(visit, [
      entry('a', '2024-09-01T00:00:00Z'),
      entry('b', '2024-09-02T00:00:00Z'),
      entry('c', '2024-09-03T00:00:00Z'),
    ])
    const places = [...text.matchAll(/<rect x="(\d+)"/g)].map(([, x]) => Number(x))
    assert.deepEqual(places, [0, 496, 991])
    assert.match(text, /each line is a day/)
  })

  test('a line for each outlet in the order in which they came in; reprints have shorter marks', () => {
    const first = entry('a', '2024-09-01T00:00:00Z', 'late')
    const { text } = timeScale(visit, [
      {
        ...entry('b', '2024-08-01T00:00:00Z', 'early'),
        reprints: [summary('r', '2024-08-20T00:00:00Z', 'late')],
      },
      first,
    ])
    assert.deepEqual(
      [...text.matchAll(/<div class="scale-row"><span>(\w+)/g)].map(([, name]) => name),
      ['early', 'late'],
    )
    assert.deepEqual(
      [...text.matchAll(/height="(\d+)"><title>(\w)/g)].map(([, height, id]) => [id, height]),
      [
        ['b', '18'],
        ['r', '9'],
        ['a', '18'],
      ],
    )
  })

  test('however long the time, the grid has few lines', () => {
    const { text } = timeScale(visit, [entry('a', '1950-01-01'), entry('b', '2024-01-01T00:00:00Z')])
    assert.equal(text.match(/M\d+ 0V/g)?.length, 8)
    assert.match(text, /each line is ten years/)
  })

  test('what happened within an hour, or once, is not drawn', () => {
    assert.equal(timeScale(visit, [entry('a', '2024-09-01T00:00:00Z')]).text, '')
    assert.equal(timeScale(visit, []).text, '')
  })
})
