/** One stretch of an edit script: `countA` tokens of a replaced by `countB` of b, or the same `countA` in both. */
export interface Stretch {
  readonly kind: 'same' | 'changed'
  readonly startA: number
  readonly countA: number
  readonly startB: number
  readonly countB: number
}

/** Differences that Myers' algorithm looks for before the texts count as too different: a bound on time and memory. */
const editCountMax = 1200

/**
 * A shortest edit script between two token sequences, in order. Beyond `editCountMax` differences it is no longer the
 * shortest: the sequences are first tied together by the tokens that each has once.
 *
 * @see Myers: An O(ND) Difference Algorithm and Its Variations, 1986; "patience" anchors after Bram Cohen.
 */
export function diffTokens(a: readonly string[], b: readonly string[]): Stretch[] {
  const matches: [number, number][] = []
  matchRange({ a, b, matches }, { startA: 0, endA: a.length, startB: 0, endB: b.length })
  return stretchesOf(matches, a.length, b.length)
}

interface Comparison {
  readonly a: readonly string[]
  readonly b: readonly string[]
  /** Pairs of indexes with the same token, ascending in both. */
  readonly matches: [number, number][]
}

interface Range {
  startA: number
  endA: number
  startB: number
  endB: number
}

function matchRange(comparison: Comparison, range: Range): void {
  const { a, b, matches } = comparison
  let { startA, endA, startB, endB } = range
  while (startA < endA && startB < endB && a[startA] === b[startB]) matches.push([startA++, startB++])
  const tail: [number, number][] = []
  while (startA < endA && startB < endB && a[endA - 1] === b[endB - 1]) tail.push([--endA, --endB])
  const inner = { startA, endA, startB, endB }
  if (startA < endA && startB < endB && !matchByMyers(comparison, inner)) matchByAnchors(comparison, inner)
  for (const pair of tail.reverse()) matches.push(pair)
}

/** @returns False, with nothing matched, where there are more than `editCountMax` differences. */
function matchByMyers({ a, b, matches }: Comparison, { startA, endA, startB, endB }: Range): boolean {
  const lengthA = endA - startA
  const lengthB = endB - startB
  const editMax = Math.min(editCountMax, lengthA + lengthB)
  if (Math.abs(lengthA - lengthB) > editMax) return false
  // furthest[k + editMax + 1] is the furthest x reached on diagonal k = x - y; one copy is kept for each edit count.
  const furthest = new Int32Array(2 * editMax + 3)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= editMax; edits++) {
    history.push(furthest.slice(editMax + 1 - edits - 1, editMax + 1 + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      const at = k + editMax + 1
      const isDown = k === -edits || (k !== edits && furthest[at - 1]! < furthest[at + 1]!)
      let x = isDown ? furthest[at + 1]! : furthest[at - 1]! + 1
      while (x < lengthA && x - k < lengthB && a[startA + x] === b[startB + x - k]) x++
      furthest[at] = x
      if (x >= lengthA && x - k >= lengthB) {
        const path = walkBack(history, lengthA, lengthB)
        for (const [atA, atB] of path) matches.push([startA + atA, startB + atB])
        return true
      }
    }
  }
  return false
}

/** The matched pairs on the way that ended at (x, y), in order. */
function walkBack(history: readonly Int32Array[], x: number, y: number): [number, number][] {
  const path: [number, number][] = []
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const furthest = history[edits]!
    const at = x - y + edits + 1
    const k = x - y
    const isDown = k === -edits || (k !== edits && furthest[at - 1]! < furthest[at + 1]!)
    const fromX = edits === 0 ? 0 : isDown ? furthest[at + 1]! : furthest[at - 1]!
    const fromY = edits === 0 ? 0 : fromX - (isDown ? k + 1 : k - 1)
    const snakeX = edits === 0 ? 0 : isDown ? fromX : fromX + 1
    while (x > snakeX) path.push([--x, --y])
    x = fromX
    y = fromY
  }
  return path.reverse()
}

/** Ties the ranges together at tokens that each has exactly once, and compares between them. */
function matchByAnchors(comparison: Comparison, range: Range): void {
  const anchors = anchorsOf(comparison, range)
  if (anchors.length === 0) return
  let { startA, startB } = range
  for (const [atA, atB] of anchors) {
    matchRange(comparison, { startA, endA: atA, startB, endB: atB })
    comparison.matches.push([atA, atB])
    startA = atA + 1
    startB = atB + 1
  }
  matchRange(comparison, { startA, endA: range.endA, startB, endB: range.endB })
}

/** The longest series of once-only common tokens that ascends in both. */
function anchorsOf({ a, b }: Comparison, range: Range): [number, number][] {
  const onceA = onceOnly(a, range.startA, range.endA)
  const onceB = onceOnly(b, range.startB, range.endB)
  const pairs: [number, number][] = []
  for (const [token, atA] of onceA) {
    const atB = onceB.get(token)
    if (atA >= 0 && atB !== undefined && atB >= 0) pairs.push([atA, atB])
  }
  // Patience sorting: `tops` are the least ends of ascending series of each length, `before` links them.
  const tops: number[] = []
  const before = new Int32Array(pairs.length).fill(-1)
  for (const [index, [, atB]] of pairs.entries()) {
    let low = 0
    let high = tops.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (pairs[tops[middle]!]![1] < atB) low = middle + 1
      else high = middle
    }
    if (low > 0) before[index] = tops[low - 1]!
    tops[low] = index
  }
  const series: [number, number][] = []
  for (let index = tops.at(-1) ?? -1; index >= 0; index = before[index]!) series.push(pairs[index]!)
  return series.reverse()
}

/** Where each token stands; -1 for those that occur more than once. In order of first occurrence. */
function onceOnly(tokens: readonly string[], start: number, end: number): Map<string, number> {
  const places = new Map<string, number>()
  for (let at = start; at < end; at++) places.set(tokens[at]!, places.has(tokens[at]!) ? -1 : at)
  return places
}

function stretchesOf(
  matches: readonly (readonly [number, number])[],
  lengthA: number,
  lengthB: number,
): Stretch[] {
  const stretches: Stretch[] = []
  let atA = 0
  let atB = 0
  for (let i = 0; i <= matches.length; ) {
    const [nextA, nextB] = matches[i] ?? [lengthA, lengthB]
    if (nextA > atA || nextB > atB) {
      stretches.push({ kind: 'changed', startA: atA, countA: nextA - atA, startB: atB, countB: nextB - atB })
    }
    if (i === matches.length) break
    let run = 1
    while (matches[i + run]?.[0] === nextA + run && matches[i + run]?.[1] === nextB + run) run++
    stretches.push({ kind: 'same', startA: nextA, countA: run, startB: nextB, countB: run })
    atA = nextA + run
    atB = nextB + run
    i += run
  }
  return stretches
}
