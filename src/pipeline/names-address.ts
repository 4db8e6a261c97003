import { type Exchange, type HttpUrl, removeContentCoding } from '#model'

/** Whether a feed, sitemap or page names one of these addresses, in whole or from its host on. */
export function namesAddress(
  { headers, payload }: Pick<Exchange, 'headers' | 'payload'>,
  addresses: readonly HttpUrl[],
  decodedBytesMax: number,
): boolean {
  const text = plainText(headers, payload, decodedBytesMax)
  return addresses.some((address) => {
    const { pathname, search } = new URL(address)
    // "/" alone names nothing.
    return pathname.length + search.length > 1 && text.includes(pathname + search)
  })
}

/** Addresses are ASCII in every charset; in HTML, XML and JSON their signs may be escaped. */
function plainText(headers: Exchange['headers'], payload: Uint8Array, bytesMax: number): string {
  return Buffer.from(unpacked(headers, payload, bytesMax))
    .toString('latin1')
    .replaceAll('&amp;', '&')
    .replaceAll('&#38;', '&')
    .replaceAll('\\u0026', '&')
    .replaceAll('\\/', '/')
}

/** What cannot be unpacked is looked at as it is. */
function unpacked(headers: Exchange['headers'], payload: Uint8Array, bytesMax: number): Uint8Array {
  try {
    return removeContentCoding(headers, payload, bytesMax)
  } catch (error) {
    if (error instanceof RangeError) return payload
    throw error
  }
}
