import type { Capture } from '#model'
import { factsOf, isMain } from './capture-records.ts'
import type { CaptureEntry } from './ports.ts'
import { unpackRecords } from './read-capture.ts'
import { SegmentCorruptError } from './segment-corrupt-error.ts'
import { findDigestMismatch } from './warc-digest.ts'
import type { WarcRecord } from './warc-record.ts'

/** Captures that lie side by side, and what the index says of them. */
export interface ExtentBatch {
  readonly bytes: Uint8Array
  /** Where the bytes lie in their segment. */
  readonly offsetBytes: number
  readonly entries: readonly CaptureEntry[]
}

/**
 * Whether all of them are, byte for byte, what the index says. It does not say what is wrong: that takes a reading
 * from one end of the segment to the other.
 */
export function isAsIndexed({ bytes, offsetBytes, entries }: ExtentBatch): boolean {
  return entries.every(({ capture, extent }) => {
    const start = extent.offsetBytes - offsetBytes
    try {
      const records = unpackRecords(bytes.subarray(start, start + extent.lengthBytes), extent.segmentId)
      return isWhole(records, capture)
    } catch (error) {
      if (!(error instanceof SegmentCorruptError)) throw error
      return false
    }
  })
}

/**
 * The digest of the whole record, which the index holds, speaks for its block and payload too: those, which the
 * record says of itself, are not made once more. That halves the time.
 */
function isWhole(records: readonly WarcRecord[], capture: Capture): boolean {
  const facts = factsOf(records)
  if (!facts || !isSameCapture(facts, capture)) return false
  return records.every((each) => isMain(each) || findDigestMismatch(each) === null)
}

/** But for the place: two copies of a capture may lie in the segments, of which the index knows one. */
export function isSameCapture(a: Omit<Capture, 'location'>, b: Omit<Capture, 'location'>): boolean {
  return comparedFields.every((name) => a[name] === b[name])
}

const comparedFields = [
  'id',
  'url',
  'urlKey',
  'capturedAt',
  'status',
  'mediaType',
  'payloadDigest',
  'recordDigest',
  'revisitOf',
  'truncated',
] as const satisfies readonly Exclude<keyof Capture, 'location'>[]
