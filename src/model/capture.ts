import type { Digest } from './digest.ts'
import type { HttpUrl } from './http-url.ts'
import type { CaptureId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { UrlKey } from './url-key.ts'

/** One preserved exchange, as the capture index knows it. The bytes are in the archive. */
export interface Capture {
  readonly id: CaptureId
  readonly url: HttpUrl
  readonly urlKey: UrlKey
  /** WARC-Date: when the request was sent. */
  readonly capturedAt: Instant
  readonly status: number
  /** The media type without parameters, lower case; null where none was said. */
  readonly mediaType: string | null
  /** Of the body without transfer coding, content coding kept. */
  readonly payloadDigest: Digest
  /** Of the whole uncompressed WARC record that the id names, from `WARC/1.1` to its last CRLF CRLF. */
  readonly recordDigest: Digest
  /** Set on a revisit record: the earlier capture whose payload this one repeats. */
  readonly revisitOf: CaptureId | null
  readonly truncated: boolean
  readonly location: RecordLocation
}

/** Where the compressed record lies. */
export interface RecordLocation {
  readonly segmentId: SegmentId
  readonly offsetBytes: number
  readonly lengthBytes: number
}

/** The file name of a WARC segment. */
export type SegmentId = string & { readonly __brand: 'SegmentId' }
