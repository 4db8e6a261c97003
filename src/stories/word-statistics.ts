/** In how many of the texts seen so far each word occurs, so that what everyone writes about these days counts little. */
export interface WordStatistics {
  /** Counts one text, given the hashes of its different words. */
  add(words: Iterable<number>): void
  /**
   * How telling a word is: the natural logarithm of texts to texts with it.
   *
   * @param ordinarily How rare it is in ordinary text, in the same measure.
   */
  rarity(word: number, ordinarily: number): number
  /**
   * The same for what articles of other years are compared by: a word is as telling as in ordinary text, unless far
   * more of the texts seen have it than that lets expect. Two texts are let off: the two that are compared.
   */
  lastingRarity(word: number, ordinarily: number): number
}

/**
 * Starts from how common words are in ordinary text, which then counts as much as `ordinaryTextCount` texts seen.
 * With none seen it is ordinary text alone. The oldest fade: at `textCountMax` texts all counts are halved.
 */
export function createWordStatistics({
  ordinaryTextCount = 200,
  textCountMax = 20_000,
} = {}): WordStatistics {
  const counts = new Map<number, number>()
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
    rarity(word, ordinarily) {
      const expected = ordinaryTextCount * Math.exp(-ordinarily)
      return Math.log((textCount + ordinaryTextCount) / ((counts.get(word) ?? 0) + expected + floor))
    },
    lastingRarity(word, ordinarily) {
      const others = Math.max(0, (counts.get(word) ?? 0) - 2)
      const expected = lastingTextCount * Math.exp(-ordinarily)
      const now = Math.log((textCount + lastingTextCount) / (others + expected + floor))
      return Math.min(ordinarily, now)
    },
  }
}

/** A young archive is all one town's news: its words are not common everywhere for that. */
const lastingTextCount = 600
/** So that a word never seen is rare, not infinitely so. */
const floor = 0.02
