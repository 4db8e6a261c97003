import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { settleStories } from './settling.ts'
import type { Link } from './story-fit.ts'

describe('stories settle', () => {
  /** Two affairs that a report on both once tied together. */
  const links: Link[][] = [
    [],
    [{ place: 0, belonging: 0.9 }],
    [{ place: 0, belonging: 0.3 }],
    [
      { place: 2, belonging: 0.9 },
      { place: 0, belonging: 0.1 },
    ],
    [
      { place: 2, belonging: 0.8 },
      { place: 3, belonging: 0.9 },
    ],
  ]

  test('what belongs together is joined, and named for its first', () => {
    assert.deepEqual(settleStories([0, 1, 2, 3, 4], links), [0, 0, 2, 2, 2])
  })

  test('who is in the wrong one leaves for the right one', () => {
    assert.deepEqual(settleStories([0, 0, 2, 2, 0], links), [0, 0, 2, 2, 2])
  })

  test('who belongs with nobody is alone', () => {
    assert.deepEqual(settleStories([0, 0], [[], [{ place: 0, belonging: 0.1 }]]), [0, 1])
  })

  test('any links give each article a story that one of its members names', () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, place) =>
          place === 0
            ? fc.constant<Link[]>([])
            : fc.array(
                fc.record({
                  place: fc.nat(place - 1),
                  belonging: fc.double({ min: 0, max: 1, noNaN: true }),
                }),
              ),
        ),
      ),
    )
    fc.assert(
      fc.property(graph, (links) => {
        const settled = settleStories(
          links.map(() => 0),
          links,
        )
        return settled.every((story, place) => story <= place && settled[story] === story)
      }),
    )
  })
})
