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
import type { TermKey } from './term-key.ts'
import { TermStreams } from './term-streams.ts'
import { TermTable } from './term-table.ts'

const bytesMax = 192 * 1024 * 1024
/** As many as `TermTable` can order, less what one document can have. */
const termsMax = 2 ** 21 - 2 ** 18
/** No document is found by what stands behind so many terms of its body. */
const bodyTermsMax = 200_000

/** The segment that takes new documents in, found from the moment `add` returns. */
export class LiveSegment implements Segment {
  readonly columns = Columns.empty(1024)
  readonly table = new TermTable()
  readonly streams = new TermStreams()
  /** The terms of the document that is being added. */
  private touched = new Int32Array(1024)
  private touchedCount = 0

  /** Whether it holds so much that it should be written to a file. */
  get isLarge(): boolean {
    return this.streams.size >= bytesMax || this.table.count >= termsMax
  }

  add(fields: DocumentFields, terms: DocumentTerms, people: DocumentPeople): number {
    const doc = this.columns.add(fields, people)
    // In the order of their positions.
    const leadCount = this.addField(doc, terms.lead, 'body', fieldWeights.lead)
    this.addField(doc, terms.body, 'body', fieldWeights.body, leadCount + 1)
    this.addField(doc, terms.title, 'title', fieldWeights.title)
    this.addField(doc, terms.authors, 'authors', fieldWeights.authors)
    this.addField(doc, terms.source, 'source', fieldWeights.source)
    this.addField(doc, terms.captions, 'captions', fieldWeights.captions)
    for (let index = 0; index < this.touchedCount; index++)
      this.streams.endDocument(this.touched[index] as number, impactOf)
    this.touchedCount = 0
    return doc
  }

  list(term: string): PostingList | null {
    const id = this.table.find(term)
    return id < 0 ? null : this.listOf(id)
  }

  *terms(): Generator<PostingList> {
    for (const id of this.table.inOrder()) yield this.listOf(id)
  }

  *termsFrom(prefix: string): Generator<PostingList> {
    for (const id of this.table.startingWith(prefix)) yield this.listOf(id)
  }

  close(): void {}

  /** @returns How many terms the field has. */
  private addField(doc: number, terms: string, field: Field, weights: FieldWeight, offset = 0): number {
    if (terms === '') return 0
    const count = countOf(terms)
    const weight = occurrenceWeight(weights, count)
    const [start, end] = fieldRange(field)
    const stop = Math.min(start + offset + bodyTermsMax, end)
    const { length } = terms
    for (let from = 0, position = start + offset; from < length && position < stop; position++) {
      // Unit by unit: finding each space by `indexOf` costs more than all the rest of a short term.
      let to = from + 1
      while (to < length && terms.charCodeAt(to) !== space) to++
      const id =
        to - from > 2
          ? this.table.idOfLong(terms.slice(from, to))
          : this.table.idOfPair(terms.charCodeAt(from), to - from > 1 ? terms.charCodeAt(from + 1) : 0)
      if (this.streams.add(id, doc, position, weight)) this.touch(id)
      from = to + 1
    }
    return count
  }

  private touch(term: number): void {
    if (this.touchedCount === this.touched.length) {
      const wider = new Int32Array(this.touchedCount * 2)
      wider.set(this.touched)
      this.touched = wider
    }
    this.touched[this.touchedCount++] = term
  }

  private listOf(id: number): PostingList {
    return new LiveList(this, id)
  }

  /** @param wanted Ascending; null: all. */
  decode(id: number, wanted: Uint32Array | null, into: WholeList): void {
    const count = this.streams.countOf(id)
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
  private readonly segment: LiveSegment
  private readonly id: number

  constructor(segment: LiveSegment, id: number) {
    this.segment = segment
    this.id = id
  }

  get term(): string {
    return this.segment.table.termOf(this.id)
  }

  get key(): TermKey {
    return this.segment.table.keyOf(this.id)
  }

  get count(): number {
    return this.segment.streams.countOf(this.id)
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

const space = 0x20

function countOf(terms: string): number {
  let count = 1
  for (let at = 0; at < terms.length; at++) if (terms.charCodeAt(at) === space) count++
  return count
}

const scratch = new WholeList()
