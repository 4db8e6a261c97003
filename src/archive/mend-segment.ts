import type { Log, SegmentId } from '#model'
import type { CaptureEntry, CaptureIndex, OpenSegment, SegmentStore } from './ports.ts'
import { scanSegment } from './segment-scan.ts'

export interface Mending {
  readonly tornBytesRemoved: number
  readonly capturesIndexed: number
  /** False where damage lies before whole captures: nothing is cut then, and nothing is to be appended. */
  readonly isSound: boolean
}

interface MendOptions {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly log: Log
}

/** Puts a held segment in order after its last writer died: indexes whole captures, cuts off a torn tail. */
export async function mendSegment(segment: OpenSegment, options: MendOptions): Promise<Mending> {
  const indexedBytes = await options.index.endOf(segment.id)
  if (segment.lengthBytes > indexedBytes) await segment.renew(indexedBytes)
  const { endBytes, damagedAt, capturesIndexed } = await indexRest(segment.id, options)
  const tornBytes = segment.lengthBytes - endBytes
  // A segment that ends before what is indexed of it has lost something acknowledged.
  const isSound = tornBytes >= 0 && (damagedAt === null || damagedAt >= endBytes)
  if (!isSound) {
    options.log.error('segment.damaged', {
      segmentId: segment.id,
      offsetBytes: damagedAt ?? segment.lengthBytes,
    })
  } else if (tornBytes > 0) {
    await segment.truncate(endBytes)
    options.log.warn('segment.torn-tail-removed', {
      segmentId: segment.id,
      bytes: tornBytes,
      offsetBytes: endBytes,
    })
  }
  return { tornBytesRemoved: isSound ? tornBytes : 0, capturesIndexed, isSound }
}

/**
 * Indexes what lies behind the last indexed capture.
 *
 * @returns `endBytes`: where the last whole capture (or the warcinfo) ends; `damagedAt`: the first damage.
 */
export async function indexRest(
  id: SegmentId,
  { segments, index }: MendOptions,
): Promise<{ endBytes: number; damagedAt: number | null; capturesIndexed: number }> {
  let endBytes = await index.endOf(id)
  let damagedAt: number | null = null
  let found: CaptureEntry[] = []
  let capturesIndexed = 0
  const flush = async () => {
    await index.put(found)
    capturesIndexed += found.length
    found = []
  }
  for await (const finding of scanSegment(segments, id, endBytes)) {
    if (finding.kind === 'damaged') damagedAt ??= finding.offsetBytes
    else if (finding.kind === 'warcinfo') endBytes = finding.endBytes
    else {
      endBytes = finding.entry.extent.offsetBytes + finding.entry.extent.lengthBytes
      found.push(finding.entry)
      if (found.length >= 500) await flush()
    }
  }
  await flush()
  return { endBytes, damagedAt, capturesIndexed }
}
