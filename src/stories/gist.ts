import { foldText } from '#model'
import { factsOf } from './facts.ts'
import { withoutAttributions } from './page-lines.ts'
import { hashText } from './plain-text.ts'
import { type Region, regionOf } from './region.ts'
import { isTopical } from './topic-words.ts'
import { cutWords, isUnknownWord, wordRarity } from './words.ts'

/**
 * What an article is about, as it is kept for comparing it with others: its telling words by their hashes, before it is
 * said how telling each is these days. Made once; the text need not be read again.
 */
export interface Gist {
  /** Hashes, ascending. The arrays of the same length say more of each. */
  readonly words: Uint32Array
  /** How rare in ordinary text, in 16ths of a natural logarithm. */
  readonly rarities: Uint8Array
  /** How often it is there; in the title it counts three times. */
  readonly counts: Uint8Array
  /** The same in title and beginning alone. */
  readonly leadCounts: Uint8Array
  /** `wordTraits`, added up. */
  readonly traits: Uint8Array
  /** Two topical words side by side, each pair as two indexes of `words`; ascending by `pairHash`. */
  readonly pairs: Uint16Array
  readonly pairCounts: Uint8Array
  /** The words by which an index finds others on the subject, most telling first. */
  readonly keys: readonly string[]
  readonly region: Region | null
  /** Numbers of two digits or more in title and beginning: tolls, sums, scores; no years. */
  readonly numbers: readonly string[]
  /** Days of the month that the beginning names, in figures. */
  readonly days: readonly string[]
  /** Figures and names that a report in another language has too. */
  readonly facts: readonly string[]
  /** The primary subtag (`zh`); where none is known, `han` or `spaced`, by the words. */
  readonly language: string
  /** Publication in ms since 1970; null where unknown. */
  readonly atMs: number | null
}

export const wordTraits = {
  /** It can name a subject. */
  topical: 1,
  /** It is in no dictionary and no ordinary news: most often a name. */
  unknown: 2,
  /** Of a script that puts spaces between words; two such words side by side are often a name. */
  spaced: 4,
} as const

/** News tells what happened at its start; beyond this it repeats itself and remembers other affairs. */
const readCharsMax = 3000
const leadCharsMax = 300
const titleFactor = 3
const keyCount = 24
/** Words more common than this (工作, 文化, people) say nothing of a text. */
export const gistRarityMin = 2.5
export const rarityUnits = 16
/** The most telling of a long article's. Without bounds the labelled pairs and stories are told no better. */
const wordCountMax = 256
const pairCountMax = 192

export function gistOf(article: {
  readonly title: string
  readonly text: string
  readonly atMs: number | null
  /** Where its outlet is at home. */
  readonly home?: string | null
  /** BCP 47. */
  readonly language?: string | null
}): Gist {
  const title = cutWords(foldText(article.title))
  const text = cutWords(withoutAttributions(foldText(article.text.slice(0, readCharsMax))))
  const lead = text.slice(0, leadWordCount(text))
  const tally = createTally()
  tally.read(title, { count: titleFactor, isLead: true })
  tally.pause()
  tally.read(lead, { count: 1, isLead: true })
  tally.read(text.slice(lead.length), { count: 1, isLead: false })
  const opening = `${title.join('')}\n${lead.join('')}`
  const counted = tally.result()
  return {
    ...counted,
    facts: factsOf(article),
    language: article.language?.split('-')[0]?.toLowerCase() || scriptOf(counted.traits),
    region: regionOf(article),
    numbers: [...new Set(opening.match(/\d+(?:\.\d+)?/g) ?? [])].filter(
      (each) => each.length >= 2 && !isYear.test(each),
    ),
    days: [...new Set((opening.match(dayOfMonth) ?? []).map((day) => day.match(/\d+/)![0]))],
    atMs: article.atMs,
  }
}

function scriptOf(traits: Uint8Array): string {
  const spacedCount = traits.filter((each) => (each & wordTraits.spaced) !== 0).length
  return spacedCount > traits.length / 2 ? 'spaced' : 'han'
}

/** The hash of two words side by side. */
export function pairHash(first: number, second: number): number {
  return (Math.imul(first, 0x9e3779b1) ^ second) >>> 0
}

function leadWordCount(words: readonly string[]): number {
  let count = 0
  for (let chars = 0; count < words.length && chars < leadCharsMax; count++) chars += words[count]!.length
  return count
}

