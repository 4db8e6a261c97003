import { randomUUID } from 'node:crypto'
import type { Capture, Clock, Log, SegmentId } from '#model'
import { ServiceError } from '#model'
import { type CaptureRecords, entryAt } from './capture-records.ts'
import { packRecord } from './compress-record.ts'
import { type MemberHead, memberHeadOf, newMemberHead, plainHead } from './member-head.ts'
import { mendSegment } from './mend-segment.ts'
import type { CaptureIndex, OpenSegment, SegmentStore } from './ports.ts'
import { type WarcinfoOptions, warcinfoRecord } from './warcinfo.ts'

export interface SegmentWriterOptions {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly clock: Clock
  readonly log: Log
  readonly warcinfo: WarcinfoOptions
  /** A segment that has grown beyond this is sealed. */
  readonly segmentBytesMax: number
}

/** Writes captures one behind the other. Those that wait at the same time share one fsync and one index commit. */
export interface SegmentWriter {
  /** Resolves once the records, then the index entry, are durable. */
  append(capture: CaptureRecords): Promise<Capture>
  /** What was wrong with the last write; null if nothing was. */
  trouble(): string | null
  /** Seals that segment, if it is the one that is written to. */
  seal(id: SegmentId): Promise<void>
  close(): Promise<void>
}

/** A held segment, and what its gzip members start with. */
interface WritableSegment {
  readonly segment: OpenSegment
  readonly head: Uint8Array
}

interface Waiting {
  readonly capture: CaptureRecords
  /** The records as gzip members, each without its head, which depends on the segment. */
  readonly packed: readonly Uint8Array[]
  resolve(capture: Capture): void
  reject(error: unknown): void
}

export function createSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
  const { index, log, segmentBytesMax } = options
  let waiting: Waiting[] = []
  let draining: Promise<void> | null = null
  let current: WritableSegment | null = null
  let isClosed = false
  let trouble: string | null = null

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const captures = await commit(batch)
        if (trouble !== null) log.info('archive.writable-again')
        trouble = null
        for (const [at, each] of batch.entries()) each.resolve(captures[at]!)
      } catch (error) {
        await abandon()
        trouble = (error as Error).message
        log.error('archive.write-failed', { captures: batch.length, reason: trouble })
        for (const each of batch) each.reject(error)
      }
    }
    draining = null
  }

  async function commit(batch: readonly Waiting[]): Promise<Capture[]> {
    current ??= await openSegment(options)
    const { segment, head } = current
    const members = batch.flatMap(({ packed }) => packed.flatMap((each) => [head, each]))
    let at = await segment.append(Buffer.concat(members))
    const entries = batch.map(({ capture, packed }) => {
      const entry = entryAt(
        capture,
        packed.map((each) => head.length + each.length),
        segment.id,
        at,
      )
      at += entry.extent.lengthBytes
      return entry
    })
    await index.put(entries)
    // Another process may have erased something in it, and waits for it.
    const isToBeRewritten = (await index.rewrites()).some(({ from }) => from === segment.id)
    if (segment.lengthBytes >= segmentBytesMax || isToBeRewritten) {
      current = null
      await segment.seal()
      log.info('segment.sealed', { segmentId: segment.id, bytes: segment.lengthBytes })
    }
    return entries.map((each) => each.capture)
  }

  /** What the segment holds behind the last indexed capture is sorted out when somebody next takes hold of it. */
  async function abandon(): Promise<void> {
    const segment = current?.segment
    current = null
    try {
      await segment?.release()
    } catch (error) {
      log.warn('segment.release-failed', { segmentId: segment?.id, reason: (error as Error).message })
    }
  }

  return {
    async append(capture) {
      const packed = await Promise.all(capture.records.map(packRecord))
      if (isClosed) {
        throw new ServiceError('The archive is closed.', { retry: 'never', toDo: 'Open it again first.' })
      }
      return new Promise((resolve, reject) => {
        waiting.push({ capture, packed, resolve, reject })
        draining ??= drain()
      })
    },
    trouble: () => trouble,
    async seal(id) {
      while (draining) await draining
      const segment = current?.segment
      if (segment?.id !== id) return
      current = null
      await segment.seal()
    },
    async close() {
      isClosed = true
      await draining
      await abandon()
    },
  }
}

/** Goes on with a segment that nobody holds and that has room; else starts a new one with its warcinfo. */
async function openSegment(options: SegmentWriterOptions): Promise<WritableSegment> {
  const { segments, clock, segmentBytesMax } = options
  for (const { id, sealed, lengthBytes } of await segments.list()) {
    if (sealed || lengthBytes >= segmentBytesMax) continue
    const segment = await segments.hold(id)
    if (!segment) continue
    const { isSound } = await mendSegment(segment, options)
    const head = segment.lengthBytes > 0 ? await memberHeadOf(segments, id) : 'unmarked'
    if (isSound && head !== 'unknown') return begun(segment, head, options)
    await segment.seal()
  }
  return begun(await segments.create(clock.now()), 'unmarked', options)
}

/** Sees to it that the segment starts with its warcinfo. */
async function begun(
  segment: OpenSegment,
  head: MemberHead | 'unmarked',
  { warcinfo, clock }: SegmentWriterOptions,
): Promise<WritableSegment> {
  if (segment.lengthBytes > 0) return { segment, head: head === 'unmarked' ? plainHead : head }
  try {
    const id = `urn:uuid:${randomUUID()}`
    const record = warcinfoRecord(warcinfo, { filename: segment.id, createdAt: clock.now(), id })
    const fresh = newMemberHead()
    await segment.append(Buffer.concat([fresh, await packRecord(record)]))
    return { segment, head: fresh }
  } catch (error) {
    await segment.release()
    throw error
  }
}
