/**
 * Nearly all terms are one or two UTF-16 units (a character, a pair of neighbours), and two units are a number: such a
 * term is told by it. Terms of more units have no key (0). In order: by key, then those without one by their units.
 */
export type TermKey = number

export function keyOf(term: string): TermKey {
  if (term.length > 2) return 0
  return ((term.charCodeAt(0) << 16) | (term.length > 1 ? term.charCodeAt(1) : 0)) >>> 0
}

export function termOfKey(key: TermKey): string {
  const second = key & 0xffff
  return second === 0 ? String.fromCharCode(key >>> 16) : String.fromCharCode(key >>> 16, second)
}

/** The first and last key of terms that begin so; null where none can have a key. */
export function keysFrom(prefix: string): { first: TermKey; last: TermKey } | null {
  if (prefix.length > 2) return null
  const first = keyOf(prefix)
  return { first, last: prefix.length === 1 ? (first | 0xffff) >>> 0 : first }
}
