import type { HttpUrl } from './http-url.ts'
import type { Instant } from './instant.ts'

/** Header fields in the order, the case and the number in which they came. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** One HTTP exchange, byte for byte: what a capture preserves. */
export interface Exchange {
  readonly url: HttpUrl
  /** When the request was sent. */
  readonly startedAt: Instant
  readonly durationMs: number
  /** The address that answered; null where another program's archive did not say. */
  readonly remoteAddress: string | null
  /** The request as sent: request line, headers, empty line. Empty where it is not known. */
  readonly requestBytes: Uint8Array
  /** The response as received: status line, headers, empty line, body with its transfer coding (chunks). */
  readonly responseBytes: Uint8Array
  readonly status: number
  readonly headers: HeaderList
  /** The body without transfer coding; content coding (gzip) kept. What payload digests are made of. */
  readonly payload: Uint8Array
  /** Why the body is not whole, in the words of WARC 1.1 §5.13; null if it is. */
  readonly truncated: 'length' | 'time' | 'disconnect' | null
}

/** The first field of that name, in any case; null if there is none. */
export function header(headers: HeaderList, name: string): string | null {
  const wanted = name.toLowerCase()
  return headers.find(([each]) => each.toLowerCase() === wanted)?.[1] ?? null
}
