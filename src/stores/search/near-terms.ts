import type { Segment } from './segment.ts'

/** Of a segment, only so many terms with the same first letter are compared. */
const termsMax = 20_000
/** One slip in a word of so many letters is forgiven; in longer ones two. */
const oneSlipFrom = 4
const twoSlipsFrom = 8

/** The term most like a word of letters that no article has: fewest slips, then most articles. Null where none is near. */
export function nearestTerm(segments: readonly Segment[], word: string): string | null {
  if (!/^[a-z]+$/.test(word) || word.length < oneSlipFrom) return null
  const slipsMax = word.length >= twoSlipsFrom ? 2 : 1
  const found = new Map<string, { slips: number; count: number }>()
  for (const segment of segments) {
    let compared = 0
    for (const { term, count } of segment.termsFrom(word[0] as string)) {
      if (++compared > termsMax) break
      if (Math.abs(term.length - word.length) > slipsMax) continue
      const known = found.get(term)
      const slips = known?.slips ?? slipsBetween(word, term)
      if (slips <= slipsMax) found.set(term, { slips, count: count + (known?.count ?? 0) })
    }
  }
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
