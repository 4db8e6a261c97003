import type { MatchNode, TermPhraseNode } from '#catalog'
import { impactScores } from './impact.ts'
import { fieldRange, type PostingList, type Segment } from './segment.ts'

/** Documents of one segment, ascending, and how well each matches. Those that are gone may be among them. */
export interface Matches {
  readonly docs: Uint32Array
  readonly scores: Float32Array
}

/** How much it tells that a document has this, from how many documents have it. */
export type WeightOf = (phrase: TermPhraseNode) => number

/** A beginning of a term stands for at most so many terms of a segment: a character has some thousand neighbours. */
const prefixTermsMax = 20_000

/**
 * The documents of a segment that match.
 *
 * @param within Ascending; null: all documents. Only these are looked at, which is what makes a rare word beside a
 *   common one fast.
 */
export function matchesIn(
  segment: Segment,
  node: MatchNode,
  weightOf: WeightOf,
  within: Uint32Array | null = null,
): Matches {
  switch (node.kind) {
    case 'nothing':
      return noMatches
    case 'everything':
      return unscored(within ?? allDocs(segment))
    case 'phrase':
      return phraseMatches(segment, node, weightOf(node), within)
    case 'not': {
      const docs = within ?? allDocs(segment)
      const unwanted = matchesIn(segment, node.node, weightOf, docs)
      return unscored(without(docs, unwanted.docs))
    }
    case 'or':
      return union(
        segment,
        node.nodes.map((each) => matchesIn(segment, each, weightOf, within)),
      )
    case 'and': {
      // The rarest first: all others look only where it is. What must not be there comes last.
      const nodes = node.nodes.toSorted((a, b) => costOf(segment, a) - costOf(segment, b))
      let found: Matches | null = null
      for (const each of nodes) {
        const next: Matches = matchesIn(segment, each, weightOf, found?.docs ?? within)
        found = found === null ? next : narrowed(found, next)
        if (found.docs.length === 0) break
      }
      return found ?? unscored(within ?? allDocs(segment))
    }
  }
}

/** How many documents have the phrase, whatever its weight; of a beginning of terms, at most so many. */
export function countOf(segment: Segment, phrase: TermPhraseNode): number {
  if (phrase.terms.length === 1 && phrase.isPrefix && phrase.field === 'any') {
    // One character alone is in thousands of pairs: to read all their lists for a weight would cost too much.
    let sum = 0
    for (const { count } of prefixLists(segment, phrase.terms[0] as string)) sum += count
    return Math.min(sum, segment.columns.liveCount)
  }
  if (phrase.terms.length === 1 && !phrase.isPrefix && phrase.field === 'any')
    return segment.list(phrase.terms[0] as string)?.count ?? 0
  return phraseMatches(segment, phrase, 1, null).docs.length
}

export const noMatches: Matches = { docs: new Uint32Array(), scores: new Float32Array() }

function unscored(docs: Uint32Array): Matches {
  return { docs, scores: new Float32Array(docs.length) }
}

function allDocs({ columns }: Segment): Uint32Array {
  return Uint32Array.from({ length: columns.count }, (_, doc) => doc)
}

/** An upper bound of the documents to look at; "not" looks at those that are left. */
function costOf(segment: Segment, node: MatchNode): number {
  switch (node.kind) {
    case 'nothing':
      return 0
    case 'everything':
    case 'not':
      return Number.MAX_SAFE_INTEGER
    case 'phrase':
      return Math.min(
        ...node.terms.map((term, index) =>
          node.isPrefix && index === node.terms.length - 1
            ? segment.columns.count
            : (segment.list(term)?.count ?? 0),
        ),
      )
    case 'and':
      return Math.min(...node.nodes.map((each) => costOf(segment, each)))
    case 'or':
      return node.nodes.reduce((sum, each) => sum + costOf(segment, each), 0)
  }
}

function phraseMatches(
  segment: Segment,
  { terms, isPrefix, field }: TermPhraseNode,
  weight: number,
  within: Uint32Array | null,
): Matches {
  if (terms.length === 1 && isPrefix) return prefixMatches(segment, terms[0] as string, field, weight, within)
  const lists: PostingList[] = []
  for (const term of isPrefix ? terms.slice(0, -1) : terms) {
    const list = segment.list(term)
    if (!list) return noMatches
    lists.push(list)
  }
  const rarestFirst = lists.toSorted((a, b) => a.count - b.count)
  let docs = within
  let scores = new Float32Array()
  for (const [index, list] of rarestFirst.entries()) {
    const { docs: next, impacts } = docs ? list.among(docs) : list.all()
    const here = Float32Array.from(impacts, (impact) => (impactScores[impact] as number) * weight)
    // A phrase counts no more than its least word does.
    scores = index === 0 ? here : lower(docs as Uint32Array, scores, next, here)
    docs = next
    if (next.length === 0) return noMatches
  }
  const found: Matches = { docs: docs as Uint32Array, scores }
  if (terms.length === 1 && field === 'any') return found
  const places = lists.map((list) => list.positions(found.docs))
  const [from, to] = field === 'any' ? [0, Number.MAX_SAFE_INTEGER] : fieldRange(field)
  const last = isPrefix ? prefixPlaces(segment, terms.at(-1) as string, found.docs) : null
  return filtered(found, (index) => {
    const starts = places.map(({ starts, values }) => values.subarray(starts[index], starts[index + 1]))
    if (last) starts.push(last[index] as Uint32Array)
    return standTogether(starts, from, to)
  })
}

