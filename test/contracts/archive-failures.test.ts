import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type CaptureIndex, createArchive, type OpenSegment, type SegmentStore } from '#archive'
import { ServiceError } from '#model'
import { openFileSegmentStore } from '../../src/stores/files/segment-store.ts'
import { openSqliteCaptureIndex } from '../../src/stores/sqlite/capture-index.ts'
import { collect, exchangeOf, newFolder, page, tickingClock } from './archive-fixture.ts'

describe('when the disk fails', () => {
  test('in the middle of a record, the capture is refused and the next one is whole', async () => {
    const trouble = { appends: false, puts: false }
    const archive = openTroubled(trouble)
    const first = await archive.preserve(exchangeOf(page('first')))
    trouble.appends = true
    await assert.rejects(archive.preserve(exchangeOf(page('lost'))), ServiceError)
    trouble.appends = false
    const next = await archive.preserve(exchangeOf(page('next')))
    assert.deepEqual(
      (await collect(archive.all())).map((each) => each.id),
      [first.id, next.id],
    )
    assert.equal(next.location.segmentId, first.location.segmentId)
    assert.deepEqual(
      (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
      [],
    )
    await archive.close()
  })

  test('between the records and the index, the capture is refused, and found again later', async () => {
    const trouble = { appends: false, puts: false }
    const archive = openTroubled(trouble)
    await archive.preserve(exchangeOf(page('first')))
    trouble.puts = true
    await assert.rejects(archive.preserve(exchangeOf(page('written'))), /index/)
    trouble.puts = false
    await archive.preserve(exchangeOf(page('next')))
    const bodies = []
    for await (const { id } of archive.all()) {
      bodies.push(Buffer.from((await archive.read(id))!.exchange.payload).toString())
    }
    assert.deepEqual(bodies, ['first', 'written', 'next'])
    assert.deepEqual(
      (await collect(archive.fsck())).filter((each) => each.kind === 'problem'),
      [],
    )
    await archive.close()
  })

  test('for some of many at once, exactly those are refused', async () => {
    const trouble = { appends: false, puts: false }
    const archive = openTroubled(trouble)
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, async (_, at) => {
        trouble.appends = at % 10 === 7
        return archive.preserve(exchangeOf(page(`body ${at}`)))
      }),
    )
    const kept = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.id] : []))
    trouble.appends = false
    for (const id of kept) assert.ok(await archive.read(id))
    await archive.close()
  })
})

describe('a closed archive', () => {
  test('refuses to preserve, and says so', async () => {
    const archive = openTroubled({ appends: false, puts: false })
    await archive.close()
    await assert.rejects(archive.preserve(exchangeOf('no HTTP')), /closed/)
  })
})

/** An archive on real engines that fail when they are told to, an append after half of its bytes. */
function openTroubled(trouble: { appends: boolean; puts: boolean }) {
  const folder = newFolder()
  const segments = openFileSegmentStore(join(folder, 'archive'))
  const index = openSqliteCaptureIndex(join(folder, 'captures.sqlite'))
  const troubled = (segment: OpenSegment): OpenSegment => ({
    ...segment,
    get lengthBytes() {
      return segment.lengthBytes
    },
    async append(bytes) {
      if (!trouble.appends) return segment.append(bytes)
      await segment.append(bytes.subarray(0, bytes.length >> 1))
      throw new ServiceError('The disk is full.', { retry: 'later', toDo: 'Free some space.' })
    },
  })
  const troubledSegments: SegmentStore = {
    ...segments,
    create: async (createdAt) => troubled(await segments.create(createdAt)),
    async hold(id) {
      const segment = await segments.hold(id)
      return segment && troubled(segment)
    },
  }
  const troubledIndex: CaptureIndex = {
    ...index,
    async put(entries) {
      if (trouble.puts) throw new Error('The index cannot be written.')
      await index.put(entries)
    },
  }
  const software = 'Verbatim/0.0.0'
  return createArchive({ segments: troubledSegments, index: troubledIndex, clock: tickingClock(), software })
}
