import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ArticleId, instantOf, type SnapshotId } from '#model'
import { type Delivery, eventKinds, type Happening, ownerOf } from '#subscriptions'
import { openSubscriptionStore } from '../../src/stores/sqlite/subscription-store.ts'

const owner = ownerOf('guest-a')
const at = (seconds: number) => instantOf(seconds * 1000)
const happening = (key: string, kind: Happening['kind'] = 'new'): Happening => ({
  ...{
    key,
    kind,
    at: at(0),
    articleId: 'a'.repeat(16) as ArticleId,
    snapshotId: '0'.repeat(18) as SnapshotId,
  },
  ...{ previous: null, outletSlug: 'paper', channel: null, story: null },
})

/** What every engine of `SubscriptionStore` promises. */
describe('SubscriptionStore', () => {
  const open = () => openSubscriptionStore(':memory:')

  test('the same happening has one line in the journal, under a number that grows', async () => {
    const store = open()
    const [first] = await store.note([happening('new a')], at(1))
    assert.deepEqual(await store.note([happening('new a')], at(2)), [])
    const [second] = await store.note([happening('revised b', 'revised')], at(3))
    assert.ok((second?.seq ?? 0) > (first?.seq ?? 0))
    assert.deepEqual(await store.eventsAfter(first?.seq ?? 0, 10), [second])
    await store.close()
  })

  test('following again changes what one is told of; every change is seen by whoever keeps follows in memory', async () => {
    const store = open()
    const follow = { kind: 'channel', value: 'sport' } as const
    const once = await store.follow(owner, follow, ['new'], at(1))
    const again = await store.follow(owner, follow, eventKinds, at(2))
    assert.equal(again.id, once.id)
    const [change] = await store.followsChangedAfter(0, 10)
    assert.deepEqual(change?.followed, again)
    assert.equal(await store.unfollow(owner, once.id), true)
    assert.equal(await store.unfollow(owner, once.id), false)
    const after = await store.followsChangedAfter(change?.change ?? 0, 10)
    assert.deepEqual(
      after.map(({ id, followed }) => [id, followed]),
      [[once.id, null]],
    )
    await store.close()
  })

  test('of a target and an event there is one notice, and only what is due and open comes out', async () => {
    const store = open()
    const [event] = await store.note([happening('new a')], at(1))
    const target = await store.addTarget({
      ...{ owner, key: 'k', rhythm: 'instant', state: 'active', createdAt: at(1), expiresAt: null },
      address: { kind: 'websub', callback: 'https://a.example/' as never, topic: 't', secret: null },
    })
    const notice: Omit<Delivery, 'id'> = {
      state: 'due',
      ...{ targetId: target.id, eventSeq: event?.seq ?? 0, subscriptionIds: [1], reason: null },
      ...{ attempts: 0, queuedAt: at(1), dueAt: at(10), settledAt: null },
    }
    await store.queue([notice, notice])
    const due = (seconds: number, without: number[] = []) => store.due(at(seconds), { perTarget: 5, without })
    assert.equal((await due(9)).length, 0)
    assert.equal((await due(10)).length, 1)
    assert.equal((await due(10, [target.id])).length, 0)
    await store.rest(target.id, at(20))
    assert.equal((await due(19)).length, 0)
    const [delivery] = await due(20)
    await store.changeTarget(target.id, { state: 'ended' })
    assert.equal((await due(20)).length, 0)
    await store.settle([delivery?.id ?? 0], { state: 'dead', reason: 'x', dueAt: at(20), settledAt: at(20) })
    assert.equal(await store.revive(target.id, at(21)), 1)
    await store.forget(owner)
    assert.deepEqual(await store.deliveriesTo(target.id, { beforeId: null, limit: 5 }), [])
    await store.close()
  })
})
