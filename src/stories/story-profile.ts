import { foldText } from '#model'
import { withoutAttributions } from './page-lines.ts'
import { type Region, regionOf } from './region.ts'
import { type Topic, topicOf } from './topic.ts'
import { cutWords, wordRarity } from './words.ts'

/** What a text is about: for telling whether two texts tell of one event or one affair. */
export interface StoryProfile {
  /** Weighted words of title and body, and of title and beginning alone; each of Euclidean length 1. */
  readonly body: ReadonlyMap<string, number>
  readonly lead: ReadonlyMap<string, number>
  readonly region: Region | null
  /** Numbers of two digits or more in title and beginning: tolls, sums, scores; no years. */
  readonly numbers: ReadonlySet<string>
  /** Days of the month that the beginning names. */
  readonly days: ReadonlySet<string>
  /** What it speaks of, whenever that was: without the times, numbers and measures that news is full of. */
  readonly topic: Topic
  /** Publication in ms since 1970; null where unknown. */
  readonly atMs: number | null
}

/** An article's title and beginning, folded and cut: done once, since it takes longest. */
export interface ArticleWords {
  readonly title: readonly string[]
  readonly lead: readonly string[]
  /** Goes on after the lead. */
  readonly rest: readonly string[]
}

/** How telling a word is; larger is rarer. */
export type Rarity = (word: string) => number

/** News tells what happened at its start; beyond this it repeats itself and remembers other affairs. */
const readCharsMax = 3000
const leadCharsMax = 300
/** Words more common than this (以及, 表示, 疫情 while there is one) tell nothing of an event. */
const rarityMin = 3.5
const titleFactor = 3

/** How telling words are: in these days' news, for events; and over the years, for subjects. */
export interface Rarities {
  readonly rarity: Rarity
  readonly lastingRarity: Rarity
}

const ordinary: Rarities = { rarity: wordRarity, lastingRarity: wordRarity }

export function cutArticle(article: { readonly title: string; readonly text: string }): ArticleWords {
  const text = cutWords(withoutAttributions(foldText(article.text.slice(0, readCharsMax))))
  let leadCount = 0
  for (let chars = 0; leadCount < text.length && chars < leadCharsMax; leadCount++)
    chars += text[leadCount]!.length
  return {
    title: cutWords(foldText(article.title)),
    lead: text.slice(0, leadCount),
    rest: text.slice(leadCount),
  }
}

export function storyProfile(
  article: { readonly title: string; readonly text: string; readonly atMs: number | null },
  { rarity, lastingRarity }: Rarities = ordinary,
  words: ArticleWords = cutArticle(article),
): StoryProfile {
  const opening = `${words.title.join('')}\n${words.lead.join('')}`
  const title = countWords(words.title)
  const lead = countWords(words.lead)
  return {
    body: weightedWords(title, countWords(words.rest, new Map(lead)), rarity),
    lead: weightedWords(title, lead, rarity),
    region: regionOf(article),
    numbers: new Set(
      (opening.match(/\d+(?:\.\d+)?/g) ?? []).filter((each) => each.length >= 2 && !isYear.test(each)),
    ),
    days: new Set(opening.match(dayOfMonth) ?? []),
    topic: topicOf(words, lastingRarity),
    atMs: article.atMs,
  }
}

const isYear = /^(?:19|20)\d\d$/
const dayOfMonth =
  /\d{1,2}日|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b|\b\d{1,2} (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\b/g

/** The words of a text that may tell something, each with how often it occurs. */
export function wordCounts(text: string): Map<string, number> {
  return countWords(cutWords(foldText(text)))
}

/** The different words of an article that may tell something. */
export function tellingWordsOf({ title, lead, rest }: ArticleWords): Set<string> {
  return new Set([...title, ...lead, ...rest].filter(isTelling))
}

/** The cosine of two weighted word lists, 0 to 1. */
export function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a]
  let sum = 0
  for (const [word, weight] of small) sum += weight * (large.get(word) ?? 0)
  return sum
}

// One Han character alone is no word of an event; a Latin letter or a digit neither.
function isTelling(word: string): boolean {
  return word.length >= 2 && /^[\p{L}\p{N}]/u.test(word)
}

function countWords(words: readonly string[], counts = new Map<string, number>()): Map<string, number> {
  for (const word of words) if (isTelling(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function weightedWords(
  title: ReadonlyMap<string, number>,
  text: ReadonlyMap<string, number>,
  rarity: Rarity,
): Map<string, number> {
  const counts = new Map(text)
  for (const [word, count] of title) counts.set(word, (counts.get(word) ?? 0) + titleFactor * count)
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
