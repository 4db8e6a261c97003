import { type Gist, rarityUnits } from './gist.ts'
import { hashText } from './plain-text.ts'
import type { Region } from './region.ts'
import { type Topic, topicOf } from './topic.ts'

/** What a text is about these days: for telling whether two texts tell of one event or one affair. */
export interface StoryProfile {
  /** Weighted words of title and body, and of title and beginning alone; each of Euclidean length 1. */
  readonly body: TermVector
  readonly lead: TermVector
  readonly region: Region | null
  readonly numbers: readonly string[]
  readonly days: readonly string[]
  readonly facts: readonly string[]
  readonly language: string
  /** What it speaks of, whenever that was: without the times, numbers and measures that news is full of. */
  readonly topic: Topic
  /** Publication in ms since 1970; null where unknown. */
  readonly atMs: number | null
}

/** Terms by their hashes, ascending, each with its weight. */
export interface TermVector {
  readonly hashes: Uint32Array
  readonly weights: Float32Array
}

/**
 * How telling a word is; larger is rarer.
 *
 * @param ordinarily How rare it is in ordinary text.
 */
export type Rarity = (word: number, ordinarily: number) => number

/** How telling words are: in these days' news, for events; and over the years, for subjects. */
export interface Rarities {
  readonly rarity: Rarity
  readonly lastingRarity: Rarity
}

/** Words more common than this (以及, 表示, 疫情 while there is one) tell nothing of an event. */
const rarityMin = 3.5

const ordinary: Rarities = { rarity: (_, rarity) => rarity, lastingRarity: (_, rarity) => rarity }

export function storyProfile(gist: Gist, { rarity, lastingRarity }: Rarities = ordinary): StoryProfile {
  const { words, rarities, counts, leadCounts, region, numbers, days, facts, language, atMs } = gist
  const telling = Float32Array.from(words, (word, place) => rarity(word, rarities[place]! / rarityUnits))
  return {
    body: weighted(words, counts, telling),
    lead: weighted(words, leadCounts, telling),
    region,
    numbers,
    days,
    facts,
    language,
    topic: topicOf(gist, lastingRarity),
    atMs,
  }
}

/** The cosine of two vectors of length 1, 0 to 1. */
export function cosine(a: TermVector, b: TermVector): number {
  let sum = 0
  for (let i = 0, j = 0; i < a.hashes.length && j < b.hashes.length; ) {
    const difference = a.hashes[i]! - b.hashes[j]!
    if (difference === 0) sum += a.weights[i++]! * b.weights[j++]!
    else if (difference < 0) i++
    else j++
  }
  return sum
}

/**
 * The hashes by which an article is found, and finds others: its heaviest words, and its facts, which reports in other
 * languages share.
 *
 * @param wordCount How many of the words.
 */
export function findingKeys({ body, facts }: StoryProfile, wordCount: number): number[] {
  const words = heaviest(body, wordCount).map(({ hash }) => hash)
  return [...words, ...facts.slice(0, findingFactCount).map((fact) => hashText(`fact ${fact}`))]
}

const findingFactCount = 8

/** The terms that weigh most, heaviest first. */
export function heaviest({ hashes, weights }: TermVector, count: number): { hash: number; weight: number }[] {
  return Array.from(hashes, (hash, place) => ({ hash, weight: weights[place]! }))
    .sort((a, b) => b.weight - a.weight || a.hash - b.hash)
    .slice(0, count)
}

function weighted(words: Uint32Array, counts: Uint8Array, telling: Float32Array): TermVector {
  const hashes = new Uint32Array(words.length)
  const weights = new Float32Array(words.length)
  let size = 0
  let squares = 0
  for (let place = 0; place < words.length; place++) {
    const count = counts[place]!
    const rare = telling[place]!
    if (count === 0 || rare < rarityMin) continue
    const weight = (1 + Math.log(count)) * rare
    hashes[size] = words[place]!
    weights[size++] = weight
    squares += weight * weight
  }
  const length = Math.sqrt(squares) || 1
  for (let place = 0; place < size; place++) weights[place]! /= length
  return { hashes: hashes.subarray(0, size), weights: weights.subarray(0, size) }
}
