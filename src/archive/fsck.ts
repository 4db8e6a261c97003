import { type Digest, header, type SegmentId, sha256Digest } from '#model'
import type { FsckFinding, FsckOptions } from './archive.ts'
import { isMain } from './capture-records.ts'
import { isSameCapture } from './extent-check.ts'
import { type ExtentChecker, openExtentChecker } from './extent-checker.ts'
import type { CaptureEntry, CaptureIndex, SegmentInfo, SegmentStore } from './ports.ts'
import { SegmentCorruptError } from './segment-corrupt-error.ts'
import { scanSegment } from './segment-scan.ts'
import { readStoredResponse } from './stored-response.ts'
import { findDigestMismatch, formatWarcDigest } from './warc-digest.ts'
import type { WarcRecord } from './warc-record.ts'

interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
}

/**
 * Reads all segments from end to end, then the index against them.
 *
 * Where a segment is made up as the index says, each capture is unpacked at its place, on all cores. Where one is
 * not, and in what the index does not know of, every record is read in turn, so that it can be told what is wrong at
 * which byte.
 */
export async function* checkArchive(
  engines: Engines,
  { onProgress = () => {}, threadsMax }: FsckOptions = {},
): AsyncGenerator<FsckFinding> {
  const list = await engines.segments.list()
  const bytesTotal = list.reduce((sum, { lengthBytes }) => sum + lengthBytes, 0)
  const checker = openExtentChecker(bytesTotal, threadsMax)
  let bytes = 0
  const tellProgress = (more: number) => {
    bytes += more
    onProgress(Math.min(bytes, bytesTotal), bytesTotal)
  }
  try {
    for (const segment of list) yield* checkSegment(segment, { ...engines, checker, tellProgress })
  } finally {
    await checker.close()
  }
  for (const { from } of await engines.index.rewrites()) {
    yield problem(
      from,
      'bytes of something erased are still in it; the process that writes to it will end that',
    )
  }
  yield* checkIndex(engines)
}

interface Checking extends Engines {
  readonly checker: ExtentChecker
  tellProgress(bytes: number): void
}

async function* checkSegment(segment: SegmentInfo, checking: Checking): AsyncGenerator<FsckFinding> {
  const { id, sealed } = segment
  const { segments, index } = checking
  const entries = await index.inSegment(id)
  // What is behind the last indexed capture of a segment in use may be half written as we look.
  const endBytes = sealed ? segment.lengthBytes : entries.length > 0 ? endOf(entries.at(-1)!) : 0
  const found = { captures: 0, problems: 0 }
  try {
    if (await areAsIndexed(entries, checking)) {
      found.captures = entries.length
      for (const gap of gapsBetween(entries, endBytes)) yield* readThrough(id, gap, found, checking)
    } else yield* readThrough(id, [0, endBytes], found, checking)
  } catch (error) {
    if (!(error instanceof SegmentCorruptError)) throw error
    // One that was written anew meanwhile, for an erasure, is gone, and its captures are in another.
    if (!(await segments.list()).some((each) => each.id === id)) return
    found.problems++
    yield problem(id, error.message)
  }
  if (found.problems === 0) yield { kind: 'ok', subject: id, detail: `${found.captures} captures` }
}

/** Whether each of them is read back, at its place, as what the index says. */
async function areAsIndexed(entries: readonly CaptureEntry[], checking: Checking): Promise<boolean> {
  const { segments, checker, tellProgress } = checking
  const onTheWay = new Set<Promise<void>>()
  let isSound = true
  for (const batch of batchesOf(entries)) {
    const { segmentId, offsetBytes } = batch[0]!.extent
    const lengthBytes = endOf(batch.at(-1)!) - offsetBytes
    const bytes = await tryRead(segments, { segmentId, offsetBytes, lengthBytes })
    if (!bytes || !isSound) {
      isSound = false
      break
    }
    const checked = checker.isAsIndexed({ bytes, offsetBytes, entries: batch }).then((isIt) => {
      tellProgress(lengthBytes)
      isSound &&= isIt
    })
    const settled = checked.finally(() => onTheWay.delete(settled))
    onTheWay.add(settled)
    if (onTheWay.size >= checker.atATime) await Promise.race(onTheWay)
  }
  await Promise.all(onTheWay)
  return isSound
}

async function tryRead(
  segments: SegmentStore,
  place: Parameters<SegmentStore['read']>[0],
): Promise<Uint8Array | null> {
  try {
    return await segments.read(place)
  } catch (error) {
    if (!(error instanceof SegmentCorruptError)) throw error
    return null
  }
}

