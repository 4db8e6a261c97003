import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Columns, type DocumentFields } from './columns.ts'
import { countFacets } from './facets.ts'
import { Names } from './names.ts'

const day = (text: string) => Date.parse(`${text}T12:00:00Z`)

function found(rows: readonly Partial<DocumentFields>[], names = new Names()) {
  const columns = Columns.empty(4)
  for (const [index, row] of rows.entries())
    columns.add(
      {
        key: index,
        snapshot: index,
        sortMs: day('2024-05-01'),
        tie: index,
        channel: 0,
        region: 0,
        outlet: 0,
        outletName: 0,
        language: 0,
        host: 0,
        webState: 0,
        isReprint: false,
        isRevised: false,
        ...row,
      },
      { author: [], person: [] },
    )
  const docs = Uint32Array.from(rows, (_, doc) => doc)
  return { found: [{ columns, matches: { docs, scores: new Float32Array(docs.length) } }], names }
}

describe('Facets of a search', () => {
  test('count what was found by kind, most first, and leave out what has none', () => {
    const names = new Names()
    const [society, sports] = [names.numberOf('channel', 'society'), names.numberOf('channel', 'sports')]
    const gone = names.numberOf('webState', 'gone')
    const rows = [
      { channel: sports },
      { channel: society, isReprint: true },
      { channel: sports, webState: gone, isRevised: true },
      {},
    ]
    const facets = countFacets(found(rows, names).found, names)
    assert.equal(facets.total, 4)
    assert.deepEqual(facets.channel, [
      { value: 'sports', count: 2 },
      { value: 'society', count: 1 },
    ])
    assert.deepEqual(facets.state, [{ value: 'gone', count: 1 }])
    assert.deepEqual(facets.reprint, [
      { value: 'no', count: 3 },
      { value: 'yes', count: 1 },
    ])
    assert.deepEqual(facets.revised[1], { value: 'yes', count: 1 })
  })

  test('the histogram is by the day, month or year, without gaps, whatever span it has', () => {
    const histogram = (...days: string[]) => {
      const { found: all, names } = found(days.map((text) => ({ sortMs: day(text) })))
      return countFacets(all, names).histogram
    }
    assert.equal(histogram(), null)
    assert.deepEqual(histogram('2024-02-28', '2024-03-01', '2024-03-01'), {
      unit: 'day',
      buckets: [
        { from: '2024-02-28T00:00:00.000Z', to: '2024-02-29T00:00:00.000Z', count: 1 },
        { from: '2024-02-29T00:00:00.000Z', to: '2024-03-01T00:00:00.000Z', count: 0 },
        { from: '2024-03-01T00:00:00.000Z', to: '2024-03-02T00:00:00.000Z', count: 2 },
      ],
    })
    const months = histogram('2023-11-30', '2024-02-29')
    assert.equal(months?.unit, 'month')
    assert.deepEqual(
      months?.buckets.map(({ count }) => count),
      [1, 0, 0, 1],
    )
    const years = histogram('0033-04-03', '1999-12-31', '2024-01-01')
    assert.equal(years?.unit, 'year')
    assert.equal(years?.buckets[0]?.count, 1)
    assert.ok((years?.buckets.length ?? 0) <= 60)
  })
})
