import { createHash } from 'node:crypto'
import { type CaptureId, type Instant, ServiceError } from '#model'
import { compressRecord } from './compress-record.ts'
import { withoutMark } from './member-head.ts'
import type { CaptureEntry, CaptureIndex, SegmentStore } from './ports.ts'
import { checkedRecords, whereItIs } from './read-capture.ts'
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

/** What is exported: ids alone, since a selection may have millions and their entries would not fit in memory. */
export interface Selection {
  readonly ids: readonly CaptureId[]
  /** When the last of them was captured; the time of an export is not in it, or two exports would differ. */
  readonly latest: Instant
  /** A name-based UUID (RFC 9562 §5.8, version 8) of what they are. */
  readonly uuid: string
}

/**
 * A selection in the order in which it is exported: by time, each once, and before a revisit what it repeats, so
 * that the file can be read alone.
 *
 * @throws {ServiceError} if one of them is not held.
 */
export async function selectCaptures(ids: readonly CaptureId[], index: CaptureIndex): Promise<Selection> {
  const wanted: { id: CaptureId; order: string }[] = []
  for (const id of new Set(ids)) {
    const { capture } = await findOrThrow(id, index)
    wanted.push({ id, order: `${capture.capturedAt} ${id}` })
  }
  wanted.sort((a, b) => (a.order < b.order ? -1 : Number(a.order > b.order)))
  const chosen = new Set<CaptureId>()
  const hash = createHash('sha256')
  let latest = '1970-01-01T00:00:00.000Z' as Instant
  const choose = ({ capture }: CaptureEntry) => {
    if (chosen.has(capture.id)) return
    chosen.add(capture.id)
    hash.update(`${capture.id} ${capture.recordDigest}\n`)
    if (capture.capturedAt > latest) latest = capture.capturedAt
  }
  for (const { id } of wanted) {
    const entry = await findOrThrow(id, index)
    const { revisitOf } = entry.capture
    if (revisitOf && !chosen.has(revisitOf)) choose(await findOrThrow(revisitOf, index))
    choose(entry)
  }
  return { ids: [...chosen], latest, uuid: uuidOf(hash.digest('hex')) }
}

/**
 * A WARC file of its own: a warcinfo, then the stored records as they are, checked on the way. It is made from the
 * captures alone, so that two exports of the same captures are the same bytes.
 *
 * @throws {SegmentCorruptError} if something stored no longer matches its digest.
 */
export async function* exportPieces(
  { ids, latest, uuid }: Selection,
  { segments, index, software }: Engines,
  filename: string,
): AsyncGenerator<ExportPiece> {
  const record = warcinfoRecord(
    // The version stays out: it may change between two exports.
    { software: software.split('/')[0]! },
    { filename, createdAt: latest, id: uuid },
  )
  yield { bytes: await compressRecord(record), entry: null, main: { offsetBytes: 0, lengthBytes: 0 } }
  for (const id of ids) {
    const entry = await index.find(id)
    if (!entry) continue // It was erased meanwhile.
    const piece = await whereItIs(entry, index, async (place) => {
      const stored = await segments.read(place.extent)
      checkedRecords(stored, place)
      return exported(stored, place)
    })
    if (piece) yield piece
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

function uuidOf(hex: string): string {
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
