import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { CaptureEntry, CaptureIndex } from '#archive'
import {
  type CaptureId,
  instantOf,
  parseHttpUrl,
  type SegmentId,
  sha256Digest,
  type UrlKey,
  urlKey,
} from '#model'
import { collect } from './archive-fixture.ts'

/**
 * What every engine of `CaptureIndex` must do.
 *
 * @param openPair Two indexes over one new place, as two processes have them.
 */
export function captureIndexContract(engine: string, openPair: () => [CaptureIndex, CaptureIndex]): void {
  describe(`a capture index (${engine})`, () => {
    test('gives back what was put, to every process', async () => {
      const [one, two] = openPair()
      const entries = [entryOf(1), entryOf(2, { mediaType: null, revisitOf: idOf(1), truncated: true })]
      await one.put(entries)
      for (const entry of entries) assert.deepEqual(await two.find(entry.capture.id), entry)
      assert.equal(await two.find(idOf(3)), null)
      assert.equal(await two.count(), 2)
      await close(one, two)
    })

    test('keeps the entry that an id has', async () => {
      const [index, other] = openPair()
      await index.put([entryOf(1)])
      await other.put([entryOf(1, { status: 500 }), entryOf(2)])
      assert.equal((await index.find(idOf(1)))?.capture.status, 200)
      assert.equal(await index.count(), 2)
      await close(index, other)
    })

    test('lists the captures of a URL key by time, within an inclusive range', async () => {
      const [index, other] = openPair()
      await index.put([
        entryOf(3),
        entryOf(1),
        entryOf(2),
        entryOf(4, { urlKey: urlKey(parseHttpUrl('https://b.example/')) }),
      ])
      const { urlKey: key } = entryOf(1).capture
      const times = async (range?: Parameters<CaptureIndex['capturesOf']>[1]) =>
        (await index.capturesOf(key, range)).map((each) => Date.parse(each.capture.capturedAt))
      assert.deepEqual(await times(), [1000, 2000, 3000])
      assert.deepEqual(await times({ from: instantOf(2000), to: instantOf(2000) }), [2000])
      assert.deepEqual(await times({ from: instantOf(2000), limit: 1 }), [2000])
      await close(index, other)
    })

    test('lists a range of keys by key, then by time, however many there are', async () => {
      const [index, other] = openPair()
      const at = (number: number, key: string) => entryOf(number, { urlKey: key as UrlKey })
      const many = Array.from({ length: 1200 }, (_, number) => at(1300 - number, 'example,a)/c'))
      await index.put([at(3, 'example,a)/b'), ...many, at(5, 'example,a)/d'), at(6, 'example,a)/')])
      await other.put([at(2, 'example,a)/b'), at(7, 'example,a)/e')])
      const range = { from: 'example,a)/b' as UrlKey, below: 'example,a)/e' as UrlKey }
      const ids = (await collect(index.between(range))).map((each) => each.capture.id)
      const wanted = [2, 3, ...many.map((_, number) => 101 + number), 5]
      assert.deepEqual(ids, wanted.map(idOf))
      await close(index, other)
    })

    test('finds a payload in its earliest whole response only', async () => {
      const [index, other] = openPair()
      const digest = entryOf(1).capture.payloadDigest
      await index.put([
        entryOf(1, { revisitOf: idOf(9) }),
        entryOf(2, { truncated: true, payloadDigest: digest }),
        entryOf(3, { status: 404, payloadDigest: digest }),
      ])
      assert.equal(await index.findPayload(digest), null)
      await index.put([entryOf(5, { payloadDigest: digest }), entryOf(4, { payloadDigest: digest })])
      assert.equal((await index.findPayload(digest))?.capture.id, idOf(5))
      await close(index, other)
    })

    test('walks in the order of writing', async () => {
      const [index, other] = openPair()
      await index.put([entryOf(2)])
      await other.put([entryOf(1), entryOf(3)])
      const walk = async (after?: CaptureId) =>
        (await collect(index.all(after))).map((each) => each.capture.id)
      assert.deepEqual(await walk(), [idOf(2), idOf(1), idOf(3)])
      assert.deepEqual(await walk(idOf(1)), [idOf(3)])
      await close(index, other)
    })

    test('knows where the last capture of a segment ends', async () => {
      const [index, other] = openPair()
      await index.put([entryOf(2), entryOf(1)])
      const { extent } = entryOf(2)
      assert.equal(await index.endOf(extent.segmentId), extent.offsetBytes + extent.lengthBytes)
      assert.equal(await index.endOf('other.warc.gz' as SegmentId), 0)
      await close(index, other)
    })

    test('is replaced at once, keeping what others add meanwhile', async () => {
      const [index, other] = openPair()
      await index.put([entryOf(1), entryOf(2)])
      async function* batches() {
        yield [entryOf(2, { status: 404 })]
        await other.put([entryOf(4)])
        assert.equal(await other.count(), 3)
        yield [entryOf(3)]
      }
      await index.replaceAll(batches())
      const found = (await collect(other.all())).map(({ capture }) => [capture.id, capture.status])
      assert.deepEqual(found, [
        [idOf(2), 404],
        [idOf(3), 200],
        [idOf(4), 200],
      ])
      await close(index, other)
    })

    test('stays as it was when its replacement fails', async () => {
      const [index, other] = openPair()
      await index.put([entryOf(1)])
      // biome-ignore lint/correctness/useYield: it fails before it yields.
      async function* batches(): AsyncGenerator<CaptureEntry[]> {
        throw new Error('disk')
      }
      await assert.rejects(index.replaceAll(batches()), /disk/)
      assert.equal(await index.count(), 1)
      await close(index, other)
    })
  })
}

async function close(...indexes: CaptureIndex[]): Promise<void> {
  for (const each of indexes) await each.close()
}

function idOf(number: number): CaptureId {
  return `urn:uuid:00000000-0000-4000-8000-${String(number).padStart(12, '0')}` as CaptureId
}

function entryOf(number: number, more: Partial<CaptureEntry['capture']> = {}): CaptureEntry {
  const url = parseHttpUrl('https://a.example/1')
  const segmentId = 'verbatim-20240102030405-aaaaaaaa.warc.gz' as SegmentId
  return {
    capture: {
      id: idOf(number),
      url,
      urlKey: urlKey(url),
      capturedAt: instantOf(number * 1000),
      status: 200,
      mediaType: 'text/html',
      payloadDigest: sha256Digest(`payload ${number}`),
      recordDigest: sha256Digest(`record ${number}`),
      revisitOf: null,
      truncated: false,
      location: { segmentId, offsetBytes: number * 1000 + 100, lengthBytes: 500 },
      ...more,
    },
    extent: { segmentId, offsetBytes: number * 1000, lengthBytes: 900 },
  }
}
