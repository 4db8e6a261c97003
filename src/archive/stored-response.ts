import { type HeaderList, header, parseHttpMessage, removeTransferCoding } from '#model'

/** What the block of a response record says, whatever bytes it is made of. */
export interface StoredResponse {
  /** Null where the bytes are no answer of HTTP/1.x. */
  readonly status: number | null
  readonly headers: HeaderList
  /** Status line, headers, empty line; empty where there are none. */
  readonly head: Uint8Array
  /** What is behind the head, as it came. */
  readonly body: Uint8Array
  /** The body without transfer coding: what our payload digests are made of (RFC 9110 §6.4). */
  readonly payload: Uint8Array
  readonly hasTransferCoding: boolean
}

/** Never throws: bytes that are no answer of HTTP/1.x are all payload. */
export function readStoredResponse(block: Uint8Array): StoredResponse {
  const message = readStoredMessage(block)
  if (message?.status) return message
  const head = new Uint8Array()
  return { status: null, headers: [], head, body: block, payload: block, hasTransferCoding: false }
}

/** A request or a response; null where the bytes have not the form of HTTP/1.x. */
export function readStoredMessage(block: Uint8Array): StoredResponse | null {
  try {
    const { status, headers, body } = parseHttpMessage(asHttp1(block))
    return {
      status,
      headers,
      head: block.subarray(0, block.length - body.length),
      body,
      payload: removeTransferCoding(headers, body),
      hasTransferCoding: header(headers, 'Transfer-Encoding') !== null,
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Crawlers that speak HTTP/2 write `HTTP/2 200` into their WARCs, and the rest in the form of HTTP/1.1. */
function asHttp1(block: Uint8Array): Uint8Array {
  const start = Buffer.from(block.subarray(0, 9)).toString('latin1')
  const version = /^HTTP\/[23](\.0)? /.exec(start)?.[0]
  return version ? Buffer.concat([Buffer.from('HTTP/1.1 '), block.subarray(version.length)]) : block
}

/** The media type without parameters, lower case; null where none, or nothing of the form, was said. */
export function mediaTypeOf(headers: HeaderList): string | null {
  const type = (header(headers, 'Content-Type') ?? '').split(';')[0]!.trim().toLowerCase()
  return /^[\w!#$&^.+-]{1,127}\/[\w!#$&^.+-]{1,127}$/.test(type) ? type : null
}