/** Runs of captures that lie side by side, of a size that is worth handing over. */
function* batchesOf(entries: readonly CaptureEntry[]): Generator<CaptureEntry[]> {
  let batch: CaptureEntry[] = []
  for (const entry of entries) {
    const [first, last] = [batch[0], batch.at(-1)]
    const isFull = first && endOf(entry) - first.extent.offsetBytes > batchBytesMax
    if (isFull || (last && endOf(last) !== entry.extent.offsetBytes)) {
      yield batch
      batch = []
    }
    batch.push(entry)
  }
  if (batch.length > 0) yield batch
}

const batchBytesMax = 2 * 1024 * 1024

/** The stretches of a segment in which the index knows of no capture: its warcinfo, and second copies. */
function* gapsBetween(entries: readonly CaptureEntry[], endBytes: number): Generator<[number, number]> {
  let at = 0
  for (const entry of entries) {
    if (entry.extent.offsetBytes > at) yield [at, entry.extent.offsetBytes]
    at = Math.max(at, endOf(entry))
  }
  if (endBytes > at) yield [at, endBytes]
}

function endOf({ extent }: CaptureEntry): number {
  return extent.offsetBytes + extent.lengthBytes
}

/** Every record of a stretch in turn, with what is wrong with it. */
async function* readThrough(
  id: SegmentId,
  [fromBytes, toBytes]: readonly [number, number],
  found: { captures: number; problems: number },
  { segments, index, tellProgress }: Checking,
): AsyncGenerator<FsckFinding> {
  for await (const finding of scanSegment(segments, id, fromBytes, toBytes)) {
    if (finding.kind === 'warcinfo') continue
    if (finding.kind === 'damaged') {
      found.problems++
      yield problem(`${id} at byte ${finding.offsetBytes}`, finding.reason)
      continue
    }
    const { entry, records } = finding
    found.captures++
    for (const reason of await problemsOf(entry, records, index)) {
      found.problems++
      yield problem(entry.capture.id, reason)
    }
  }
  tellProgress(toBytes - fromBytes)
}

async function problemsOf(
  entry: CaptureEntry,
  records: readonly WarcRecord[],
  index: CaptureIndex,
): Promise<string[]> {
  const { capture } = entry
  const reasons = records.flatMap((each) => findDigestMismatch(each) ?? [])
  const main = records.find(isMain)!
  if (!capture.revisitOf && reasons.length === 0 && !hasPayload(main, capture.payloadDigest)) {
    reasons.push('its payload does not match the digest in its metadata record')
  }
  const held = await index.find(capture.id)
  if (!held) reasons.push('it is not in the index; run `verbatim rebuild`')
  else if (!isSameCapture(held.capture, capture)) {
    reasons.push('the index says something else of it; run `verbatim rebuild`')
  } else if (isElsewhere(held, entry)) {
    reasons.push('the index has it in another place of its segment; run `verbatim rebuild`')
  }
  return reasons
}

/** A second copy in another segment is none of the index's business. */
function isElsewhere({ extent: a }: CaptureEntry, { extent: b }: CaptureEntry): boolean {
  return a.segmentId === b.segmentId && (a.offsetBytes !== b.offsetBytes || a.lengthBytes !== b.lengthBytes)
}

/** Where the record says the same digest of its payload, it has been held against that already: it is not made twice. */
function hasPayload(main: WarcRecord, digest: Digest): boolean {
  const isChecked = header(main.fields, 'WARC-Payload-Digest') === formatWarcDigest(digest)
  if (isChecked && header(main.fields, 'WARC-Truncated') === null) return true
  return sha256Digest(readStoredResponse(main.block).payload) === digest
}

/** Every entry must point at where a segment has that record; the first pass has seen what is there. */
async function* checkIndex({ segments, index }: Engines): AsyncGenerator<FsckFinding> {
  const lengths = new Map((await segments.list()).map(({ id, lengthBytes }) => [id, lengthBytes]))
  let captures = 0
  for await (const { capture, extent } of index.all()) {
    captures++
    const lengthBytes = lengths.get(extent.segmentId)
    if (lengthBytes === undefined) yield problem(capture.id, `its segment ${extent.segmentId} is missing`)
    else if (extent.offsetBytes + extent.lengthBytes > lengthBytes) {
      yield problem(capture.id, `its segment ${extent.segmentId} ends before it`)
    }
    if (capture.revisitOf && !(await index.find(capture.revisitOf))) {
      yield problem(capture.id, `it repeats ${capture.revisitOf}, which is not held`)
    }
  }
  yield { kind: 'ok', subject: 'capture index', detail: `${captures} captures` }
}

function problem(subject: string, detail: string): FsckFinding {
  return { kind: 'problem', subject, detail }
}
