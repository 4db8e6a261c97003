import { foldText } from '#model'
import { hashOn, hashStart, hashText, mix } from './plain-text.ts'
import { kindsOf, type WordKinds } from './word-kinds.ts'
import { cutWords } from './words.ts'

/** Bucket numbers and how much each counts. */
export interface FeatureVector {
  readonly buckets: Uint32Array
  readonly values: Float32Array
}

/** What a text shows, by the part of it that shows it. The opening and the ending of short texts are empty. */
export interface ChannelFeatures {
  readonly whole: FeatureVector
  readonly opening: FeatureVector
  readonly ending: FeatureVector
}

/** The beginning says what a text is about; the rest costs time. */
const readCharsMax = 2000
/** Texts shorter than this are one headline or sentence, all opening. */
const partedCharsMin = 300
/** A headline, or a dateline and the first clause. */
const openingChars = 60
/** Where the desk that edited it signs. */
const endingChars = 14
/** How much each part counts beside the whole. Best of six settings on the sections of one agency, five-fold. */
const partShares = { whole: 1, opening: 0.9, ending: 1 }
/** How much the kind of a word counts beside the word itself. */
const kindShare = 0.9

/**
 * The features that channels are told by: words, pairs of words and kinds of words, runs of one to three Han characters
 * (of three to five letters in other scripts), each hashed to a bucket.
 *
 * @param bucketCount A power of two.
 */
export function channelFeatures(text: string, bucketCount: number): ChannelFeatures {
  const folded = foldText(text.slice(0, readCharsMax))
  const isParted = folded.length >= partedCharsMin
  return {
    whole: tallyOf(bucketCount, (tally) => {
      addWords(tally, folded)
      addHanRuns(tally, folded)
    }),
    opening: tallyOf(bucketCount, (tally) => {
      if (isParted) addOpening(tally, folded.slice(0, openingChars))
    }),
    ending: tallyOf(bucketCount, (tally) => {
      if (isParted) addRuns(tally, traits.ending, foldText(text.slice(-3 * endingChars)).slice(-endingChars))
    }),
  }
}

/**
 * One vector of all parts, of Euclidean length 1.
 *
 * @param rarityOf How telling a bucket is; what is 0 is left out.
 */
export function joinParts(features: ChannelFeatures, rarityOf: (bucket: number) => number): FeatureVector {
  const count =
    features.whole.buckets.length + features.opening.buckets.length + features.ending.buckets.length
  const buckets = new Uint32Array(count)
  const values = new Float32Array(count)
  let end = 0
  let lengthSquared = 0
  for (const part of ['whole', 'opening', 'ending'] as const) {
    const start = end
    let squares = 0
    const { buckets: itsBuckets, values: itsValues } = features[part]
    for (let index = 0; index < itsBuckets.length; index++) {
      const bucket = itsBuckets[index]!
      const value = itsValues[index]! * rarityOf(bucket)
      if (value === 0) continue
      buckets[end] = bucket
      values[end++] = value
      squares += value * value
    }
    if (squares === 0) continue
    const scale = partShares[part] / Math.sqrt(squares)
    for (let at = start; at < end; at++) values[at]! *= scale
    lengthSquared += partShares[part] ** 2
  }
  const length = Math.sqrt(lengthSquared) || 1
  for (let at = 0; at < end; at++) values[at]! /= length
  return { buckets: buckets.subarray(0, end), values: values.subarray(0, end) }
}

/** What a feature is of: the same word as an opening's is another feature. */
const traits = {
  word: 1,
  wordPair: 2,
  characters: 3,
  letters: 4,
  sign: 5,
  coarseKind: 6,
  middleKind: 7,
  fineKind: 8,
  openingWord: 9,
  openingCoarseKind: 10,
  openingMiddleKind: 11,
  opening: 12,
  ending: 13,
} as const
type Trait = (typeof traits)[keyof typeof traits]

interface Tally {
  add(trait: Trait, hash: number, share?: number): void
}

function tallyOf(bucketCount: number, count: (tally: Tally) => void): FeatureVector {
  const { vector, ...tally } = createTally(bucketCount)
  count(tally)
  return vector()
}

function createTally(bucketCount: number): Tally & { vector(): FeatureVector } {
  const buckets: number[] = []
  const counts: number[] = []
  const shares: number[] = []
  const places = emptyPlaces(bucketCount)
  return {
    add(trait, hash, share = 1) {
      const mixed = Math.imul(hash, 0x85ebca6b) ^ Math.imul(trait, 0xc2b2ae35)
      const bucket = (Math.imul(mixed, 0x9e3779b1) >>> 7) & (bucketCount - 1)
      const place = places[bucket]!
      if (place > 0) {
        counts[place - 1]!++
        return
      }
      buckets.push(bucket)
      counts.push(1)
      shares.push(share)
      places[bucket] = buckets.length
    },
    vector() {
      for (const bucket of buckets) places[bucket] = 0
      const values = new Float32Array(counts.length)
      for (let place = 0; place < counts.length; place++)
        values[place] = counts[place] === 1 ? shares[place]! : shares[place]! * (1 + Math.log(counts[place]!))
      return { buckets: Uint32Array.from(buckets), values }
    },
  }
}