const isYear = /^(?:19|20)\d\d$/
const dayOfMonth =
  /\d{1,2}日|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\b\d{1,2} (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b/g

interface CountedWord extends TellingWord {
  count: number
  leadCount: number
}

interface CountedPair {
  readonly first: CountedWord
  readonly second: CountedWord
  count: number
}

type Counted = Pick<
  Gist,
  'words' | 'rarities' | 'counts' | 'leadCounts' | 'traits' | 'pairs' | 'pairCounts' | 'keys'
>

function createTally() {
  const words = new Map<string, CountedWord | null>()
  const pairs = new Map<number, CountedPair>()
  let previous: CountedWord | null = null

  function known(word: string): CountedWord | null {
    let found = words.get(word)
    if (found === undefined) {
      const telling = tellingWord(word)
      found = telling && { ...telling, count: 0, leadCount: 0 }
      words.set(word, found)
    }
    return found
  }

  return {
    read(text: readonly string[], { count, isLead }: { count: number; isLead: boolean }): void {
      for (const word of text) {
        if (word === ' ') continue
        const found = known(word)
        if (found) {
          found.count += count
          if (isLead) found.leadCount += count
        }
        const topical = found && found.traits & wordTraits.topical ? found : null
        if (topical && previous) {
          const hash = pairHash(previous.hash, topical.hash)
          const pair = pairs.get(hash)
          if (pair) pair.count += count
          else pairs.set(hash, { first: previous, second: topical, count })
        }
        previous = topical
      }
    },
    /** What follows stands beside nothing. */
    pause(): void {
      previous = null
    },
    result(): Counted {
      const found = [...words.values()].filter((each) => each !== null)
      const kept = mostTelling(found, wordCountMax, tellingOf).sort((a, b) => a.hash - b.hash)
      const places = new Map(kept.map((each, place) => [each, place]))
      const keptPairs = mostTelling(
        [...pairs].filter(([, { first, second }]) => places.has(first) && places.has(second)),
        pairCountMax,
        ([, { first, second, count }]) => (1 + Math.log(count)) * (first.rarity + second.rarity),
      ).sort(([a], [b]) => a - b)
      return {
        words: Uint32Array.from(kept, ({ hash }) => hash),
        rarities: Uint8Array.from(kept, ({ rarity }) => Math.min(255, Math.round(rarity * rarityUnits))),
        counts: Uint8Array.from(kept, ({ count }) => Math.min(255, count)),
        leadCounts: Uint8Array.from(kept, ({ leadCount }) => Math.min(255, leadCount)),
        traits: Uint8Array.from(kept, ({ traits }) => traits),
        pairs: Uint16Array.from(
          keptPairs.flatMap(([, { first, second }]) => [places.get(first)!, places.get(second)!]),
        ),
        pairCounts: Uint8Array.from(keptPairs, ([, { count }]) => Math.min(255, count)),
        keys: keysOf(kept),
      }
    },
  }
}

interface TellingWord {
  readonly word: string
  readonly hash: number
  readonly rarity: number
  readonly traits: number
}

/** Null for what tells nothing: signs, one character alone, the commonest words. */
function tellingWord(word: string): TellingWord | null {
  let known = knownWords.get(word)
  if (known === undefined) {
    known = weighWord(word)
    if (knownWords.size >= knownWordCountMax) knownWords.clear()
    knownWords.set(word, known)
  }
  return known
}

const knownWords = new Map<string, TellingWord | null>()
/** About 5 MB: the words of some hundred articles. */
const knownWordCountMax = 30_000

function weighWord(word: string): TellingWord | null {
  if (!canTell(word)) return null
  const rarity = wordRarity(word)
  if (rarity < gistRarityMin) return null
  const isSpaced = word !== 'the' && !/\p{sc=Han}/u.test(word)
  const traits =
    (isTopical(word) ? wordTraits.topical : 0) +
    (isUnknownWord(word) ? wordTraits.unknown : 0) +
    (isSpaced ? wordTraits.spaced : 0)
  return { word, hash: hashText(word), rarity, traits }
}

function tellingOf({ count, rarity }: CountedWord): number {
  return (1 + Math.log(count)) * rarity
}

function mostTelling<T>(all: T[], countMax: number, worthOf: (each: T) => number): T[] {
  if (all.length <= countMax) return all
  return all
    .map((each) => ({ each, worth: worthOf(each) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, countMax)
    .map(({ each }) => each)
}

/** By ordinary text alone: what other articles have too is worth less for telling subjects, but finds them. */
function keysOf(words: readonly CountedWord[]): string[] {
  return words
    .filter(({ traits }) => traits & wordTraits.topical)
    .map(({ word, count, rarity }) => ({ word, worth: (1 + Math.log(count)) * (rarity - gistRarityMin) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, keyCount)
    .map(({ word }) => word)
}

/** The words of a text that may tell something, each with how often it occurs. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of cutWords(foldText(text)))
    if (canTell(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

// One Han character alone is no word of an event; a Latin letter or a digit neither.
function canTell(word: string): boolean {
  return word.length >= 2 && /^[\p{L}\p{N}]/u.test(word)
}
