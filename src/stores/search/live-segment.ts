import { Columns, type DocumentFields } from './columns.ts'
import { type FieldWeight, fieldWeights, impactOf, occurrenceWeight } from './impact.ts'
import {
  type Field,
  fieldRange,
  type Positions,
  type PostingList,
  type Postings,
  type Segment,
} from './segment.ts'

/** A document's terms, each field in order. */
export interface DocumentTerms {
  readonly title: readonly string[]
  readonly lead: readonly string[]
  readonly body: readonly string[]
  readonly captions: readonly string[]
  readonly authors: readonly string[]
  readonly source: readonly string[]
}

/** No document is found by what stands behind so many terms of its body. */
const bodyTermsMax = 200_000

/**
 * The segment that takes new documents in, found from the moment `add` returns.
 *
 * Each term has one stream of bytes in a pool that all share: for each document its number's distance from the one
 * before, the distances of the positions, a 0, and the impact.
 */
export class LiveSegment implements Segment {
  readonly columns = Columns.empty(1024)
  private readonly termIds = new Map<string, number>()
  private readonly names: string[] = []
  /** The terms that begin with the same UTF-16 unit. */
  private readonly idsByStart = new Map<number, number[]>()
  private readonly streams = new StreamPool()
  // For each term:
  private lastDoc = new Int32Array(1024).fill(-1)
  private lastPosition = new Int32Array(1024)
  private frequency = new Float32Array(1024)
  private counts = new Uint32Array(1024)
  private touched: number[] = []

  /** Bytes of postings held; a measure of when to write the segment to a file. */
  get size(): number {
    return this.streams.size
  }

  add(fields: DocumentFields, terms: DocumentTerms): number {
    const doc = this.columns.add(fields)
    this.addField(doc, terms.title, 'title', fieldWeights.title)
    this.addField(doc, terms.authors, 'authors', fieldWeights.authors)
    this.addField(doc, terms.source, 'source', fieldWeights.source)
    this.addField(doc, terms.captions, 'captions', fieldWeights.captions)
    this.addField(doc, terms.lead, 'body', fieldWeights.lead)
    this.addField(doc, terms.body, 'body', fieldWeights.body, terms.lead.length + 1)
    for (const term of this.touched) {
      this.streams.push(term, 0)
      this.streams.push(term, impactOf(this.frequency[term] as number))
    }
    this.touched = []
    return doc
  }

  list(term: string): PostingList | null {
    const id = this.termIds.get(term)
    return id === undefined ? null : this.listOf(id)
  }

  *terms(): Generator<PostingList> {
    for (const name of this.names.toSorted((a, b) => (a < b ? -1 : 1))) {
      yield this.listOf(this.termIds.get(name) as number)
    }
  }

  *termsFrom(prefix: string): Generator<PostingList> {
    for (const id of this.idsByStart.get(prefix.charCodeAt(0)) ?? []) {
      if ((this.names[id] as string).startsWith(prefix)) yield this.listOf(id)
    }
  }

  close(): void {}

  private addField(
    doc: number,
    terms: readonly string[],
    field: Field,
    weights: FieldWeight,
    offset = 0,
  ): void {
    const [start, end] = fieldRange(field)
    const first = start + offset
    const count = Math.min(terms.length, end - first, bodyTermsMax)
    const weight = occurrenceWeight(weights, terms.length)
    for (let index = 0; index < count; index++)
      this.addTerm(doc, terms[index] as string, first + index, weight)
  }

  private addTerm(doc: number, term: string, position: number, weight: number): void {
    let id = this.termIds.get(term)
    if (id === undefined) id = this.newTerm(term)
    const { streams } = this
    if (this.lastDoc[id] === doc) {
      streams.pushVarint(id, position - (this.lastPosition[id] as number))
      this.frequency[id] = (this.frequency[id] as number) + weight
    } else {
      streams.pushVarint(id, doc - (this.lastDoc[id] as number))
      streams.pushVarint(id, position + 1)
      this.frequency[id] = weight
      this.lastDoc[id] = doc
      this.counts[id] = (this.counts[id] as number) + 1
      this.touched.push(id)
    }
    this.lastPosition[id] = position
  }

  private newTerm(term: string): number {
    const id = this.names.push(term) - 1
    this.termIds.set(term, id)
    const start = term.charCodeAt(0)
    const others = this.idsByStart.get(start)
    if (others) others.push(id)
    else this.idsByStart.set(start, [id])
    this.streams.open()
    if (id === this.lastDoc.length) {
      this.lastDoc = widened(this.lastDoc, new Int32Array(id * 2).fill(-1))
      this.lastPosition = widened(this.lastPosition, new Int32Array(id * 2))
      this.frequency = widened(this.frequency, new Float32Array(id * 2))
      this.counts = widened(this.counts, new Uint32Array(id * 2))
    }
    return id
  }

