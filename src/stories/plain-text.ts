import { foldText } from '#model'

/** Texts longer than this are compared by their beginning: more than any news article, and a bound on time. */
const comparedCharsMax = 200_000

/** The normal form of what is compared of a text. */
export function plainText(text: string): string {
  return foldText(text.slice(0, comparedCharsMax))
}

// A script without spaces between words gives one unit a character, any other one unit a word or number.
const unit =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+/gv

/** What is left of a plain text for telling copies: its characters (its words, in scripts with spaces), in order. */
export function unitsOf(plain: string): string[] {
  return plain.match(unit) ?? []
}

/** The units of a plain text with where each stands in it, in UTF-16 units: `[start, end)`. */
export function unitPlaces(
  plain: string,
): { readonly text: string; readonly start: number; readonly end: number }[] {
  return Array.from(plain.matchAll(unit), ({ 0: text, index }) => ({
    text,
    start: index,
    end: index + text.length,
  }))
}

/** The hashes (unsigned, 32 bits) of every run of `length` units, in order; none if the text is shorter. */
export function shingleHashes(units: readonly string[], length: number): Uint32Array {
  const count = Math.max(0, units.length - length + 1)
  const hashes = new Uint32Array(count)
  const unitHashes = units.map((each) => hashText(each))
  for (let start = 0; start < count; start++) {
    let hash = 0
    for (let i = start; i < start + length; i++) hash = Math.imul(hash, 0x01000193) ^ unitHashes[i]!
    hashes[start] = mix(hash)
  }
  return hashes
}

/** FNV-1a over the UTF-16 code units of a text or a part of it, then mixed: even in all its bits. */
export function hashText(text: string, start = 0, end = text.length): number {
  let state = hashStart
  for (let i = start; i < end; i++) state = hashOn(state, text.charCodeAt(i))
  return mix(state)
}

/** The same unit by unit, where the hashes of all beginnings of a text are wanted: `mix` gives each. */
export const hashStart = 0x811c9dc5

export function hashOn(state: number, unit: number): number {
  return Math.imul(state ^ unit, 0x01000193)
}

/** The finaliser of MurmurHash3. */
export function mix(hash: number): number {
  hash ^= hash >>> 16
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
