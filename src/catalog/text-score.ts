import { foldText } from '#model'

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
  let score = 0
  let covered = 0
  let total = 0
  const places: Place[] = []
  const titlePlaces: Place[] = []
  for (const { text: word, weight } of words) {
    total += weight
    const found = placesOf(text, word)
    const inTitle = placesOf(title, word)
    const count = found.length + titleWeight * inTitle.length
    if (count === 0) continue
    covered += weight
    score += (weight * count * (saturation + 1)) / (count + saturation * length)
    for (const at of found) places.push({ at, word, weight })
    for (const at of inTitle) titlePlaces.push({ at, word, weight })
  }
  score += closeGain * Math.max(closest(places), closest(titlePlaces))
  if (words.length > 1 && hasInOrder(title, words)) score += closeGain * total
  return { score, coverage: total === 0 ? 0 : covered / total }
}

interface Place {
  readonly at: number
  readonly word: string
  readonly weight: number
}

function placesOf(text: string, word: string): number[] {
  const places: number[] = []
  if (word === '') return places
  for (
    let at = text.indexOf(word);
    at >= 0 && places.length < placesMax;
    at = text.indexOf(word, at + word.length)
  ) {
    places.push(at)
  }
  return places
}

/** The most weight that different words have within `closeChars` of each other. */
function closest(places: Place[]): number {
  places.sort((a, b) => a.at - b.at)
  let best = 0
  for (const [index, first] of places.entries()) {
    const seen = new Set<string>()
    let sum = 0
    for (let next = index; next < places.length; next++) {
      const { at, word, weight } = places[next] as Place
      if (at - first.at > closeChars) break
      if (seen.has(word)) continue
      seen.add(word)
      sum += weight
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
