import { type Capture, type Digest, header, sha256Digest } from '#model'
import type { FsckFinding } from './archive.ts'
import { isMain } from './capture-records.ts'
import type { CaptureEntry, CaptureIndex, SegmentStore } from './ports.ts'
import { scanSegment } from './segment-scan.ts'
import { readStoredResponse } from './stored-response.ts'
import { findDigestMismatch, formatWarcDigest } from './warc-digest.ts'
import type { WarcRecord } from './warc-record.ts'

interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
}

/** Reads all segments from end to end, then the index against them. Memory: one capture at a time. */
export async function* checkArchive({ segments, index }: Engines): AsyncGenerator<FsckFinding> {
  const list = await segments.list()
  for (const { id, sealed } of list) {
    let captures = 0
    let problems = 0
    // What is behind the last indexed capture of a segment in use may be half written as we look.
    const endBytes = sealed ? Number.POSITIVE_INFINITY : await index.endOf(id)
    for await (const finding of scanSegment(segments, id, 0)) {
      if (finding.kind === 'warcinfo') continue
      if (finding.kind === 'damaged') {
        if (finding.offsetBytes >= endBytes) continue
        problems++
        yield problem(`${id} at byte ${finding.offsetBytes}`, finding.reason)
        continue
      }
      const { entry, records } = finding
      if (entry.extent.offsetBytes >= endBytes) continue
      captures++
      for (const reason of await problemsOf(entry, records, index)) {
        problems++
        yield problem(entry.capture.id, reason)
      }
    }
    if (problems === 0) yield { kind: 'ok', subject: id, detail: `${captures} captures` }
  }
  for (const { from } of await index.rewrites()) {
    yield problem(
      from,
      'bytes of something erased are still in it; the process that writes to it will end that',
    )
  }
  yield* checkIndex({ segments, index })
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
  }
  return reasons
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

/** Two copies of a capture may lie in the segments; the index knows one of them. */
function isSameCapture(a: Capture, b: Capture): boolean {
  const { location: _, ...factsOfA } = a
  const { location: __, ...factsOfB } = b
  return JSON.stringify(factsOfA) === JSON.stringify(factsOfB)
}

function problem(subject: string, detail: string): FsckFinding {
  return { kind: 'problem', subject, detail }
}
