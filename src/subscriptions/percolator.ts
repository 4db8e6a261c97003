import { type MatchNode, rarity, type TermPhraseNode } from '#access'
import { type Facts, type ReadDocument, TermReader } from './term-reader.ts'

/** What a saved search wants: facts that must all hold, terms, and the mere time. */
export interface Wanted {
  /** One of each group must be a fact of the document, such as `channel=sport`. */
  readonly facts: readonly (readonly string[])[]
  readonly match: MatchNode | null
  /** Of these words, most by weight must be there. */
  readonly most?: readonly { readonly phrase: TermPhraseNode; readonly weight: number }[]
  /** In milliseconds, `[from, to)`. */
  readonly fromMs?: number
  readonly toMs?: number
}

/** What a document is, for all searches at once. */
export interface Percolated extends Facts {
  /** Publication, or capture where that is unknown. */
  readonly sortMs: number
}

/** Of a sentence's words, by weight, so many must be there. */
const mostShare = 0.6

/**
 * Saved searches turned round: a document is matched against all of them at once (a percolator). Each search waits
 * under the rarest term or fact that every match of it must have; only the searches under what a document has are
 * looked at, each as a small program over the document's terms. All is kept in flat arrays: about a hundred bytes a
 * search beside its distinct terms.
 */
export class Percolator {
  private readonly reader = new TermReader()
  /** Programs, one behind the other. */
  private code = new Int32Array(1024)
  private codeLength = 0
  /** Bounds in time, pairs of milliseconds. */
  private readonly spans: number[] = []
  /** Of each search, by slot: where its program starts (-1: removed), and whose it is. */
  private starts = new Int32Array(256)
  private keys = new Float64Array(256)
  private slotCount = 0
  private readonly slotOf = new Map<number, number>()
  /** Of each term the last entry of those that wait under it; entries are linked. */
  private heads = new Int32Array(1024).fill(-1)
  private loads = new Int32Array(1024)
  private entrySlots = new Int32Array(256)
  private entryNext = new Int32Array(256)
  private entryCount = 0
  /** Searches that no term narrows down. */
  private readonly unnarrowed: number[] = []
  /** Of each slot the last document that it was looked at for; a search may wait under several terms. */
  private seen = new Uint32Array(256)
  private round = 0

  get size(): number {
    return this.slotOf.size
  }

  /** Puts a search in, or in the place of the earlier one of that key. @param key A safe integer. */
  add(key: number, wanted: Wanted): void {
    this.remove(key)
    const slot = this.slotCount++
    if (slot === this.starts.length) this.growSlots()
    this.starts[slot] = this.codeLength
    this.keys[slot] = key
    this.slotOf.set(key, slot)
    const program = this.compile(wanted)
    this.write(program)
    const anchors = this.anchorsOf(wanted)
    if (anchors === null) this.unnarrowed.push(slot)
    else for (const term of new Set(anchors)) this.wait(term, slot)
  }

  /** Nothing happens where there is none. What it took is given back once half of all is gone. */
  remove(key: number): void {
    const slot = this.slotOf.get(key)
    if (slot === undefined) return
    this.starts[slot] = -1
    this.slotOf.delete(key)
  }

  /** The share of room that removed searches still take, 0 to 1: past a half it is time for a new percolator. */
  get waste(): number {
    return this.slotCount === 0 ? 0 : 1 - this.slotOf.size / this.slotCount
  }

  /** The keys of all searches that a document matches, in no particular order. */
  match(percolated: Percolated): number[] {
    const document = this.reader.read(percolated)
    this.round++
    const found: number[] = []
    const look = (slot: number) => {
      if (this.seen[slot] === this.round) return
      this.seen[slot] = this.round
      const start = this.starts[slot] as number
      if (start >= 0 && this.holds(start, document, percolated.sortMs)) found.push(this.keys[slot] as number)
    }
    for (const term of document.present) {
      for (let entry = this.headOf(term); entry >= 0; entry = this.entryNext[entry] as number)
        look(this.entrySlots[entry] as number)
    }
    for (const slot of this.unnarrowed) look(slot)
    return found
  }

