import { foldText } from '#model'
import { type WordPlace, wordPlaces } from './word-places.ts'

/** A word that was asked for, in normal form, and how much it tells that a text has it. */
export interface WeighedWord {
  readonly text: string
  readonly weight: number
}

export interface TextScore {
  readonly score: number
  /** The share of what was asked for, by weight, that the text has at all. */
  readonly coverage: number
}

// Chosen on CMRC, DRCD, news headlines and judged news queries (bench/search.ts); the optimum is flat.
const saturation = 1
const lengthShare = 0.4
const titleWeight = 4
/** A text of this many characters is neither short nor long. */
const usualChars = 800
/** Words within so many characters of each other speak of the same thing. */
const closeChars = 60
const closeGain = 0.7
/** The first so many characters decide. */
const charsMax = 20_000
const placesMax = 30

/**
 * How well an article answers, by its text alone: BM25 with the title counted as a field of its own, more for
 * words that stand close together, more for a title that has all that was asked in its order.
 */
export function textScore(
  article: { readonly title: string; readonly text: string },
  words: readonly WeighedWord[],
): TextScore {
  const title = foldText(article.title)
  const text = foldText(article.text.slice(0, charsMax))
  const length = 1 - lengthShare + (lengthShare * (text.length + titleWeight * title.length)) / usualChars
  const wanted = words.map((word) => word.text)
  const inText = wordPlaces(text, wanted, placesMax)
  const inTitle = wordPlaces(title, wanted, placesMax)
  const counts = new Float64Array(words.length)
  for (const { wordIndex } of inText) counts[wordIndex] = (counts[wordIndex] as number) + 1
  for (const { wordIndex } of inTitle) counts[wordIndex] = (counts[wordIndex] as number) + titleWeight
  let score = 0
  let covered = 0
  let total = 0
  for (const [index, { weight }] of words.entries()) {
    const count = counts[index] as number
    total += weight
    if (count === 0) continue
    covered += weight
    score += (weight * count * (saturation + 1)) / (count + saturation * length)
  }
  score += closeGain * Math.max(closest(inText, words), closest(inTitle, words))
  if (words.length > 1 && hasInOrder(title, words)) score += closeGain * total
  return { score, coverage: total === 0 ? 0 : covered / total }
}

/** The most weight that different words have within `closeChars` of each other. */
function closest(places: WordPlace[], words: readonly WeighedWord[]): number {
  places.sort((a, b) => a.start - b.start)
  let best = 0
  for (const [index, first] of places.entries()) {
    const seen = new Set<number>()
    let sum = 0
    for (let next = index; next < places.length; next++) {
      const { start, wordIndex } = places[next] as WordPlace
      if (start - first.start > closeChars) break
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
