import { type Exchange, header, imageFault, removeContentCoding } from '#model'

/** What `explain` tells of an image that was fetched: one that is cut, or is none, is preserved and never shown. */
export function imageInWords(
  { headers, payload, truncated }: Exchange,
  { decodedBytesMax }: { decodedBytesMax: number },
): string {
  if (truncated) return `held, not shown: it is cut off (${truncated}: fetch.imageBytesMax)`
  const fault = faultOf(headers, payload, decodedBytesMax)
  const type = header(headers, 'content-type') ?? 'nothing in particular'
  return fault === null ? 'held' : `held, not shown: ${fault}; it came as ${type}`
}

function faultOf(headers: Exchange['headers'], payload: Uint8Array, decodedBytesMax: number): string | null {
  try {
    return imageFault(removeContentCoding(headers, payload, decodedBytesMax))
  } catch (error) {
    return (error as Error).message
  }
}