/** Whether somewhere from `from` to before `to` the first place, the second one later, and so on, are all there. */
function standTogether(places: readonly Uint32Array[], from: number, to: number): boolean {
  const [first, ...rest] = places
  const at = rest.map(() => 0)
  next: for (const start of first as Uint32Array) {
    if (start < from) continue
    if (start >= to) return false
    for (let index = 0; index < rest.length; index++) {
      const others = rest[index] as Uint32Array
      const wanted = start + index + 1
      let place = at[index] as number
      while (place < others.length && (others[place] as number) < wanted) place++
      at[index] = place
      if (others[place] !== wanted) continue next
    }
    return true
  }
  return false
}

/** All terms that begin so, taken together as one. */
function prefixMatches(
  segment: Segment,
  prefix: string,
  field: TermPhraseNode['field'],
  weight: number,
  within: Uint32Array | null,
): Matches {
  const best = new Float32Array(segment.columns.count)
  const [from, to] = field === 'any' ? [0, Number.MAX_SAFE_INTEGER] : fieldRange(field)
  for (const list of prefixLists(segment, prefix)) {
    const { docs, impacts } = within ? list.among(within) : list.all()
    const places = field === 'any' ? null : list.positions(docs)
    for (let index = 0; index < docs.length; index++) {
      const doc = docs[index] as number
      const isThere =
        !places ||
        standTogether([places.values.subarray(places.starts[index], places.starts[index + 1])], from, to)
      if (isThere)
        best[doc] = Math.max(best[doc] as number, (impactScores[impacts[index] as number] as number) * weight)
    }
  }
  return gathered(best)
}

function prefixPlaces(segment: Segment, prefix: string, docs: Uint32Array): Uint32Array[] {
  const places: number[][] = Array.from(docs, () => [])
  const indexOf = new Map(Array.from(docs, (doc, index) => [doc, index]))
  for (const list of prefixLists(segment, prefix)) {
    const found = list.among(docs).docs
    const { starts, values } = list.positions(found)
    for (const [index, doc] of found.entries()) {
      places[indexOf.get(doc) as number]?.push(...values.subarray(starts[index], starts[index + 1]))
    }
  }
  return places.map((each) => Uint32Array.from(each).sort())
}

function* prefixLists(segment: Segment, prefix: string): Generator<PostingList> {
  let count = 0
  for (const list of segment.termsFrom(prefix)) {
    if (++count > prefixTermsMax) return
    yield list
  }
}

function union(segment: Segment, all: readonly Matches[]): Matches {
  const some = all.filter((each) => each.docs.length > 0)
  if (some.length < 2) return some[0] ?? noMatches
  const sums = new Float32Array(segment.columns.count)
  for (const { docs, scores } of some) {
    for (let index = 0; index < docs.length; index++) {
      const doc = docs[index] as number
      // What matches without a score is among them too.
      sums[doc] = (sums[doc] as number) + Math.max(scores[index] as number, 1e-30)
    }
  }
  return gathered(sums)
}

/** The documents with more than nothing. */
function gathered(sums: Float32Array): Matches {
  let count = 0
  for (let doc = 0; doc < sums.length; doc++) if ((sums[doc] as number) > 0) count++
  const docs = new Uint32Array(count)
  const scores = new Float32Array(count)
  for (let doc = 0, at = 0; doc < sums.length; doc++) {
    const sum = sums[doc] as number
    if (sum <= 0) continue
    docs[at] = doc
    scores[at++] = sum
  }
  return { docs, scores }
}

/** `next` is part of `found`: its documents, with the sum of both scores. */
function narrowed(found: Matches, next: Matches): Matches {
  const scores = new Float32Array(next.docs.length)
  for (let index = 0, at = 0; index < next.docs.length; index++) {
    while ((found.docs[at] as number) < (next.docs[index] as number)) at++
    scores[index] = (found.scores[at] as number) + (next.scores[index] as number)
  }
  return { docs: next.docs, scores }
}

/** The smaller of the two scores of each document of `next`, which is part of `docs`. */
function lower(
  docs: Uint32Array,
  scores: Float32Array,
  next: Uint32Array,
  here: Float32Array,
): Float32Array<ArrayBuffer> {
  const lowest = new Float32Array(next.length)
  for (let index = 0, at = 0; index < next.length; index++) {
    while ((docs[at] as number) < (next[index] as number)) at++
    lowest[index] = Math.min(scores[at] as number, here[index] as number)
  }
  return lowest
}

function without(docs: Uint32Array, unwanted: Uint32Array): Uint32Array {
  let next = 0
  return docs.filter((doc) => {
    while (next < unwanted.length && (unwanted[next] as number) < doc) next++
    return unwanted[next] !== doc
  })
}

/** The matches for which `holds`, told by their place in the list. */
export function filtered({ docs, scores }: Matches, holds: (index: number) => boolean): Matches {
  const kept = new Uint32Array(docs.length)
  const keptScores = new Float32Array(docs.length)
  let count = 0
  for (let index = 0; index < docs.length; index++) {
    if (!holds(index)) continue
    kept[count] = docs[index] as number
    keptScores[count++] = scores[index] as number
  }
  return { docs: kept.subarray(0, count), scores: keptScores.subarray(0, count) }
}
