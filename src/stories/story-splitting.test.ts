import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Connections, storyIdOf, systemClock } from '#model'
import { createStories } from './create-stories.ts'
import { createFakeCatalog, fakeSnapshot, take } from './fake-catalog.ts'

const flood = (n: number) => ({
  url: `https://flood.example/${n}`,
  title: '白龙河洪水漫过青川堤坝',
  text: `白龙河第${n}次洪峰通过青川县城，水务局说下游堤坝没有出现险情，转移到体育馆的居民将分批回家。抢险队第${n}组还在加固青川堤坝。`,
  publishedAt: `2024-07-07T0${n}:00:00Z`,
})
const chess = (n: number) => ({
  url: `https://chess.example/${n}`,
  title: '城市围棋联赛海口落幕',
  text: `第十二届城市围棋联赛在海口落幕，棋手林知远连胜夺冠，第${n}盘决赛执黑中盘击败去年的冠军。联赛组委会称第${n}场观众最多。`,
  publishedAt: `2024-07-07T0${n}:30:00Z`,
})

describe('a story that turns out to be two', () => {
  test('splits; the larger part keeps the id, and the other gets one of its own', async () => {
    const held = createFakeCatalog()
    const stories = createStories({ ...held, clock: systemClock })
    const snapshots = [flood(1), flood(2), chess(3), chess(4), flood(5), flood(6)].map(fakeSnapshot)
    await take(held, stories, snapshots)
    // As if a report on both had tied them together.
    const one = storyIdOf(snapshots[0]!.id)
    for (const { id } of snapshots) await held.catalog.reconnect(id, { story: one })
    await take(held, stories, [flood(7), flood(8)].map(fakeSnapshot))
    const storyOf = (host: string) =>
      new Set(
        held
          .all()
          .filter(({ snapshot }) => snapshot.url.includes(host))
          .map(({ connections }: { connections: Connections }) => connections.story),
      )
    assert.deepEqual([...storyOf('flood')], [one])
    assert.deepEqual([...storyOf('chess')], [storyIdOf(snapshots[2]!.id)])
  })
})