  private listOf(id: number): PostingList {
    const { streams } = this
    const count = this.counts[id] as number
    const decode = (wanted: Uint32Array | null, withPositions: boolean) => {
      const room = Math.min(count, wanted?.length ?? count)
      const docs = new Uint32Array(room)
      const impacts = new Uint8Array(room)
      const starts = new Uint32Array(room + 1)
      const values: number[] = []
      const stream = streams.read(id)
      let found = 0
      let next = 0
      for (let index = 0, doc = -1; index < count; index++) {
        doc += stream.varint()
        if (wanted) while (next < wanted.length && (wanted[next] as number) < doc) next++
        const isWanted = wanted === null || wanted[next] === doc
        let position = -1
        for (let step = stream.varint(); step !== 0; step = stream.varint()) {
          position += step
          if (isWanted && withPositions) values.push(position)
        }
        const impact = stream.byte()
        if (!isWanted) continue
        docs[found] = doc
        impacts[found++] = impact
        starts[found] = values.length
      }
      return {
        docs: docs.subarray(0, found),
        impacts: impacts.subarray(0, found),
        starts: starts.subarray(0, found + 1),
        values: Uint32Array.from(values),
      }
    }
    return {
      term: this.names[id] as string,
      count,
      all: (): Postings => decode(null, false),
      among: (docs): Postings => decode(docs, false),
      positions: (docs): Positions => decode(docs, true),
    }
  }
}

function widened<T extends Int32Array | Uint32Array | Float32Array>(narrow: T, wide: T): T {
  wide.set(narrow)
  return wide
}

/** Bytes of a slice, the four of the link to the next among them; a stream's next slice is the next larger. */
const sliceSizes = [16, 32, 64, 128, 256, 512, 1024, 4096, 16384]

/** Many streams that grow at their ends, in one array: each a chain of slices. */
class StreamPool {
  private pool = new Uint8Array(1 << 20)
  size = 0
  private count = 0
  private firsts = new Uint32Array(1024)
  private writers = new Uint32Array(1024)
  /** Where the link of the slice being written begins. */
  private ends = new Uint32Array(1024)
  private levels = new Uint8Array(1024)

  open(): void {
    const stream = this.count++
    if (stream === this.firsts.length) {
      this.firsts = widened(this.firsts, new Uint32Array(stream * 2))
      this.writers = widened(this.writers, new Uint32Array(stream * 2))
      this.ends = widened(this.ends, new Uint32Array(stream * 2))
      const levels = new Uint8Array(stream * 2)
      levels.set(this.levels)
      this.levels = levels
    }
    const at = this.slice(sliceSizes[0] as number)
    this.firsts[stream] = at
    this.writers[stream] = at
    this.ends[stream] = at + (sliceSizes[0] as number) - 4
  }

  push(stream: number, byte: number): void {
    let at = this.writers[stream] as number
    if (at === this.ends[stream]) at = this.extend(stream)
    this.pool[at] = byte
    this.writers[stream] = at + 1
  }

  pushVarint(stream: number, value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.push(stream, (rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.push(stream, rest)
  }

  read(stream: number): { byte(): number; varint(): number } {
    const { pool } = this
    let at = this.firsts[stream] as number
    let level = 0
    let end = at + (sliceSizes[0] as number) - 4
    const byte = () => {
      if (at === end) {
        at = readLink(pool, end)
        level = Math.min(level + 1, sliceSizes.length - 1)
        end = at + (sliceSizes[level] as number) - 4
      }
      return pool[at++] as number
    }
    const varint = () => {
      let value = byte()
      if (value < 0x80) return value
      value &= 0x7f
      for (let shift = 7; ; shift += 7) {
        const next = byte()
        value |= (next & 0x7f) << shift
        if (next < 0x80) return value >>> 0
      }
    }
    return { byte, varint }
  }

  private extend(stream: number): number {
    const level = Math.min((this.levels[stream] as number) + 1, sliceSizes.length - 1)
    const size = sliceSizes[level] as number
    const at = this.slice(size)
    writeLink(this.pool, this.ends[stream] as number, at)
    this.levels[stream] = level
    this.ends[stream] = at + size - 4
    return at
  }

  private slice(size: number): number {
    const at = this.size
    this.size += size
    if (this.size > this.pool.length) {
      const larger = new Uint8Array(this.pool.length * 2)
      larger.set(this.pool)
      this.pool = larger
    }
    return at
  }
}

function writeLink(pool: Uint8Array, at: number, link: number): void {
  for (let index = 0; index < 4; index++) pool[at + index] = link >>> (8 * index)
}

function readLink(pool: Uint8Array, at: number): number {
  let link = 0
  for (let index = 3; index >= 0; index--) link = link * 256 + (pool[at + index] as number)
  return link
}
