import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HeldSnapshot } from '#catalog'
import { type Instant, instantOf, type SnapshotId } from '#model'
import type { RelatedArticle } from '#stories'
import { keepRelated } from './kept-related.ts'

const held = (id: string) => ({ snapshot: { id: id as SnapshotId } }) as HeldSnapshot
const found = ['a', 'b', 'c'].map((id) => ({ id }) as unknown as RelatedArticle)

describe('what is related is kept', () => {
  test('for the next reader, also where fewer are asked for', async () => {
    const { related, lookups } = service()
    assert.deepEqual(await related(held('x'), { limit: 3 }), found)
    assert.deepEqual(await related(held('x'), { limit: 2 }), found.slice(0, 2))
    assert.equal(lookups(), 1)
    await related(held('x'), { limit: 4 })
    await related(held('y'), { limit: 4 })
    assert.equal(lookups(), 3)
  })

  test('until the archive has grown by a hundredth, at once in a small one', async () => {
    const { related, lookups, grow } = service()
    await related(held('x'), { limit: 3 })
    grow(1000)
    await related(held('x'), { limit: 3 })
    assert.equal(lookups(), 2)
    grow(1)
    await related(held('x'), { limit: 3 })
    assert.equal(lookups(), 2)
  })

  test('for some minutes at most, and not at all where the clock was set back further', async () => {
    const { related, lookups, setClock } = service()
    await related(held('x'), { limit: 3 })
    setClock(299_000)
    await related(held('x'), { limit: 3 })
    assert.equal(lookups(), 1)
    setClock(301_000)
    await related(held('x'), { limit: 3 })
    assert.equal(lookups(), 2)
    setClock(0)
    await related(held('x'), { limit: 3 })
    assert.equal(lookups(), 3)
  })

  function service() {
    let [nowMs, size, asked] = [0, 100, 0]
    const { related } = keepRelated({
      stories: {
        async related(_, { limit }) {
          asked++
          return found.slice(0, limit)
        },
      },
      log: { size: async () => size },
      clock: { now: (): Instant => instantOf(nowMs) },
    })
    return {
      related,
      lookups: () => asked,
      grow: (by: number) => {
        size += by
      },
      setClock: (ms: number) => {
        nowMs = ms
      },
    }
  }
})
