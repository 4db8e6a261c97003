import type { DocumentTerms } from '#catalog'
import { Columns, type DocumentFields, type DocumentPeople } from './columns.ts'
import { type FieldWeight, fieldWeights, impactOf, occurrenceWeight } from './impact.ts'
import {
  type Field,
  fieldRange,
  type Positions,
  type PostingList,
  type Postings,
  type Segment,
  WholeList,
} from './segment.ts'
import { TermTable } from './term-table.ts'

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
  private readonly table = new TermTable()
  private readonly streams = new StreamPool()
  private known = 0
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

  add(fields: DocumentFields, terms: DocumentTerms, people: DocumentPeople): number {
    const doc = this.columns.add(fields, people)
    this.addField(doc, terms.title, 'title', fieldWeights.title)
    this.addField(doc, terms.authors, 'authors', fieldWeights.authors)
    this.addField(doc, terms.source, 'source', fieldWeights.source)
    this.addField(doc, terms.captions, 'captions', fieldWeights.captions)
    const leadCount = this.addField(doc, terms.lead, 'body', fieldWeights.lead)
    this.addField(doc, terms.body, 'body', fieldWeights.body, leadCount + 1)
    for (const term of this.touched) {
      this.streams.push(term, 0)
      this.streams.push(term, impactOf(this.frequency[term] as number))
    }
    this.touched = []
    return doc
  }

  list(term: string): PostingList | null {
    const id = this.table.find(term)
    return id < 0 ? null : this.listOf(id)
  }

  *terms(): Generator<PostingList> {
    for (const { id } of this.table.inOrder()) yield this.listOf(id)
  }

  *termsFrom(prefix: string): Generator<PostingList> {
    for (const id of this.table.startingWith(prefix)) yield this.listOf(id)
  }

  close(): void {}

  /** @returns How many terms the field has. */
  private addField(doc: number, terms: string, field: Field, weights: FieldWeight, offset = 0): number {
    if (terms === '') return 0
    let count = 1
    for (let at = terms.indexOf(' '); at >= 0; at = terms.indexOf(' ', at + 1)) count++
    const weight = occurrenceWeight(weights, count)
    const [start, end] = fieldRange(field)
    const stop = Math.min(start + offset + bodyTermsMax, end)
    for (let from = 0, position = start + offset; from < terms.length && position < stop; position++) {
      const space = terms.indexOf(' ', from)
      const to = space < 0 ? terms.length : space
      const id =
        to - from > 2
          ? this.table.idOfLong(terms.slice(from, to))
          : this.table.idOfPair(terms.charCodeAt(from), to - from > 1 ? terms.charCodeAt(from + 1) : 0)
      this.addTerm(doc, id, position, weight)
      from = to + 1
    }
    return count
  }

  private addTerm(doc: number, id: number, position: number, weight: number): void {
    if (id >= this.known) this.learn(id)
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

  private learn(id: number): void {
    this.known = id + 1
    this.streams.open()
    if (id < this.lastDoc.length) return
    this.lastDoc = widened(this.lastDoc, new Int32Array(id * 2).fill(-1))
    this.lastPosition = widened(this.lastPosition, new Int32Array(id * 2))
    this.frequency = widened(this.frequency, new Float32Array(id * 2))
    this.counts = widened(this.counts, new Uint32Array(id * 2))
  }

  private listOf(id: number): PostingList {
    return new LiveList(this, id, this.table.termOf(id), this.counts[id] as number)
  }

  /** @param wanted Ascending; null: all. */
  decode(id: number, wanted: Uint32Array | null, into: WholeList): void {
    const count = this.counts[id] as number
    const { bytes, start, length } = this.streams.read(id)
    // No stream has more numbers than bytes.
    into.reserve(wanted === null ? count : Math.min(count, wanted.length), length)
    const { docs, impacts, starts, values } = into
    let valueCount = 0
    let found = 0
    let next = 0
    let doc = -1
    for (let at = start, index = 0; index < count; index++) {
      let step = bytes[at++] as number
      if (step >= 0x80) {
        step &= 0x7f
        for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
          byte = bytes[at++] as number
          step |= (byte & 0x7f) << shift
        }
      }
      doc += step
      if (wanted !== null) {
        while (next < wanted.length && (wanted[next] as number) < doc) next++
        if (wanted[next] !== doc) {
          // Within a number no byte is 0: its last is the highest, and a highest of 0 is not written.
          while (bytes[at++] !== 0) {}
          at++
          continue
        }
      }
      for (let position = -1; ; ) {
        let distance = bytes[at++] as number
        if (distance === 0) break
        if (distance >= 0x80) {
          distance &= 0x7f
          for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
            byte = bytes[at++] as number
            distance |= (byte & 0x7f) << shift
          }
        }
        position += distance
        values[valueCount++] = position
      }
      docs[found] = doc
      impacts[found++] = bytes[at++] as number
      starts[found] = valueCount
    }
    into.count = found
  }
}

