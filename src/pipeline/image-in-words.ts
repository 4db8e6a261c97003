import { type Exchange, header, imageFault } from '#model'
import { type DecodingLimits, decodedBody } from './decoded-body.ts'

/** What `explain` tells of an image that was fetched: one that is cut, or is none, is preserved and never shown. */
export function imageInWords(exchange: Exchange, limits: DecodingLimits): string {
  const { headers, truncated } = exchange
  if (truncated) return `held, not shown: it is cut off (${truncated}: fetch.imageBytesMax)`
  const fault = faultOf(exchange, limits)
  const type = header(headers, 'content-type') ?? 'nothing in particular'
  return fault === null ? 'held' : `held, not shown: ${fault}; it came as ${type}`
}

function faultOf(exchange: Exchange, limits: DecodingLimits): string | null {
  try {
    return imageFault(decodedBody(exchange, limits))
  } catch (error) {
    return (error as Error).message
  }
}