  private headOf(term: number): number {
    return term < this.heads.length ? (this.heads[term] as number) : -1
  }

  // Programs: [operation, length of all, …]; nodes follow each other.

  private compile(wanted: Wanted): number[] {
    const parts: number[][] = wanted.facts.map((group) =>
      nested(
        op.or,
        group.map((fact) => [op.term, 3, this.reader.factId(fact)]),
      ),
    )
    if (wanted.match) parts.push(this.compileNode(wanted.match))
    if (wanted.most) {
      const total = wanted.most.reduce((sum, { weight }) => sum + whole(weight), 0)
      const words = wanted.most.flatMap(({ phrase, weight }) => [whole(weight), ...this.compileNode(phrase)])
      parts.push([op.most, words.length + 3, Math.ceil(total * mostShare), ...words])
    }
    if (wanted.fromMs !== undefined || wanted.toMs !== undefined) {
      const span = this.spans.push(
        wanted.fromMs ?? Number.NEGATIVE_INFINITY,
        wanted.toMs ?? Number.POSITIVE_INFINITY,
      )
      parts.push([op.time, 3, span - 2])
    }
    return nested(op.and, parts)
  }

  private compileNode(node: MatchNode): number[] {
    switch (node.kind) {
      case 'everything':
        return [op.and, 2]
      case 'nothing':
        return [op.or, 2]
      case 'and':
      case 'or':
        return nested(
          op[node.kind],
          node.nodes.map((each) => this.compileNode(each)),
        )
      case 'not':
        return nested(op.not, [this.compileNode(node.node)])
      case 'phrase': {
        const ids = this.idsOf(node)
        if (ids.length === 1 && node.field === 'any') return [op.term, 3, ids[0] as number]
        return [op.phrase, ids.length + 4, fields[node.field], node.isPrefix ? 1 : 0, ...ids]
      }
    }
  }

  private idsOf({ terms, isPrefix }: TermPhraseNode): number[] {
    return terms.map((term, index) =>
      isPrefix && index === terms.length - 1 ? this.reader.prefixId(term) : this.reader.termId(term),
    )
  }

  private holds(at: number, document: ReadDocument, sortMs: number): boolean {
    const { code } = this
    const end = at + (code[at + 1] as number)
    switch (code[at]) {
      case op.term:
        return document.has(code[at + 2] as number)
      case op.phrase:
        return document.hasPhrase(code, at + 4, end, code[at + 2] as number, code[at + 3] === 1)
      case op.and:
        for (let each = at + 2; each < end; each += code[each + 1] as number)
          if (!this.holds(each, document, sortMs)) return false
        return true
      case op.or:
        for (let each = at + 2; each < end; each += code[each + 1] as number)
          if (this.holds(each, document, sortMs)) return true
        return false
      case op.not:
        return !this.holds(at + 2, document, sortMs)
      case op.most: {
        let missing = code[at + 2] as number
        for (let each = at + 3; each < end && missing > 0; each += 1 + (code[each + 2] as number))
          if (this.holds(each + 1, document, sortMs)) missing -= code[each] as number
        return missing <= 0
      }
      default: {
        const span = code[at + 2] as number
        return sortMs >= (this.spans[span] as number) && sortMs < (this.spans[span + 1] as number)
      }
    }
  }

  // Anchors: terms of which every match has at least one.

  private anchorsOf({ facts, match, most }: Wanted): readonly number[] | null {
    const choices = facts.map((group): Anchors => {
      const terms = group.map((fact) => this.reader.factId(fact))
      return { terms, cost: terms.reduce((sum, id) => sum + factShare * this.crowding(id), 0) }
    })
    if (match) choices.push(...this.anchorsOfNode(match))
    if (most) choices.push(this.anchorsOfMost(most))
    return cheapest(choices)[0]?.terms ?? null
  }

