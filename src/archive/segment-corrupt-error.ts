import { type SegmentId, ServiceError } from '#model'

/** A stored segment is missing, too short, or no longer matches its digests. */
export class SegmentCorruptError extends ServiceError {
  readonly segmentId: SegmentId

  constructor(segmentId: SegmentId, what: string, cause?: unknown) {
    super(`Segment ${segmentId} is damaged: ${what}.`, {
      retry: 'never',
      toDo: `Put ${segmentId} back from a backup or a mirror, then run \`verbatim fsck\`.`,
      cause,
    })
    this.segmentId = segmentId
  }
}
