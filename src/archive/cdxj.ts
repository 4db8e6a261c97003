import { type Capture, formatTimestamp14 } from '#model'
import { surtOf } from './surt.ts'

/**
 * One line of a CDXJ index, without its line end: SURT, 14 digits, a JSON object.
 *
 * @param place Where the record is, if not in the archive's own segment: an export has its own offsets.
 * @see https://specs.webrecorder.net/cdxj/0.1.0/
 */
export function formatCdxj(
  capture: Capture,
  place: { filename: string; offsetBytes: number; lengthBytes: number } = {
    ...capture.location,
    filename: capture.location.segmentId,
  },
): string {
  const fields = {
    url: capture.url,
    mime: capture.revisitOf ? 'warc/revisit' : (capture.mediaType ?? 'unk'),
    status: String(capture.status),
    digest: capture.payloadDigest,
    length: String(place.lengthBytes),
    offset: String(place.offsetBytes),
    filename: place.filename,
    recordDigest: capture.recordDigest,
  }
  return `${surtOf(capture.url)} ${formatTimestamp14(capture.capturedAt)} ${JSON.stringify(fields)}`
}
