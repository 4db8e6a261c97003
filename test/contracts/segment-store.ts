import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { SegmentCorruptError, type SegmentStore } from '#archive'
import { instantOf, type SegmentId } from '#model'
import { bytesOf } from './archive-fixture.ts'

const now = instantOf(Date.UTC(2024, 0, 2, 3, 4, 5))

/**
 * What every engine of `SegmentStore` must do.
 *
 * @param openPair Two stores over one new place, as two processes have them.
 */
export function segmentStoreContract(engine: string, openPair: () => [SegmentStore, SegmentStore]): void {
  describe(`a segment store (${engine})`, () => {
    test('gives back what was appended, where it was appended', async () => {
      const [store] = openPair()
      const segment = await store.create(now)
      assert.equal(await segment.append(Buffer.from('one')), 0)
      assert.equal(await segment.append(Buffer.from('two!')), 3)
      assert.equal(segment.lengthBytes, 7)
      const read = await store.read({ segmentId: segment.id, offsetBytes: 3, lengthBytes: 4 })
      assert.equal(Buffer.from(read).toString(), 'two!')
      assert.equal((await bytesOf(store.stream(segment.id, 2))).toString(), 'etwo!')
      await store.close()
    })

    test('shows to others at once what is durable', async () => {
      const [one, two] = openPair()
      const segment = await one.create(now)
      await segment.append(Buffer.from('abc'))
      assert.deepEqual(await two.list(), [{ id: segment.id, lengthBytes: 3, sealed: false }])
      assert.equal((await bytesOf(two.stream(segment.id, 0))).toString(), 'abc')
      await one.close()
      await two.close()
    })

    test('lists in the order of time', async () => {
      const [store] = openPair()
      const later = await store.create(instantOf(Date.UTC(2024, 5, 1)))
      const earlier = await store.create(now)
      assert.deepEqual(
        (await store.list()).map((each) => each.id),
        [earlier.id, later.id],
      )
      await store.close()
    })

    test('lets one hold a segment at a time', async () => {
      const [one, two] = openPair()
      const segment = await one.create(now)
      assert.equal(await two.hold(segment.id), null)
      assert.equal(await one.hold(segment.id), null)
      await segment.append(Buffer.from('abc'))
      await segment.release()
      const taken = await two.hold(segment.id)
      assert.equal(taken?.lengthBytes, 3)
      assert.equal(await taken?.append(Buffer.from('def')), 3)
      await one.close()
      await two.close()
    })

    test('lets nobody hold a sealed one', async () => {
      const [one, two] = openPair()
      const segment = await one.create(now)
      await segment.append(Buffer.from('abc'))
      await segment.seal()
      assert.equal(await one.hold(segment.id), null)
      assert.equal(await two.hold(segment.id), null)
      assert.equal((await two.list())[0]?.sealed, true)
      await one.close()
      await two.close()
    })

    test('cuts, and goes on from there', async () => {
      const [store] = openPair()
      const segment = await store.create(now)
      await segment.append(Buffer.from('abcdef'))
      await segment.truncate(2)
      assert.equal(await segment.append(Buffer.from('X')), 2)
      assert.equal((await bytesOf(store.stream(segment.id, 0))).toString(), 'abX')
      await store.close()
    })

    test('says so when it is asked for what is not there', async () => {
      const [store] = openPair()
      const { id } = await store.create(now)
      await assert.rejects(store.read({ segmentId: id, offsetBytes: 0, lengthBytes: 1 }), SegmentCorruptError)
      const missing = 'verbatim-20240102030405-missing0.warc.gz' as SegmentId
      await assert.rejects(
        store.read({ segmentId: missing, offsetBytes: 0, lengthBytes: 1 }),
        SegmentCorruptError,
      )
      await assert.rejects(bytesOf(store.stream('../../etc/passwd' as SegmentId, 0)), SegmentCorruptError)
      await store.close()
    })
  })
}
