import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

export type Coding = 'br' | 'gzip'

/** What a client takes, the better first; null for one that wants bytes as they are. @see RFC 9110 §12.5.3 */
export function acceptedCoding(header: string | null | undefined): Coding | null {
  const accepted = new Set<string>()
  for (const part of (header ?? '').slice(0, 500).toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((each) => each.trim())
    if (!parameters.some((each) => /^q=0(\.0*)?$/.test(each))) accepted.add(coding)
  }
  return accepted.has('br') ? 'br' : accepted.has('gzip') ? 'gzip' : null
}

/** @param effort `once` for what is kept and sent a thousand times; `each` for what is made anew for every reader. */
export function compress(text: string, coding: Coding, effort: 'once' | 'each'): Uint8Array<ArrayBuffer> {
  if (coding === 'gzip') return gzipSync(text, { level: effort === 'once' ? 9 : 5 })
  const params = {
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    // Brotli 4 takes as long as gzip 5 and leaves less.
    [constants.BROTLI_PARAM_QUALITY]: effort === 'once' ? 11 : 4,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  return brotliCompressSync(text, { params })
}
