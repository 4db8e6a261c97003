import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { SnapshotSummary } from '#catalog'
import type { SnapshotId } from '#model'
import { foldReprints } from './listing.ts'

const of = (id: string, parent: string | null = null) =>
  ({ id, reprintOf: parent === null ? null : { parent, containment: 1 } }) as unknown as SnapshotSummary

function folded(summaries: readonly SnapshotSummary[]): Record<string, string[]> {
  const { tops, folded: under } = foldReprints(summaries)
  return Object.fromEntries(tops.map(({ id }) => [id, (under.get(id) ?? []).map((each) => each.id)]))
}

describe('reprints in a list', () => {
  test('go under what they were taken from, both in the list’s order', () => {
    assert.deepEqual(folded([of('c', 'a'), of('b'), of('a'), of('d', 'a')]), { b: [], a: ['c', 'd'] })
  })

  test('of reprints go under the first of them all', () => {
    assert.deepEqual(folded([of('c', 'b'), of('b', 'a'), of('a')]), { a: ['c', 'b'] })
  })

  test('stand for themselves where their original is not in the list', () => {
    assert.deepEqual(folded([of('b', 'elsewhere'), of('c', 'b')]), { b: ['c'] })
  })

  test('of themselves, or of each other, are not lost', () => {
    const kept = (summaries: SnapshotSummary[]) => {
      const entries = Object.entries(folded(summaries))
      return entries.flatMap(([top, under]) => [top, ...under]).sort()
    }
    assert.deepEqual(kept([of('a', 'a')]), ['a'])
    assert.deepEqual(kept([of('a', 'b'), of('b', 'a')]), ['a', 'b'])
    assert.deepEqual(kept([of('x', 'a'), of('a', 'b'), of('b', 'c'), of('c', 'a')]), ['a', 'b', 'c', 'x'])
  })

  test('whatever the ties: everything is shown once, under something that is shown', () => {
    const name = fc.constantFrom(...'abcdefg')
    const list = fc.uniqueArray(fc.tuple(name, fc.option(name)), { selector: ([id]) => id })
    fc.assert(
      fc.property(list, (pairs) => {
        const { tops, folded: under } = foldReprints(pairs.map(([id, parent]) => of(id, parent)))
        const topIds = new Set(tops.map((each) => each.id))
        for (const id of under.keys()) assert.ok(topIds.has(id as SnapshotId))
        const all = [...tops, ...[...under.values()].flat()].map((each) => each.id)
        assert.deepEqual(all.sort(), pairs.map(([id]) => id).sort())
      }),
    )
  })
})
