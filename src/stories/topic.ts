import type { ArticleWords, Rarity } from './story-profile.ts'
import { isTopical } from './topic-words.ts'
import { isUnknownWord, wordRarity } from './words.ts'

/** What a text speaks of. */
export interface Topic {
  /** Words that can name a subject and their pairs, each with its weight. */
  readonly terms: ReadonlyMap<string, number>
  /** The words by which an index finds others on it, most telling first. */
  readonly keys: readonly string[]
}

const keyCount = 24
/** Words more common than this (工作, 文化, people) name no subject alone. */
const rarityMin = 2.5
/** A name that nobody has seen counts no more than this: half of them are a cutter's slips. */
const rarityMax = 11
/** Two words side by side in both texts (民族 团结, West Quay) are a term: that is seldom chance. */
const pairFactor = 0.7
const pairWeightMax = 6
const titleFactor = 3

/** The topic of an article that is cut into words already. */
export function topicOf({ title, lead, rest }: ArticleWords, rarity: Rarity): Topic {
  const terms = new Map<string, { count: number; worth: number }>()
  const worths = new Map<string, number | null>()
  const worthOf = (word: string) => {
    let worth = worths.get(word)
    if (worth === undefined) {
      worth = isTopical(word) ? Math.min(rarity(word), rarityMax) - rarityMin : null
      worths.set(word, worth)
    }
    return worth
  }
  const add = (term: string, worth: number, count: number) => {
    if (worth <= 0) return
    const known = terms.get(term)
    if (known) known.count += count
    else terms.set(term, { count, worth })
  }
  let previous: { word: string; worth: number } | null = null
  for (const [words, count] of [[title, titleFactor] as const, [lead, 1] as const, [rest, 1] as const]) {
    for (const word of words) {
      if (word === ' ') continue
      const worth = worthOf(word)
      if (worth !== null) add(word, worth, count)
      if (worth !== null && previous !== null)
        add(`${previous.word} ${word}`, Math.min(pairWeightMax, pairFactor * (previous.worth + worth)), count)
      previous = worth === null ? null : { word, worth }
    }
    if (words === title) previous = null
  }
  return {
    terms: new Map([...terms].map(([term, { count, worth }]) => [term, weightOf(count, worth)])),
    keys: keysOf(terms),
  }
}

function weightOf(count: number, worth: number): number {
  return (1 + Math.log(count)) * worth
}

/** By ordinary text alone: what other articles have too is worth less for telling subjects, but finds them. */
function keysOf(terms: ReadonlyMap<string, { readonly count: number }>): string[] {
  return [...terms]
    .filter(([term]) => !term.includes(' '))
    .map(([term, { count }]) => ({ term, weight: weightOf(count, wordRarity(term) - rarityMin) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, keyCount)
    .map(({ term }) => term)
}

export interface SharedTopic {
  /**
   * How much two texts speak of the same, 0 to 1: by how telling the terms are that both have, and by how many they
   * are, so that one rare word in common is not enough. Lengths don't matter: a short notice may belong to a long report.
   */
  readonly share: number
  /** How many names they share: what is in no dictionary and no ordinary news; where words are spaced, pairs of them. */
  readonly nameCount: number
}

export function sharedTopic(a: Topic, b: Topic): SharedTopic {
  const [small, large] = a.terms.size < b.terms.size ? [a.terms, b.terms] : [b.terms, a.terms]
  let squares = 0
  let termCount = 0
  let nameCount = 0
  for (const [term, weight] of small) {
    const other = large.get(term)
    if (other === undefined) continue
    squares += weight * other
    termCount++
    if (isName(term)) nameCount++
  }
  const share = Math.min(1, Math.sqrt(squares) / fullEvidence) * (1 - Math.exp(-termCount / severalTerms))
  return { share, nameCount }
}

// Of all pairs of articles in a year of seven outlets, and of the labelled ones of one week of one: unrelated ones
// reach .2 seldom.
const fullEvidence = 20
const severalTerms = 8

function isName(term: string): boolean {
  return term.includes(' ') ? spacedPair.test(term) : isUnknownWord(term)
}

const spacedPair = /^(?!the )[^\p{sc=Han}]+$/u
