/**
 * What a term counts in a document, in half a byte. BM25F's weighted frequency (Robertson, Zaragoza and Taylor, 2004)
 * is known when the document is written, since usual lengths are constants here and not the collection's; so a
 * search adds table entries and nothing else, and the same document counts the same in every catalog.
 */
export interface FieldWeight {
  readonly weight: number
  /** A field of this many terms is neither short nor long. */
  readonly usualLength: number
  /** 0: length does not matter. 1: twice the length halves what each occurrence counts. */
  readonly lengthShare: number
}

export const fieldWeights = {
  title: { weight: 6, usualLength: 20, lengthShare: 0.3 },
  lead: { weight: 2, usualLength: 100, lengthShare: 0.3 },
  body: { weight: 1, usualLength: 700, lengthShare: 0.5 },
  captions: { weight: 0.8, usualLength: 60, lengthShare: 0.3 },
  authors: { weight: 3, usualLength: 6, lengthShare: 0 },
  source: { weight: 1.5, usualLength: 6, lengthShare: 0 },
} as const satisfies Record<string, FieldWeight>

/** What one occurrence in a field of this many terms counts. */
export function occurrenceWeight({ weight, usualLength, lengthShare }: FieldWeight, length: number): number {
  return weight / (1 - lengthShare + (lengthShare * length) / usualLength)
}

const saturation = 1.2
/** Even steps of what is added up, so that none is off by more than a thirty-second of the most. */
const impactMax = 16

/** @param frequency Weighted, above 0. @returns 1 to 16: two fit in a byte. */
export function impactOf(frequency: number): number {
  return Math.min(impactMax, Math.floor((frequency / (frequency + saturation)) * impactMax) + 1)
}

/** For each impact, the part of BM25 that depends on frequency: 0 to `saturation + 1`. */
export const impactScores = Float32Array.from({ length: impactMax + 1 }, (_, impact) => {
  return impact === 0 ? 0 : ((impact - 0.5) / impactMax) * (saturation + 1)
})

/** Inverse document frequency, as in BM25; never so little that a young catalog's one subject counts for nothing. */
export function rarityWeight(count: number, articleCount: number): number {
  return Math.max(0.5, Math.log(1 + (articleCount - Math.min(count, articleCount) + 0.5) / (count + 0.5)))
}