class LiveList implements PostingList {
  readonly term: string
  readonly count: number
  private readonly segment: LiveSegment
  private readonly id: number

  constructor(segment: LiveSegment, id: number, term: string, count: number) {
    this.segment = segment
    this.id = id
    this.term = term
    this.count = count
  }

  all(): Postings {
    return this.postings(null)
  }

  whole(into: WholeList): void {
    this.segment.decode(this.id, null, into)
  }

  among(wanted: Uint32Array): Postings {
    return this.postings(wanted)
  }

  positions(wanted: Uint32Array): Positions {
    const { count, starts, values } = this.decoded(wanted)
    return { starts: starts.slice(0, count + 1), values: values.slice(0, starts[count]) }
  }

  private postings(wanted: Uint32Array | null): Postings {
    const { count, docs, impacts } = this.decoded(wanted)
    return { docs: docs.slice(0, count), impacts: impacts.slice(0, count) }
  }

  private decoded(wanted: Uint32Array | null): WholeList {
    this.segment.decode(this.id, wanted, scratch)
    return scratch
  }
}

const scratch = new WholeList()

function widened<T extends Int32Array | Uint32Array | Float32Array>(narrow: T, wide: T): T {
  wide.set(narrow)
  return wide
}

/** Bytes of a slice, the four of the link to the next among them; a stream's next slice is the next larger. */
const sliceSizes = [16, 32, 64, 128, 256, 512, 1024, 4096, 16384]

/** Many streams that grow at their ends, in one array: each a chain of slices. */
class StreamPool {
  private pool = new Uint8Array(1 << 20)
  private scratch = new Uint8Array(1 << 12)
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

  /** The stream in one piece, valid until the next call: in the pool itself where it is one slice. */
  read(stream: number): { bytes: Uint8Array; start: number; length: number } {
    const { pool } = this
    const last = this.writers[stream] as number
    let at = this.firsts[stream] as number
    if (this.levels[stream] === 0) return { bytes: pool, start: at, length: last - at }
    let length = 0
    for (let level = 0; ; level = Math.min(level + 1, sliceSizes.length - 1)) {
      const end = at + (sliceSizes[level] as number) - 4
      const isLast = last >= at && last <= end
      const stop = isLast ? last : end
      while (length + stop - at > this.scratch.length) this.scratch = doubled(this.scratch)
      if (stop - at < 64)
        for (let from = at; from < stop; from++) this.scratch[length++] = pool[from] as number
      else {
        this.scratch.set(pool.subarray(at, stop), length)
        length += stop - at
      }
      if (isLast) return { bytes: this.scratch, start: 0, length }
      at = readLink(pool, end)
    }
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
    if (this.size > this.pool.length) this.pool = doubled(this.pool)
    return at
  }
}

function doubled(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2)
  larger.set(bytes)
  return larger
}

function writeLink(pool: Uint8Array, at: number, link: number): void {
  for (let index = 0; index < 4; index++) pool[at + index] = link >>> (8 * index)
}

function readLink(pool: Uint8Array, at: number): number {
  let link = 0
  for (let index = 3; index >= 0; index--) link = link * 256 + (pool[at + index] as number)
  return link
}
