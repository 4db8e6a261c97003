import type { Log } from '#model'
import type { CaptureEntry, CaptureIndex, SegmentStore } from './ports.ts'
import { type SegmentFinding, scanSegment } from './segment-scan.ts'
import { findDigestMismatch } from './warc-digest.ts'

interface Engines {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly log: Log
}

/** Makes the index again from the segments alone, in the order of their names and of writing within each. */
export async function rebuildCaptureIndex({ segments, index, log }: Engines): Promise<{
  captures: number
  damaged: number
}> {
  const report = { captures: 0, damaged: 0 }
  await index.replaceAll(batches())
  log.info('archive.index-rebuilt', report)
  return report

  async function* batches(): AsyncGenerator<CaptureEntry[]> {
    let batch: CaptureEntry[] = []
    for (const { id } of await segments.list()) {
      for await (const finding of scanSegment(segments, id, 0)) {
        if (finding.kind === 'damaged') {
          report.damaged++
          log.warn('segment.damaged', {
            segmentId: id,
            offsetBytes: finding.offsetBytes,
            reason: finding.reason,
          })
        }
        if (finding.kind !== 'capture') continue
        tellMismatch(finding)
        report.captures++
        batch.push(finding.entry)
        if (batch.length >= 500) {
          yield batch
          batch = []
        }
      }
    }
    yield batch
  }

  /** The index takes its digests from these bytes, and fsck believes the index: so they are held against their own here. */
  function tellMismatch({ entry, records }: Extract<SegmentFinding, { kind: 'capture' }>): void {
    const reason = records.map(findDigestMismatch).find((each) => each !== null)
    if (!reason) return
    report.damaged++
    log.error('capture.damaged', { captureId: entry.capture.id, reason })
  }
}
