import { type Exchange, removeContentCoding } from '#model'

export interface DecodingLimits {
  /** A packed body may unpack to so many bytes, */
  readonly decodedBytesMax: number
  /** and to so many times its own size. */
  readonly decodedRatioMax: number
}

/** No bomb, whatever its ratio. */
const harmlessBytes = 4 * 1024 ** 2

/**
 * The body with its content coding undone.
 *
 * @throws {RangeError} if it grows beyond a limit; the message names the limit's setting.
 */
export function decodedBody(
  { headers, payload }: Pick<Exchange, 'headers' | 'payload'>,
  { decodedBytesMax, decodedRatioMax }: DecodingLimits,
): Uint8Array {
  const byRatio = Math.max(harmlessBytes, payload.length * decodedRatioMax)
  const bytesMax = Math.min(decodedBytesMax, byRatio)
  try {
    return removeContentCoding(headers, payload, bytesMax)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    const setting = bytesMax === decodedBytesMax ? 'fetch.decodedBytesMax' : 'fetch.decodedRatioMax'
    throw new RangeError(
      `its ${payload.length} bytes unpack to more than ${bytesMax}, as a bomb’s do (${setting})`,
      { cause },
    )
  }
}
