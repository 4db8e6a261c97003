import { isSpacedText, phraseTerms, wordRuns } from './search-terms.ts'

/** Where a wanted word stands in a text in normal form: UTF-16 indexes, the end exclusive. */
export interface WordPlace {
  readonly start: number
  readonly end: number
  /** Which of the wanted words, 0-based. */
  readonly wordIndex: number
}

/**
 * Every place where the search would find one of these words, at most `placesMax` of each, word by word. Scripts
 * without spaces match anywhere; words of letters match whole, and like the index without accent and plural.
 *
 * @param normal In normal form, as are the words.
 */
export function wordPlaces(normal: string, words: readonly string[], placesMax: number): WordPlace[] {
  const places: WordPlace[] = []
  const runs = words.some(isSpacedText) ? wordRuns(normal) : []
  for (const [wordIndex, word] of words.entries()) {
    const found = isSpacedText(word) ? spacedPlaces(runs, word) : plainPlaces(normal, word)
    let count = 0
    for (const { start, end } of found) {
      if (++count > placesMax) break
      places.push({ start, end, wordIndex })
    }
  }
  return places
}

interface WordRun {
  readonly term: string
  readonly start: number
  readonly end: number
}

function* plainPlaces(normal: string, word: string): Generator<{ start: number; end: number }> {
  if (word === '') return
  for (let start = normal.indexOf(word); start >= 0; ) {
    const end = start + word.length
    yield { start, end }
    start = normal.indexOf(word, end)
  }
}

function* spacedPlaces(runs: readonly WordRun[], word: string): Generator<{ start: number; end: number }> {
  const { terms } = phraseTerms(word)
  if (terms.length === 0) return
  for (let first = 0; first + terms.length <= runs.length; first++) {
    if (!terms.every((term, index) => runs[first + index]?.term === term)) continue
    yield { start: (runs[first] as WordRun).start, end: (runs[first + terms.length - 1] as WordRun).end }
  }
}
