import { type Gunzip, gunzipSync } from 'node:zlib'
import { type Exchange, header, type SegmentId, sha256Digest } from '#model'
import type { PreservedExchange } from './archive.ts'
import { parseCaptureMetadata } from './capture-metadata.ts'
import { isMain, resourcesIn } from './capture-records.ts'
import type { CaptureEntry, CaptureIndex, SegmentStore } from './ports.ts'
import { warcFraming } from './record-framing.ts'
import { SegmentCorruptError } from './segment-corrupt-error.ts'
import { readStoredResponse } from './stored-response.ts'
import {
  parseWarcHead,
  recordDigestOf,
  recordEnd,
  uriField,
  type WarcRecord,
  warcType,
} from './warc-record.ts'

interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
}

/**
 * Reads a capture back and holds it against its digests.
 *
 * @throws {SegmentCorruptError} if what is stored is not what was written.
 */
export async function readCapture(
  entry: CaptureEntry,
  { segments, index }: Engines,
): Promise<PreservedExchange> {
  const { capture } = entry
  const records = await readRecords(entry, segments)
  const main = records.find(isMain)!
  const metadata = parseCaptureMetadata(records.at(-1)!)
  const request = records.find((each) => warcType(each) === 'request')
  const response = readStoredResponse(main.block)
  const payload = capture.revisitOf
    ? await payloadOf(capture.revisitOf, entry, { segments, index })
    : response.payload
  // The digest of the record, checked already, is one of its payload too; a revisit's payload lies in another one.
  if (capture.revisitOf && sha256Digest(payload) !== capture.payloadDigest) {
    throw new SegmentCorruptError(
      capture.location.segmentId,
      `the payload of ${capture.id} does not match its digest`,
    )
  }
  const exchange: Exchange = {
    url: capture.url,
    startedAt: capture.capturedAt,
    durationMs: metadata?.fetchTimeMs ?? 0,
    remoteAddress: header(main.fields, 'WARC-IP-Address'),
    requestBytes: request?.block ?? new Uint8Array(),
    responseBytes: main.block,
    status: capture.status,
    headers: response.headers,
    payload,
    truncated: truncationOf(main),
  }
  return {
    capture,
    exchange,
    notes: metadata?.notes ?? {},
    via: metadata?.via ?? null,
    resources: resourcesIn(records),
  }
}

/** Does something at a capture's place; once more where its segment was rewritten between the look-up and the reading. */
export async function whereItIs<T>(
  entry: CaptureEntry,
  index: CaptureIndex,
  read: (entry: CaptureEntry) => Promise<T>,
): Promise<T | null> {
  try {
    return await read(entry)
  } catch (error) {
    if (!(error instanceof SegmentCorruptError)) throw error
    const now = await index.find(entry.capture.id)
    if (now?.extent.segmentId === entry.extent.segmentId) throw error
    return now && read(now)
  }
}

/** @throws {SegmentCorruptError} */
export async function readRecords(entry: CaptureEntry, segments: SegmentStore): Promise<WarcRecord[]> {
  return checkedRecords(await segments.read(entry.extent), entry)
}

/**
 * The records of one capture out of its stored bytes, the digest of the one that its id names checked.
 *
 * @throws {SegmentCorruptError}
 */
export function checkedRecords(stored: Uint8Array, { capture, extent }: CaptureEntry): WarcRecord[] {
  const { segmentId } = extent
  const records = unpackRecords(stored, segmentId)
  const main = records.find((each) => isMain(each) && uriField(each, 'WARC-Record-ID') === capture.id)
  if (!main) throw new SegmentCorruptError(segmentId, `${capture.id} is not where the index says`)
  if (recordDigestOf(main) !== capture.recordDigest) {
    throw new SegmentCorruptError(segmentId, `the record ${capture.id} does not match its digest`)
  }
  return records
}

/**
 * The records in gzip members that lie one behind the other, and nothing else beside them.
 *
 * @throws {SegmentCorruptError}
 */
export function unpackRecords(stored: Uint8Array, segmentId: SegmentId): WarcRecord[] {
  return parseRecords(unpack(stored, segmentId), segmentId)
}

async function payloadOf(
  originalId: string,
  { capture }: CaptureEntry,
  engines: Engines,
): Promise<Uint8Array> {
  const original = await engines.index.find(originalId as typeof capture.id)
  if (!original) {
    throw new SegmentCorruptError(
      capture.location.segmentId,
      `${capture.id} repeats ${originalId}, which is not held`,
    )
  }
  const main = (await readRecords(original, engines.segments)).find(isMain)!
  return readStoredResponse(main.block).payload
}

function unpack(stored: Uint8Array, segmentId: SegmentId): Buffer {
  // One chunk for most pages, so that nothing is copied together.
  const options = { info: true, chunkSize: Math.min(1024 * 1024, 16 * 1024 + stored.length * 6) }
  try {
    // With `info` it also gives its engine, which knows how much it took; the types do not say so.
    const { buffer, engine } = gunzipSync(stored, options) as unknown as { buffer: Buffer; engine: Gunzip }
    // What follows the last member and is none, gunzip passes over.
    if (engine.bytesWritten === stored.length) return buffer
  } catch (cause) {
    throw new SegmentCorruptError(segmentId, 'a gzip member cannot be unpacked', cause)
  }
  throw new SegmentCorruptError(segmentId, 'a gzip member is followed by something else')
}

function parseRecords(bytes: Buffer, segmentId: SegmentId): WarcRecord[] {
  const records: WarcRecord[] = []
  for (let at = 0; at < bytes.length; ) {
    const headBytes = warcFraming.headEnd(bytes.subarray(at))
    const headEnd = at + headBytes
    if (headBytes < 0) throw new SegmentCorruptError(segmentId, 'a record has no end of its header')
    const head = bytes.subarray(at, headEnd)
    const parsed = parseHead(head, segmentId)
    const blockEnd = headEnd + Number(header(parsed.fields, 'Content-Length'))
    at = blockEnd + recordEnd.length
    if (!bytes.subarray(blockEnd, at).equals(recordEnd)) {
      throw new SegmentCorruptError(segmentId, 'a record does not end where it says')
    }
    records.push({ head, ...parsed, block: bytes.subarray(headEnd, blockEnd) })
  }
  return records
}

function parseHead(head: Buffer, segmentId: SegmentId): ReturnType<typeof parseWarcHead> {
  try {
    return parseWarcHead(head)
  } catch (cause) {
    throw new SegmentCorruptError(segmentId, 'a record has no readable header', cause)
  }
}

function truncationOf(main: WarcRecord): Exchange['truncated'] {
  const reason = header(main.fields, 'WARC-Truncated')
  if (reason === null) return null
  return reason === 'time' || reason === 'disconnect' ? reason : 'length'
}
