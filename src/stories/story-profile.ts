import { foldText } from '#model'
import { cutWords, wordRarity } from './words.ts'

/** What a text is about, as weighted words: for telling whether two texts tell of one event. */
export interface StoryProfile {
  /** Of title and body together, and of the title alone: word → weight, each of Euclidean length 1. */
  readonly body: ReadonlyMap<string, number>
  readonly title: ReadonlyMap<string, number>
  /** Publication in ms since 1970; null where unknown. */
  readonly atMs: number | null
}

/** News tells what happened at its start; beyond this it repeats itself and remembers other affairs. */
const readCharsMax = 3000
/** Words more common than this (以及, 表示) tell nothing of an event. */
const rarityMin = 3.5
const titleFactor = 3

/** How telling a word is; larger is rarer. */
export type Rarity = (word: string) => number

export function storyProfile(
  article: { readonly title: string; readonly text: string; readonly atMs: number | null },
  rarity: Rarity = wordRarity,
): StoryProfile {
  const counts = wordCounts(article.text.slice(0, readCharsMax))
  const titleCounts = wordCounts(article.title)
  const title = weigh(titleCounts, rarity)
  for (const [word, count] of titleCounts) counts.set(word, (counts.get(word) ?? 0) + titleFactor * count)
  return { body: weigh(counts, rarity), title, atMs: article.atMs }
}

/** The words of a text that may tell something, each with how often it occurs. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of cutWords(foldText(text))) {
    if (isTelling(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}

/** The cosine of two weighted word lists, 0 to 1. */
export function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0)
  return sum
}

// One Han character alone is no word of an event; a Latin letter or a digit neither.
export function isTelling(word: string): boolean {
  return word.length >= 2 && /^[\p{L}\p{N}]/u.test(word)
}

function weigh(counts: ReadonlyMap<string, number>, rarity: Rarity): Map<string, number> {
  const weights = new Map<string, number>()
  let squares = 0
  for (const [word, count] of counts) {
    const rare = rarity(word)
    if (rare < rarityMin) continue
    const weight = (1 + Math.log(count)) * rare
    weights.set(word, weight)
    squares += weight * weight
  }
  const length = Math.sqrt(squares) || 1
  for (const [word, weight] of weights) weights.set(word, weight / length)
  return weights
}
