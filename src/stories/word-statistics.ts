import { wordRarity } from './words.ts'

/** In how many of the texts seen so far each word occurs, so that what everyone writes about these days counts little. */
export interface WordStatistics {
  /** Counts one text, given its different words. */
  add(words: Iterable<string>): void
  /** How telling a word is: the natural logarithm of texts to texts with it. */
  rarity(word: string): number
  /**
   * The same for what articles of other years are compared by: a word is as telling as in ordinary text, unless far
   * more of the texts seen have it than that lets expect. Two texts are let off: the two that are compared.
   */
  lastingRarity(word: string): number
}

/**
 * Starts from how common words are in ordinary text, which then counts as much as `ordinaryTextCount` texts seen.
 * With none seen it is ordinary text alone. The oldest fade: at `textCountMax` texts all counts are halved.
 */
export function createWordStatistics({
  ordinaryTextCount = 200,
  textCountMax = 20_000,
} = {}): WordStatistics {
  const counts = new Map<string, number>()
  let textCount = 0

  function halve(): void {
    textCount /= 2
    for (const [word, count] of counts) {
      if (count <= 1) counts.delete(word)
      else counts.set(word, count / 2)
    }
  }

  return {
    add(words) {
      textCount++
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
      if (textCount >= textCountMax) halve()
    },
    rarity(word) {
      const ordinarily = ordinaryTextCount * Math.exp(-wordRarity(word))
      return Math.log((textCount + ordinaryTextCount) / ((counts.get(word) ?? 0) + ordinarily + floor))
    },
    lastingRarity(word) {
      const inOrdinaryText = wordRarity(word)
      const others = Math.max(0, (counts.get(word) ?? 0) - 2)
      const expected = lastingTextCount * Math.exp(-inOrdinaryText)
      const now = Math.log((textCount + lastingTextCount) / (others + expected + floor))
      return Math.min(inOrdinaryText, now)
    },
  }
}

/** A young archive is all one town's news: its words are not common everywhere for that. */
const lastingTextCount = 600
/** So that a word never seen is rare, not infinitely so. */
const floor = 0.02
