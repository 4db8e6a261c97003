import { foldText } from '#model'
import { type WordPlace, wordPlaces } from './word-places.ts'

/** A word that was asked for, in normal form, and how much it tells that a text has it. */
export interface WeighedWord {
  readonly text: string
  readonly weight: number
}

export interface TextScore {
  readonly score: number
  /** What the score is the sum of. */
  readonly parts: { readonly words: number; readonly closeness: number; readonly titleOrder: number }
  /** The share of what was asked for, by weight, that the text has at all. */
  readonly coverage: number
  /** What each word, by its index, adds to `parts.words`. */
  readonly points: readonly number[]
  /** The words, by their index, that it does not have. */
  readonly missing: readonly number[]
}

// Chosen on CMRC, DRCD, news headlines and judged news queries (bench/search.ts); the optimum is flat.
const saturation = 1
const lengthShare = 0.4
const titleWeight = 4
/** A text of this many characters is neither short nor long. */
const usualChars = 800
/** News says first what it is about: a word among the first so many characters counts once more. */
const leadChars = 120
/** Words within so many characters of each other speak of the same thing. */
const closeChars = 60
const closeGain = 1
/** And within so many, of the same fact. */
const tightChars = 25
const tightGain = 0.3
/** Of one or two words each is a condition: what a text lacks of them, by number, costs it this share; of three a third of it. */
const shortLoss = 0.35
/** Pairs of characters within so many have the wording of what was asked, however a dictionary cuts it. */
const wordingChars = 20
const wordingGain = 0.3
/** For a title that has all that was asked in its order. */
const orderGain = 0.7
/** The first so many characters decide. */
const charsMax = 20_000
const placesMax = 30

/**
 * How well an article answers, by its text alone: BM25 with the title counted as a field of its own, more for
 * words that stand close together, more for the wording of the question, more for a title that has all that was
 * asked in its order.
 *
 * @param pairs The question's pairs of neighbouring characters, each an indexed term.
 */
export function textScore(
  article: { readonly title: string; readonly text: string },
  words: readonly WeighedWord[],
  pairs: readonly WeighedWord[] = [],
): TextScore {
  const title = foldText(article.title)
  const text = foldText(article.text.slice(0, charsMax))
  const length = 1 - lengthShare + (lengthShare * (text.length + titleWeight * title.length)) / usualChars
  const inText = placesOf(text, words)
  const inTitle = placesOf(title, words)
  const counts = new Float64Array(words.length)
  for (const { wordIndex, start } of inText)
    counts[wordIndex] = (counts[wordIndex] as number) + (start < leadChars ? 2 : 1)
  for (const { wordIndex } of inTitle) counts[wordIndex] = (counts[wordIndex] as number) + titleWeight
  let score = 0
  let covered = 0
  let total = 0
  const missing: number[] = []
  const points = words.map(() => 0)
  for (const [index, { weight }] of words.entries()) {
    const count = counts[index] as number
    total += weight
    if (count === 0) {
      missing.push(index)
      continue
    }
    covered += weight
    points[index] = (weight * count * (saturation + 1)) / (count + saturation * length)
    score += points[index]
  }
  const wording = Math.max(
    closest(placesOf(text, pairs), pairs, wordingChars),
    closest(placesOf(title, pairs), pairs, wordingChars),
  )
  const within = (chars: number) => Math.max(closest(inText, words, chars), closest(inTitle, words, chars))
  const closeness = closeGain * within(closeChars) + tightGain * within(tightChars) + wordingGain * wording
  const titleOrder = words.length > 1 && hasInOrder(title, words) ? orderGain * total : 0
  const kept = keptShare(words.length, missing.length)
  return {
    score: (score + closeness + titleOrder) * kept,
    parts: { words: score * kept, closeness: closeness * kept, titleOrder: titleOrder * kept },
    coverage: total === 0 ? 0 : covered / total,
    points: points.map((each) => each * kept),
    missing,
  }
}

function keptShare(asked: number, missing: number): number {
  if (missing === 0 || asked > 3) return 1
  return 1 - (shortLoss * (asked === 3 ? 1 / 3 : 1) * missing) / asked
}

function placesOf(normal: string, words: readonly WeighedWord[]): WordPlace[] {
  const texts = words.map((word) => word.text)
  return wordPlaces(normal, texts, placesMax).sort((a, b) => a.start - b.start)
}

/** The most weight that different words have within so many characters. `places` ascend. */
function closest(places: readonly WordPlace[], words: readonly WeighedWord[], withinChars: number): number {
  let best = 0
  for (const [index, first] of places.entries()) {
    const seen = new Set<number>()
    let sum = 0
    for (let next = index; next < places.length; next++) {
      const { start, wordIndex } = places[next] as WordPlace
      if (start - first.start > withinChars) break
      if (seen.has(wordIndex)) continue
      seen.add(wordIndex)
      sum += (words[wordIndex] as WeighedWord).weight
    }
    best = Math.max(best, sum)
  }
  return best
}

function hasInOrder(title: string, words: readonly WeighedWord[]): boolean {
  let from = 0
  for (const { text } of words) {
    const at = title.indexOf(text, from)
    if (at < 0) return false
    from = at + text.length
  }
  return true
}
