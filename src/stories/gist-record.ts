import type { Gist } from './gist.ts'

/** The first byte of a record. A gist that is made otherwise gets another number, and old records are made anew. */
const version = 2

type Head = Pick<Gist, 'keys' | 'region' | 'numbers' | 'days' | 'facts' | 'language' | 'atMs'>

/**
 * A gist as bytes, about 2.5 kB for an article of 900 characters: version, counts, then the arrays as they are
 * (little-endian), then the rest as JSON.
 */
export function formatGist(gist: Gist): Uint8Array {
  const { words, pairs, pairCounts, keys, region, numbers, days, facts, language, atMs } = gist
  const head: Head = { keys, region, numbers, days, facts, language, atMs }
  const json = Buffer.from(JSON.stringify(head))
  const bytes = Buffer.alloc(sizeOf(words.length, pairCounts.length) + json.length)
  bytes[0] = version
  bytes.writeUInt16LE(words.length, 2)
  bytes.writeUInt16LE(pairCounts.length, 4)
  let at = headBytes
  for (const word of words) at = bytes.writeUInt32LE(word, at)
  for (const place of pairs) at = bytes.writeUInt16LE(place, at)
  for (const each of [gist.rarities, gist.counts, gist.leadCounts, gist.traits, pairCounts]) {
    bytes.set(each, at)
    at += each.length
  }
  bytes.set(json, at)
  return bytes
}

/** @returns Null for what this version of the program did not write: it is made from the text again. */
export function parseGist(record: Uint8Array): Gist | null {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.byteLength)
  if (bytes.length < headBytes || bytes[0] !== version) return null
  const wordCount = bytes.readUInt16LE(2)
  const pairCount = bytes.readUInt16LE(4)
  const jsonAt = sizeOf(wordCount, pairCount)
  if (bytes.length < jsonAt) return null
  let at = headBytes
  const words = Uint32Array.from({ length: wordCount }, (_, place) => bytes.readUInt32LE(at + 4 * place))
  at += 4 * wordCount
  const pairs = Uint16Array.from({ length: 2 * pairCount }, (_, place) => bytes.readUInt16LE(at + 2 * place))
  at += 4 * pairCount
  const next = (count: number) => {
    at += count
    return Uint8Array.from(bytes.subarray(at - count, at))
  }
  const counted = {
    rarities: next(wordCount),
    counts: next(wordCount),
    leadCounts: next(wordCount),
    traits: next(wordCount),
    pairCounts: next(pairCount),
  }
  if (pairs.some((place) => place >= wordCount)) return null
  try {
    return { words, pairs, ...counted, ...(JSON.parse(bytes.toString('utf8', jsonAt)) as Head) }
  } catch {
    return null
  }
}

/** Version, a byte of nothing, and how many words and pairs there are. */
const headBytes = 6

function sizeOf(wordCount: number, pairCount: number): number {
  return headBytes + wordCount * (4 + 4) + pairCount * (4 + 1)
}
