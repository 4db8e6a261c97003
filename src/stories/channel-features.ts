import { foldText } from '#model'
import { hashText } from './plain-text.ts'
import { cutWords } from './words.ts'

/** Which features a text has, as sorted bucket numbers, and how much each counts; of Euclidean length 1. */
export interface FeatureVector {
  readonly buckets: Uint32Array
  readonly values: Float32Array
}

/** The beginning says what a text is about; the rest costs time. */
const readCharsMax = 2000

/**
 * The features that channels are told by: words and pairs of words, runs of two and three Han characters (of three
 * to five letters in other scripts), each hashed to a bucket.
 *
 * @param bucketCount A power of two.
 */
export function channelFeatures(text: string, bucketCount: number): FeatureVector {
  const counts = new Map<number, number>()
  const mask = bucketCount - 1
  const add = (kind: number, hash: number) => {
    const bucket = (Math.imul(hash ^ kind, 0x9e3779b1) >>> 7) & mask
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  const folded = foldText(text.slice(0, readCharsMax))
  let previous = 0
  for (const word of cutWords(folded)) {
    const isWord = /[\p{L}\p{N}]/u.test(word)
    if (!isWord) {
      if (/[?!:"]/.test(word)) add(kinds.sign, hashText(word))
      if (word !== ' ') previous = 0
      continue
    }
    const hash = hashText(/^\p{N}+$/u.test(word) ? `#${word.length}` : word)
    add(kinds.word, hash)
    if (previous !== 0) add(kinds.wordPair, Math.imul(previous, 31) ^ hash)
    previous = hash
    if (!/\p{sc=Han}/u.test(word)) addLetterRuns(word, add)
  }
  for (const run of folded.replace(/\p{N}/gu, '0').match(hanRun) ?? []) addCharacterRuns(run, add)
  return vectorOf(counts)
}

// Signs and figures between Han characters tell too: (图), 3-1, 《…》, 5%.
const hanRun = /[^\s\p{L}]*\p{sc=Han}(?:[^\s\p{L}]|\p{sc=Han})*/gu

const kinds = { word: 1, wordPair: 2, characters: 3, letters: 4, sign: 5 }

function addCharacterRuns(run: string, add: (kind: number, hash: number) => void): void {
  for (let i = 0; i < run.length; i++) {
    add(kinds.characters, hashText(run.slice(i, i + 1)))
    if (i + 2 <= run.length) add(kinds.characters, hashText(run.slice(i, i + 2)))
    if (i + 3 <= run.length) add(kinds.characters, hashText(run.slice(i, i + 3)))
  }
}

function addLetterRuns(word: string, add: (kind: number, hash: number) => void): void {
  const bounded = `<${word.slice(0, 30)}>`
  for (let length = 3; length <= 5; length++) {
    for (let i = 0; i + length <= bounded.length; i++)
      add(kinds.letters, hashText(bounded.slice(i, i + length)))
  }
}

function vectorOf(counts: ReadonlyMap<number, number>): FeatureVector {
  const buckets = Uint32Array.from(counts.keys()).sort()
  const values = new Float32Array(buckets.length)
  let squares = 0
  for (const [index, bucket] of buckets.entries()) {
    values[index] = 1 + Math.log(counts.get(bucket)!)
    squares += values[index]! ** 2
  }
  const length = Math.sqrt(squares) || 1
  for (let i = 0; i < values.length; i++) values[i]! /= length
  return { buckets, values }
}
