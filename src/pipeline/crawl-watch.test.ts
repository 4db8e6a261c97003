import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { instantOf } from '#model'
import { watchCrawl } from './crawl-watch.ts'

describe('the watch over a crawl', () => {
  const start = () => {
    let nowMs = Date.UTC(2026, 0, 5, 8)
    const counts = { waiting: 0, due: 90, leased: 10, finished: 0, hosts: 1 }
    const frontier = { counts: async () => counts, nextDueAt: async () => instantOf(nowMs + 60_000) }
    const watch = watchCrawl({ frontier, clock: { now: () => instantOf(nowMs) } })
    const forward = (ms: number) => {
      nowMs += ms
    }
    return { watch, forward }
  }

  test('tells count, rate and time left', async () => {
    const { watch, forward } = start()
    for (let visit = 0; visit < 20; visit++) {
      watch.noteVisit({ failed: visit % 10 === 0 })
      forward(500)
    }
    assert.deepEqual(await watch.view(), {
      ...{ visitCount: 20, failureCount: 2, perSecond: 2, due: 100 },
      ...{ leftMs: 50_000, nextInMs: 60_000 },
    })
  })

  test('forgets the rate of what is long over, and promises no end while nothing moves', async () => {
    const { watch, forward } = start()
    watch.noteVisit({ failed: false })
    forward(60_000)
    const { visitCount, perSecond, leftMs } = await watch.view()
    assert.deepEqual([visitCount, perSecond, leftMs], [1, 0, null])
  })
})
