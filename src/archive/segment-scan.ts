import type { SegmentId } from '#model'
import { parseCaptureMetadata } from './capture-metadata.ts'
import { type CaptureFacts, entryAt, factsOf, isMain } from './capture-records.ts'
import { memberHeadOf } from './member-head.ts'
import type { CaptureEntry, SegmentStore } from './ports.ts'
import { readWarc } from './warc-reader.ts'
import { type WarcRecord, warcType } from './warc-record.ts'

export type SegmentFinding =
  | { readonly kind: 'capture'; readonly entry: CaptureEntry; readonly records: readonly WarcRecord[] }
  | { readonly kind: 'warcinfo'; readonly endBytes: number }
  | { readonly kind: 'damaged'; readonly offsetBytes: number; readonly reason: string }

interface PlacedRecord {
  readonly record: WarcRecord
  readonly offsetBytes: number
  readonly lengthBytes: number
}

/**
 * The whole captures of a segment, in their order. A capture is whole when the metadata record that closes it is
 * there and the records that it counts lie right before it; anything less was never acknowledged.
 *
 * Behind damage it goes on only at a member that has the segment's own mark.
 *
 * @param fromBytes Where a record starts, or 0.
 * @param toBytes Where one ends; nothing that lies behind is looked at.
 */
export async function* scanSegment(
  segments: SegmentStore,
  id: SegmentId,
  fromBytes: number,
  toBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<SegmentFinding> {
  let pending: PlacedRecord[] = []
  const source = {
    from: (offsetBytes: number) => firstOf(toBytes - offsetBytes, segments.stream(id, offsetBytes)),
  }
  const head = await memberHeadOf(segments, id)
  const memberHead = head === 'unmarked' ? undefined : head === 'unknown' ? null : head
  const options = { fromBytes, recordBytesMax: Number.MAX_SAFE_INTEGER, memberHead }
  for await (const reading of readWarc(source, options)) {
    if (reading.kind !== 'record') {
      pending = []
      // We write by the standard, to the letter.
      if (reading.kind !== 'too-large') yield { ...reading, kind: 'damaged' }
      continue
    }
    const { record, offsetBytes, lengthBytes } = reading
    pending.push({ record, offsetBytes, lengthBytes })
    if (warcType(record) === 'warcinfo') {
      pending = []
      yield { kind: 'warcinfo', endBytes: offsetBytes + lengthBytes }
    }
    const closing = parseCaptureMetadata(record)
    if (!closing) continue
    const group = pending.slice(-closing.recordCount)
    pending = []
    const entry = entryOf(group, id)
    if (entry) yield { kind: 'capture', entry, records: group.map((each) => each.record) }
    else yield { kind: 'damaged', offsetBytes, reason: 'it closes a capture whose records are not there' }
  }
  if (pending[0]) {
    yield { kind: 'damaged', offsetBytes: pending[0].offsetBytes, reason: 'the capture is not whole' }
  }
}

/** The first `countMax` bytes. */
async function* firstOf(countMax: number, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = countMax
  for await (const piece of pieces) {
    yield piece.length > left ? piece.subarray(0, left) : piece
    left -= piece.length
    if (left <= 0) return
  }
}

function entryOf(group: readonly PlacedRecord[], id: SegmentId): CaptureEntry | null {
  const records = group.map((each) => each.record)
  const facts: CaptureFacts | null = factsOf(records)
  if (!facts || !group[0]) return null
  const mainIndex = records.findIndex(isMain)
  const storedBytes = group.map((each) => each.lengthBytes)
  return entryAt({ facts, mainIndex }, storedBytes, id, group[0].offsetBytes)
}
