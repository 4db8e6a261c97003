import { createHash } from 'node:crypto'
import { type CaptureId, type Instant, ServiceError } from '#model'
import { compressRecord } from './compress-record.ts'
import { withoutMark } from './member-head.ts'
import type { CaptureEntry, CaptureIndex, SegmentStore } from './ports.ts'
import { readRecords, whereItIs } from './read-capture.ts'
import { warcinfoRecord } from './warcinfo.ts'

export interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly software: string
}

/** A piece of an export; `entry` is the capture whose stored records it is, null for the warcinfo. */
export interface ExportPiece {
  readonly bytes: Uint8Array
  readonly entry: CaptureEntry | null
  /** Where in it the record lies that the capture's id names. */
  readonly main: { readonly offsetBytes: number; readonly lengthBytes: number }
}

/**
 * What a selection holds, in the order in which it is exported: by time, each once, and before a revisit what it
 * repeats, so that the file can be read alone.
 *
 * @throws {ServiceError} if one of them is not held.
 */
export async function selectEntries(ids: readonly CaptureId[], index: CaptureIndex): Promise<CaptureEntry[]> {
  const wanted = await Promise.all([...new Set(ids)].map((id) => findOrThrow(id, index)))
  wanted.sort((a, b) => compare(orderOf(a), orderOf(b)))
  const chosen = new Map<CaptureId, CaptureEntry>()
  for (const entry of wanted) {
    const { id, revisitOf } = entry.capture
    if (revisitOf && !chosen.has(revisitOf)) chosen.set(revisitOf, await findOrThrow(revisitOf, index))
    chosen.set(id, entry)
  }
  return [...chosen.values()]
}

/**
 * A WARC file of its own: a warcinfo, then the stored records as they are, checked on the way. It is made from the
 * captures alone, so that two exports of the same captures are the same bytes.
 *
 * @throws {SegmentCorruptError} if something stored no longer matches its digest.
 */
export async function* exportPieces(
  entries: readonly CaptureEntry[],
  { segments, index, software }: Engines,
  filename: string,
): AsyncGenerator<ExportPiece> {
  const record = warcinfoRecord(
    // The version stays out: it may change between two exports.
    { software: software.split('/')[0]! },
    { filename, createdAt: latest(entries), id: idOfSelection(entries) },
  )
  yield { bytes: await compressRecord(record), entry: null, main: { offsetBytes: 0, lengthBytes: 0 } }
  for (const entry of entries) {
    const piece = await whereItIs(entry, index, async (place) => {
      await readRecords(place, segments)
      return exported(await segments.read(place.extent), place)
    })
    if (piece) yield piece // Null: it was erased meanwhile.
  }
}

/** The stored records, without what only our own segments have. */
function exported(stored: Uint8Array, entry: CaptureEntry): ExportPiece {
  const { location } = entry.capture
  const start = location.offsetBytes - entry.extent.offsetBytes
  const end = start + location.lengthBytes
  const parts = [stored.subarray(0, start), stored.subarray(start, end), stored.subarray(end)].map(
    withoutMark,
  )
  const [before, main] = parts as [Uint8Array, Uint8Array]
  return {
    bytes: Buffer.concat(parts),
    entry,
    main: { offsetBytes: before.length, lengthBytes: main.length },
  }
}

/** When the last of them was captured; the time of an export is not in it, or two exports would differ. */
export function latest(entries: readonly CaptureEntry[]): Instant {
  const times = entries.map((each) => each.capture.capturedAt).sort()
  return times.at(-1) ?? ('1970-01-01T00:00:00.000Z' as Instant)
}

/** A name-based UUID (RFC 9562 §5.8, version 8) of what is in the file. */
function idOfSelection(entries: readonly CaptureEntry[]): string {
  const hash = createHash('sha256')
  for (const { capture } of entries) hash.update(`${capture.id} ${capture.recordDigest}\n`)
  const hex = hash.digest('hex')
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function findOrThrow(id: CaptureId, index: CaptureIndex): Promise<CaptureEntry> {
  const entry = await index.find(id)
  if (entry) return entry
  throw new ServiceError(`There is no capture ${id} in the archive.`, {
    retry: 'never',
    toDo: 'Leave it out of the selection, or run `verbatim fsck` if it should be there.',
  })
}

function orderOf({ capture }: CaptureEntry): string {
  return `${capture.capturedAt} ${capture.id}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
