import type { TermPhraseNode, WeighedWord } from '#catalog'
import { rarityWeight } from './impact.ts'
import { countOf } from './matching.ts'
import { nearestOf, nearTerms } from './near-terms.ts'
import type { PlannedWord } from './search-plan.ts'
import type { Segment } from './segment.ts'

/** The words within a compound count so much beside the whole. */
const partShare = 0.3
/** How common a common word is matters little; a phrase is counted up to about here. */
const countedMax = 2_000

export type EachSegment = <T>(work: (segment: Segment) => T) => T[]

/** How much the words of one question tell, from how many articles have them. Each is counted once. */
export type WordWeights = ReturnType<typeof createWordWeights>

export function createWordWeights(segments: readonly Segment[], eachSegment: EachSegment) {
  const articleCount = segments.reduce((sum, { columns }) => sum + columns.liveCount, 0)
  const docCount = segments.reduce((sum, { columns }) => sum + columns.count, 0)
  const totals = new Map<string, number>()
  const meanings = new Map<string, string | null>()

  return {
    totalOf,
    meantBy,
    weightOf,

    /** What a text is looked through for: the word, what was meant by it, or its pairs; and the words within it. */
    weighed({ text, phrase, telling, pairs, parts }: PlannedWord): WeighedWord[] {
      const inside = parts.flatMap((part) =>
        totalOf(part.phrase) > 0
          ? [{ text: part.text, weight: weightOf(part.phrase) * part.telling * partShare }]
          : [],
      )
      if (totalOf(phrase) > 0) return [{ text, weight: weightOf(phrase) * telling }, ...inside]
      const meant = meantBy(phrase)
      if (meant !== null) return [{ text: meant, weight: weightOf(singleTerm(meant)) }]
      // No article has it. What still nothing has tells no article from another and is left out.
      const standIns = pairs.flatMap((pair) => {
        const single = singleTerm(pair)
        return totalOf(single) > 0 ? [{ text: pair, weight: weightOf(single) / pairs.length }] : []
      })
      return [...standIns, ...inside]
    },
  }

  function weightOf(phrase: TermPhraseNode): number {
    return rarityWeight(totalOf(phrase), articleCount)
  }

  /** The word that was meant by one that no article has, where a slip or two tell them apart. */
  function meantBy({ terms }: TermPhraseNode): string | null {
    const [word] = terms
    if (word === undefined || terms.length > 1 || totalOf(singleTerm(word)) > 0) return null
    const known = meanings.get(word)
    if (known !== undefined) return known
    const meant = nearestOf(eachSegment((segment) => nearTerms(segment, word)))
    meanings.set(word, meant)
    return meant
  }

  /** How many documents have it; of phrases from part of the index, taken for the whole, where they are many. */
  function totalOf(phrase: TermPhraseNode): number {
    const id = `${phrase.field} ${phrase.isPrefix} ${phrase.terms.join(' ')}`
    const known = totals.get(id)
    if (known !== undefined) return known
    let count = 0
    let seen = 0
    eachSegment((segment) => {
      if (count >= countedMax && phrase.terms.length > 1) return
      count += countOf(segment, phrase)
      seen += segment.columns.count
    })
    const total = seen === 0 ? 0 : Math.round((count * docCount) / seen)
    totals.set(id, total)
    return total
  }
}

export function singleTerm(term: string): TermPhraseNode {
  return { kind: 'phrase', terms: [term], isPrefix: false, field: 'any' }
}