  private anchorsOfNode(node: MatchNode): Anchors[] {
    switch (node.kind) {
      case 'phrase': {
        const ids = this.idsOf(node)
        return cheapest(
          ids.map((id, index) => ({ terms: [id], cost: this.costOf(id, node.terms[index] as string) })),
        )
      }
      case 'and':
        return cheapest(node.nodes.flatMap((each) => this.anchorsOfNode(each)))
      case 'or': {
        const each = node.nodes.map((one) => this.anchorsOfNode(one)[0])
        // One that nothing narrows down leaves all of them so.
        const known = each.filter((one) => one !== undefined)
        return known.length < each.length ? [] : [together(known)]
      }
      case 'nothing':
        return [{ terms: [], cost: 0 }]
      default:
        return []
    }
  }

  /** Without the commonest words, as long as those alone are not enough. */
  private anchorsOfMost(words: NonNullable<Wanted['most']>): Anchors {
    const total = words.reduce((sum, { weight }) => sum + whole(weight), 0)
    const commonFirst = words
      .map(({ phrase, weight }) => ({ weight: whole(weight), anchors: this.anchorsOfNode(phrase)[0] }))
      .sort((a, b) => (b.anchors?.cost ?? 0) - (a.anchors?.cost ?? 0))
    let spare = Math.ceil(total * mostShare) - 1
    const needed = commonFirst.filter(({ weight }) => {
      const isSpared = weight <= spare
      if (isSpared) spare -= weight
      return !isSpared
    })
    return together(needed.flatMap(({ anchors }) => anchors ?? []))
  }

  /** How often a document that has the term will make us look at this search, and at the others under it. */
  private costOf(id: number, term: string): number {
    return 2 ** -rarity(term) * this.crowding(id)
  }

  /** A term that many wait under already is a worse choice: spread, fewer are looked at for the common ones. */
  private crowding(id: number): number {
    return 1 + Math.sqrt(id < this.loads.length ? (this.loads[id] as number) : 0)
  }

  private wait(term: number, slot: number): void {
    while (term >= this.heads.length) {
      this.heads = widened(this.heads, -1)
      this.loads = widened(this.loads, 0)
    }
    if (this.entryCount === this.entrySlots.length) {
      this.entrySlots = widened(this.entrySlots, 0)
      this.entryNext = widened(this.entryNext, -1)
    }
    const entry = this.entryCount++
    this.entrySlots[entry] = slot
    this.entryNext[entry] = this.heads[term] as number
    this.heads[term] = entry
    this.loads[term] = (this.loads[term] as number) + 1
  }

  private write(program: readonly number[]): void {
    while (this.codeLength + program.length > this.code.length) this.code = widened(this.code, 0)
    this.code.set(program, this.codeLength)
    this.codeLength += program.length
  }

  private growSlots(): void {
    this.starts = widened(this.starts, -1)
    const keys = new Float64Array(this.keys.length * 2)
    keys.set(this.keys)
    this.keys = keys
    const seen = new Uint32Array(this.seen.length * 2)
    seen.set(this.seen)
    this.seen = seen
  }
}

interface Anchors {
  readonly terms: readonly number[]
  readonly cost: number
}

/** A fact such as a channel is as common as a common word. */
const factShare = 2 ** -4

const op = { term: 0, phrase: 1, and: 2, or: 3, not: 4, most: 5, time: 6 } as const
const fields = { any: 0, title: 1, authors: 2 } as const

function cheapest(choices: readonly Anchors[]): Anchors[] {
  return choices.length === 0 ? [] : [choices.reduce((best, each) => (each.cost < best.cost ? each : best))]
}

function together(all: readonly Anchors[]): Anchors {
  return { terms: all.flatMap(({ terms }) => terms), cost: all.reduce((sum, { cost }) => sum + cost, 0) }
}

function nested(operation: number, parts: readonly (readonly number[])[]): number[] {
  if (parts.length === 1 && operation !== op.not) return [...(parts[0] as number[])]
  const inside = parts.flat()
  return [operation, inside.length + 2, ...inside]
}

function whole(weight: number): number {
  return Math.max(1, Math.round(weight * 100))
}

function widened(array: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2).fill(fill, array.length)
  larger.set(array)
  return larger
}
