import type { Segment } from './segment.ts'

/** Of a segment, only so many terms with the same first letter are compared. */
const termsMax = 20_000
/** One slip in a word of so many letters is forgiven; in longer ones two. */
const oneSlipFrom = 4
const twoSlipsFrom = 8

/** The terms of a segment that a word of letters may have been typed for, with the slips between and the articles. */
export type NearTerms = ReadonlyMap<string, { readonly slips: number; readonly count: number }>

export function nearTerms(segment: Segment, word: string): NearTerms {
  const near = new Map<string, { slips: number; count: number }>()
  if (!/^[a-z]+$/.test(word) || word.length < oneSlipFrom) return near
  const slipsMax = word.length >= twoSlipsFrom ? 2 : 1
  let compared = 0
  for (const { term, count } of segment.termsFrom(word[0] as string)) {
    if (++compared > termsMax) break
    if (Math.abs(term.length - word.length) > slipsMax) continue
    const slips = slipsBetween(word, term)
    if (slips <= slipsMax) near.set(term, { slips, count })
  }
  return near
}

/** Of all segments' the term with the fewest slips, then the most articles. Null where there is none. */
export function nearestOf(all: readonly NearTerms[]): string | null {
  const found = new Map<string, { slips: number; count: number }>()
  for (const near of all)
    for (const [term, { slips, count }] of near)
      found.set(term, { slips, count: count + (found.get(term)?.count ?? 0) })
  const [best] = [...found].sort(
    ([a, of], [b, other]) => of.slips - other.slips || other.count - of.count || (a < b ? -1 : 1),
  )
  return best?.[0] ?? null
}

/** Letters left out, added, mistaken or swapped with a neighbour (optimal string alignment). */
export function slipsBetween(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      next[column] = Math.min(
        (last[column] as number) + 1,
        (next[column - 1] as number) + 1,
        (last[column - 1] as number) + (isSame ? 0 : 1),
        isSwapped ? (before[column - 2] as number) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    before = last
    last = next
  }
  return last[b.length] as number
}
