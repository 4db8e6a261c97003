import { randomUUID } from 'node:crypto'
import type { CaptureId, Clock, Log, SegmentId } from '#model'
import type { ErasureReport } from './archive.ts'
import { packRecord } from './compress-record.ts'
import { memberHeadBytes, memberHeadIn, plainHead } from './member-head.ts'
import { indexRest } from './mend-segment.ts'
import type { CaptureEntry, CaptureIndex, OpenSegment, SegmentRewrite, SegmentStore } from './ports.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { type WarcinfoOptions, warcinfoRecord } from './warcinfo.ts'

interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly writer: SegmentWriter
  readonly clock: Clock
  readonly log: Log
  readonly warcinfo: WarcinfoOptions
}

/**
 * Destroys captures, and those that repeat their payload. First the index forgets them, in one transaction that also
 * notes which segments hold their bytes; then those segments are written anew without them. A crash in between
 * leaves the note, and whoever finds it goes on.
 */
export async function eraseCaptures(ids: readonly CaptureId[], engines: Engines): Promise<ErasureReport> {
  // One step is enough: a revisit never refers to a revisit.
  const erased = [...new Set([...ids, ...(await engines.index.revisitsOf(ids))])]
  await engines.index.erase(erased)
  const waiting = await finishErasures(engines)
  engines.log.warn('archive.erased', { captures: erased.length, segmentsWaiting: waiting.length })
  return { erased, waiting }
}

/** Writes anew what is noted. @returns Segments that another process holds: it seals them after its next capture. */
export async function finishErasures(engines: Engines): Promise<SegmentId[]> {
  const waiting: SegmentId[] = []
  for (const rewrite of await engines.index.rewrites()) {
    if (!(await rewriteSegment(rewrite, engines))) waiting.push(rewrite.from)
  }
  return waiting
}

/** @returns False if another process is at it, at the segment, or reading what the index has yet to overwrite. */
async function rewriteSegment({ from, into }: SegmentRewrite, engines: Engines): Promise<boolean> {
  const { segments, index, writer } = engines
  if (into) {
    const state = await leftBy(into, engines)
    if (state === 'alive') return false
    if (state === 'copied') return dispose(from, engines)
    await index.abandonRewrite(from, into)
  }
  await writer.seal(from)
  const found = (await segments.list()).find(({ id }) => id === from)
  if (!found) return dispose(from, engines)
  if (!found.sealed) {
    const held = await segments.hold(from)
    if (!held) return false
    // Nobody may append any more: what is copied now is all there will be.
    await held.seal()
  }
  await indexRest(from, engines)
  const entries = await index.inSegment(from)
  if (entries.length === 0) return dispose(from, engines)
  return (await copy(from, entries, engines)) && dispose(from, engines)
}

/** What the process left that had begun: a copy that the index knows, or nothing of use; or it is still at it. */
async function leftBy(
  into: SegmentId,
  { segments, index }: Engines,
): Promise<'alive' | 'copied' | 'nothing'> {
  const found = (await segments.list()).find(({ id }) => id === into)
  if (!found) return 'nothing'
  if (!found.sealed) {
    const held = await segments.hold(into)
    if (!held) return 'alive'
    await held.seal()
  }
  if ((await index.endOf(into)) > 0) return 'copied'
  await segments.remove(into)
  return 'nothing'
}

/** Copies the captures byte for byte into a new segment, then lets the index point there. */
async function copy(
  from: SegmentId,
  entries: readonly CaptureEntry[],
  { segments, index, clock, warcinfo, log }: Engines,
): Promise<boolean> {
  const into = await segments.create(clock.now(), from)
  if (!(await index.claimRewrite(from, into.id))) {
    await into.seal()
    await segments.remove(into.id)
    return false
  }
  try {
    const moved = await copyInto(into, entries, segments, () =>
      warcinfoRecord(warcinfo, {
        filename: into.id,
        createdAt: clock.now(),
        id: `urn:uuid:${randomUUID()}`,
      }),
    )
    await index.relocate(moved)
    await into.seal()
    log.info('segment.rewritten', { segmentId: from, into: into.id, captures: moved.length })
    return true
  } catch (error) {
    // The note says what is left to do; the next one who looks throws the half copy away.
    await into.release().catch(() => {})
    throw error
  }
}

async function copyInto(
  into: OpenSegment,
  entries: readonly CaptureEntry[],
  segments: SegmentStore,
  warcinfo: () => ReturnType<typeof warcinfoRecord>,
): Promise<CaptureEntry[]> {
  const { segmentId, offsetBytes } = entries[0]!.extent
  const start = await segments.read({ segmentId, offsetBytes, lengthBytes: memberHeadBytes })
  const head = memberHeadIn(Buffer.from(start))
  let pieces: Uint8Array[] = [typeof head === 'string' ? plainHead : head, await packRecord(warcinfo())]
  let at = pieces[0]!.length + pieces[1]!.length
  let waitingBytes = at
  const moved: CaptureEntry[] = []
  for (const entry of entries) {
    const stored = await segments.read(entry.extent)
    moved.push(moveTo(into.id, at, entry))
    pieces.push(stored)
    at += stored.length
    waitingBytes += stored.length
    if (waitingBytes < appendBytes) continue
    await into.append(Buffer.concat(pieces))
    pieces = []
    waitingBytes = 0
  }
  if (pieces.length > 0) await into.append(Buffer.concat(pieces))
  return moved
}

/** One fsync for so much. */
const appendBytes = 8 * 1024 * 1024

function moveTo(segmentId: SegmentId, offsetBytes: number, { capture, extent }: CaptureEntry): CaptureEntry {
  const intoGroup = capture.location.offsetBytes - extent.offsetBytes
  const location = { ...capture.location, segmentId, offsetBytes: offsetBytes + intoGroup }
  return { capture: { ...capture, location }, extent: { ...extent, segmentId, offsetBytes } }
}

async function dispose(from: SegmentId, { segments, index }: Engines): Promise<boolean> {
  await segments.remove(from)
  return index.finishRewrite(from)
}
