import { type Gist, gistRarityMin, pairHash, rarityUnits, wordTraits } from './gist.ts'
import type { Rarity, TermVector } from './story-profile.ts'

/** What a text speaks of: words that can name a subject and their pairs. */
export interface Topic {
  readonly words: TopicTerms
  readonly pairs: TopicTerms
}

interface TopicTerms extends TermVector {
  /** 1 for names: what is in no dictionary and no ordinary news; where words are spaced, pairs of them. */
  readonly names: Uint8Array
}

/** A name that nobody has seen counts no more than this: half of them are a cutter's slips. */
const rarityMax = 11
/** Two words side by side in both texts (民族 团结, West Quay) are a term: that is seldom chance. */
const pairFactor = 0.7
const pairWeightMax = 6

export function topicOf(gist: Gist, rarity: Rarity): Topic {
  const { words, rarities, counts, traits, pairs, pairCounts } = gist
  const isTopical = (place: number) => (traits[place]! & wordTraits.topical) !== 0
  const worths = Float32Array.from(words, (word, place) =>
    isTopical(place) ? Math.min(rarity(word, rarities[place]! / rarityUnits), rarityMax) - gistRarityMin : 0,
  )
  const single = createTerms(words.length)
  for (let place = 0; place < words.length; place++) {
    const isUnknown = (traits[place]! & wordTraits.unknown) !== 0
    single.add(words[place]!, worths[place]!, counts[place]!, isUnknown)
  }
  const double = createTerms(pairCounts.length)
  for (let pair = 0; pair < pairCounts.length; pair++) {
    const first = pairs[2 * pair]!
    const second = pairs[2 * pair + 1]!
    const worth = Math.min(pairWeightMax, pairFactor * (worths[first]! + worths[second]!))
    const isSpaced = (traits[first]! & traits[second]! & wordTraits.spaced) !== 0
    double.add(pairHash(words[first]!, words[second]!), worth, pairCounts[pair]!, isSpaced)
  }
  return { words: single.terms(), pairs: double.terms() }
}

function createTerms(countMax: number) {
  const hashes = new Uint32Array(countMax)
  const weights = new Float32Array(countMax)
  const names = new Uint8Array(countMax)
  let size = 0
  return {
    add(hash: number, worth: number, count: number, isName: boolean): void {
      if (worth <= 0) return
      hashes[size] = hash
      weights[size] = (1 + Math.log(count)) * worth
      names[size++] = isName ? 1 : 0
    },
    terms: (): TopicTerms => ({
      hashes: hashes.subarray(0, size),
      weights: weights.subarray(0, size),
      names: names.subarray(0, size),
    }),
  }
}

export interface SharedTopic {
  /**
   * How much two texts speak of the same, 0 to 1: by how telling the terms are that both have, and by how many they
   * are, so that one rare word in common is not enough. Lengths don't matter: a short notice may belong to a long report.
   */
  readonly share: number
  readonly nameCount: number
}

export function sharedTopic(a: Topic, b: Topic): SharedTopic {
  const words = sharedTerms(a.words, b.words)
  const pairs = sharedTerms(a.pairs, b.pairs)
  const termCount = words.termCount + pairs.termCount
  const evidence = Math.min(1, Math.sqrt(words.squares + pairs.squares) / fullEvidence)
  return {
    share: evidence * (1 - Math.exp(-termCount / severalTerms)),
    nameCount: words.nameCount + pairs.nameCount,
  }
}

// Of all pairs of articles in a year of seven outlets, and of the labelled ones of one week of one: unrelated ones
// reach .2 seldom.
const fullEvidence = 20
const severalTerms = 8

function sharedTerms(
  a: TopicTerms,
  b: TopicTerms,
): { squares: number; termCount: number; nameCount: number } {
  let squares = 0
  let termCount = 0
  let nameCount = 0
  for (let i = 0, j = 0; i < a.hashes.length && j < b.hashes.length; ) {
    const difference = a.hashes[i]! - b.hashes[j]!
    if (difference < 0) i++
    else if (difference > 0) j++
    else {
      squares += a.weights[i]! * b.weights[j]!
      termCount++
      nameCount += a.names[i]!
      i++
      j++
    }
  }
  return { squares, termCount, nameCount }
}