/**
 * For each bucket its place in the tally at hand, counted from 1. One array for all tallies, which are made one after
 * the other: to count in it takes a fifth of what a Map takes.
 */
function emptyPlaces(bucketCount: number): Uint32Array {
  if (sharedPlaces.length !== bucketCount) sharedPlaces = new Uint32Array(bucketCount)
  return sharedPlaces
}

let sharedPlaces = new Uint32Array(0)

function addWords(tally: Tally, folded: string): void {
  let previous = 0
  for (const word of cutWords(folded)) {
    const { isWord, sign, hash, isHan, kinds } = wordFeatures(word)
    if (!isWord) {
      if (sign !== null) tally.add(traits.sign, sign)
      if (word !== ' ') previous = 0
      continue
    }
    tally.add(traits.word, hash)
    if (previous !== 0) tally.add(traits.wordPair, Math.imul(previous, 31) ^ hash)
    previous = hash
    if (!isHan) addLetterRuns(tally, word)
    for (const { coarse, middle, fine } of kinds) {
      tally.add(traits.coarseKind, coarse, kindShare)
      tally.add(traits.middleKind, middle, kindShare)
      tally.add(traits.fineKind, fine, kindShare)
    }
  }
}

interface WordFeatures {
  readonly isWord: boolean
  /** Of signs that tell of a headline's kind, their hash. */
  readonly sign: number | null
  /** Of numbers only how long they are. */
  readonly hash: number
  readonly isHan: boolean
  /** A word that is not known is known by its characters. */
  readonly kinds: readonly WordKinds[]
}

function wordFeatures(word: string): WordFeatures {
  let known = knownWords.get(word)
  if (known === undefined) {
    const kinds = kindsOf(word)
    const characters = !kinds && /^\p{sc=Han}+$/u.test(word) ? [...word] : []
    known = {
      isWord: isWord(word),
      sign: /[?!:"]/.test(word) ? hashText(word) : null,
      hash: hashText(/^\p{N}+$/u.test(word) ? `#${word.length}` : word),
      isHan: /\p{sc=Han}/u.test(word),
      kinds: kinds ? [kinds] : characters.flatMap((character) => kindsOf(character) ?? []),
    }
    if (knownWords.size >= knownWordCountMax) knownWords.clear()
    knownWords.set(word, known)
  }
  return known
}

const knownWords = new Map<string, WordFeatures>()
/** About 5 MB: the words of some hundred articles. */
const knownWordCountMax = 30_000

function addOpening(tally: Tally, opening: string): void {
  for (const word of cutWords(opening)) {
    if (!isWord(word)) continue
    tally.add(traits.openingWord, hashText(word))
    const kinds = kindsOf(word)
    if (!kinds) continue
    tally.add(traits.openingCoarseKind, kinds.coarse)
    tally.add(traits.openingMiddleKind, kinds.middle)
  }
  addRuns(tally, traits.opening, opening)
}

/** Every run of two to four characters, spaces left out. */
function addRuns(tally: Tally, trait: Trait, part: string): void {
  const plain = part.replace(/\s+/g, '').replace(/\p{N}/gu, '0')
  for (let length = 2; length <= 4; length++) {
    for (let i = 0; i + length <= plain.length; i++) tally.add(trait, hashText(plain, i, i + length))
  }
}

// Signs and figures between Han characters tell too: (图), 3-1, 《…》, 5%.
const hanRun = /[^\s\p{L}]*\p{sc=Han}(?:[^\s\p{L}]|\p{sc=Han})*/gu

function addHanRuns(tally: Tally, folded: string): void {
  for (const run of folded.replace(/\p{N}/gu, '0').match(hanRun) ?? []) {
    for (let i = 0; i < run.length; i++) {
      let state = hashStart
      for (let at = i; at < run.length && at < i + 3; at++) {
        state = hashOn(state, run.charCodeAt(at))
        tally.add(traits.characters, mix(state))
      }
    }
  }
}

function addLetterRuns(tally: Tally, word: string): void {
  const bounded = `<${word.slice(0, 30)}>`
  for (let length = 3; length <= 5; length++) {
    for (let i = 0; i + length <= bounded.length; i++)
      tally.add(traits.letters, hashText(bounded, i, i + length))
  }
}

function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word)
}
