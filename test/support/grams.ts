/** The runs of 24 bytes that are looked for. */
export interface Grams {
  /** The first of them in these bytes, as readable text; null if there is none. */
  findIn(bytes: Uint8Array): string | null
}

/** So few bytes are still a phrase; shorter runs come up by chance. */
const gramBytes = 24
const base = 257
/** base ** 23 modulo 2 ** 32: the weight of the byte that leaves the window. */
const leaving = Array.from({ length: gramBytes - 1 }).reduce<number>((power) => Math.imul(power, base), 1)

/**
 * All 24 bytes in a row of these contents, but for those that the others have too.
 *
 * Rolled over by Rabin and Karp's hash, so that a byte of a file costs a multiplication and a look into a set.
 *
 * @throws {RangeError} if none are left to look for: a test that looks for nothing would always pass.
 */
export function gramsOf(contents: readonly Uint8Array[], except: readonly Uint8Array[]): Grams {
  const allowed = new Set<string>()
  for (const each of except) for (const { text } of windowsOf(each)) allowed.add(text)
  const wanted = new Map<number, Set<string>>()
  for (const each of contents) {
    for (const { hash, text } of windowsOf(each)) {
      if (allowed.has(text) || isOneByte(text)) continue
      const same = wanted.get(hash)
      if (same) same.add(text)
      else wanted.set(hash, new Set([text]))
    }
  }
  if (wanted.size === 0) throw new RangeError('There are no 24 bytes to look for that nothing else may have.')
  return {
    findIn(bytes) {
      let hash = 0
      for (let at = 0; at < bytes.length; at++) {
        if (at >= gramBytes) hash = (hash - Math.imul(bytes[at - gramBytes]!, leaving)) | 0
        hash = (Math.imul(hash, base) + bytes[at]!) | 0
        if (at < gramBytes - 1) continue
        const same = wanted.get(hash)
        if (!same) continue
        const text = latin1(bytes, at - gramBytes + 1)
        if (same.has(text)) return Buffer.from(text, 'latin1').toString()
      }
      return null
    },
  }
}

function* windowsOf(bytes: Uint8Array): Generator<{ hash: number; text: string }> {
  let hash = 0
  for (let at = 0; at < bytes.length; at++) {
    if (at >= gramBytes) hash = (hash - Math.imul(bytes[at - gramBytes]!, leaving)) | 0
    hash = (Math.imul(hash, base) + bytes[at]!) | 0
    if (at >= gramBytes - 1) yield { hash, text: latin1(bytes, at - gramBytes + 1) }
  }
}

function latin1(bytes: Uint8Array, start: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, gramBytes).toString('latin1')
}

/** Runs of spaces or zeros are everywhere. */
function isOneByte(text: string): boolean {
  return text === text.charAt(0).repeat(text.length)
}
