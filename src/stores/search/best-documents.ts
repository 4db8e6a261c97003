import type { Columns } from './columns.ts'
import type { Matches } from './matching.ts'

/** What one segment found. */
export interface Found {
  readonly columns: Columns
  readonly matches: Matches
}

export interface Candidate {
  readonly key: number
  readonly snapshot: number
  readonly sortMs: number
  /** Orders documents of the same score and time. */
  readonly tie: number
  readonly score: number
}

export type Order = (a: Candidate, b: Candidate) => number

export const byScore: Order = (a, b) => b.score - a.score || byNewest(a, b)
export const byNewest: Order = (a, b) => b.sortMs - a.sortMs || b.tie - a.tie
export const byOldest: Order = (a, b) => a.sortMs - b.sortMs || a.tie - b.tie

/** The first `limit` by score, each score multiplied by what `factor` says of its document's time. */
export function bestByScore(
  found: readonly Found[],
  limit: number,
  factor: (sortMs: number) => number,
): Candidate[] {
  const list = new BoundedList(limit, byScore)
  for (const { columns, matches } of found) {
    const { docs, scores } = matches
    const { sortMs } = columns.arrays
    for (let index = 0; index < docs.length; index++) {
      const doc = docs[index] as number
      const score = (scores[index] as number) * factor(sortMs[doc] as number)
      if (score >= list.worst.score) list.offer(candidateOf(columns, doc, score))
    }
  }
  return list.sorted()
}

/** The first `limit` by time, of those behind `after`. */
export function firstByTime(
  found: readonly Found[],
  limit: number,
  order: typeof byNewest,
  after: Pick<Candidate, 'sortMs' | 'tie'> | null,
): Candidate[] {
  const list = new BoundedList(limit, order)
  const way = order === byNewest ? -1 : 1
  const from = after ? { key: 0, snapshot: 0, score: 0, ...after } : null
  for (const { columns, matches } of found) {
    const { sortMs } = columns.arrays
    for (const doc of matches.docs) {
      const ms = sortMs[doc] as number
      // Most are told apart by time alone, without an object made for each.
      if (way * (ms - list.worst.sortMs) > 0 || (from && way * (ms - from.sortMs) < 0)) continue
      const candidate = candidateOf(columns, doc, 0)
      if (!from || order(from, candidate) < 0) list.offer(candidate)
    }
  }
  return list.sorted()
}

function candidateOf({ arrays }: Columns, doc: number, score: number): Candidate {
  return {
    key: arrays.key[doc] as number,
    snapshot: arrays.snapshot[doc] as number,
    sortMs: arrays.sortMs[doc] as number,
    tie: arrays.tie[doc] as number,
    score,
  }
}

/** Keeps the first so many of all that are offered: a heap with the last of them on top. */
class BoundedList {
  /** What is behind this one is not among the first. */
  worst: Candidate
  private readonly heap: Candidate[] = []
  private readonly limit: number
  private readonly order: Order

  constructor(limit: number, order: Order) {
    this.limit = limit
    this.order = order
    this.worst = nothingYet(order)
  }

  offer(candidate: Candidate): void {
    const { heap, order } = this
    if (heap.length < this.limit) {
      heap.push(candidate)
      this.rise(heap.length - 1)
    } else if (this.limit > 0 && order(candidate, heap[0] as Candidate) < 0) {
      heap[0] = candidate
      this.sink()
    }
    if (heap.length === this.limit && this.limit > 0) this.worst = heap[0] as Candidate
  }

  sorted(): Candidate[] {
    return this.heap.sort(this.order)
  }

  private rise(start: number): void {
    const { heap, order } = this
    for (let child = start; child > 0; ) {
      const parent = (child - 1) >> 1
      if (order(heap[child] as Candidate, heap[parent] as Candidate) <= 0) return
      ;[heap[child], heap[parent]] = [heap[parent] as Candidate, heap[child] as Candidate]
      child = parent
    }
  }

  private sink(): void {
    const { heap, order } = this
    for (let parent = 0; ; ) {
      let last = parent
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && order(heap[child] as Candidate, heap[last] as Candidate) > 0) last = child
      }
      if (last === parent) return
      ;[heap[last], heap[parent]] = [heap[parent] as Candidate, heap[last] as Candidate]
      parent = last
    }
  }
}

/** Before anything is worse: everything is before this. */
function nothingYet(order: Order): Candidate {
  const sortMs = order === byOldest ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
  return { key: 0, snapshot: 0, sortMs, tie: 0, score: Number.NEGATIVE_INFINITY }
}
