import type { Columns } from './columns.ts'
import type { TermKey } from './term-key.ts'

/**
 * A part of the index: documents numbered from 0, and for each term the documents that have it. Immutable but for
 * what `columns` knows of each document, which includes that it is gone.
 */
export interface Segment {
  readonly columns: Columns
  /** @throws {RangeError} where the segment's file is damaged; so do the lists' methods. */
  list(term: string): PostingList | null
  /** All terms, in the order of `term-key.ts`. */
  terms(): Iterable<PostingList>
  /** The terms that begin so. */
  termsFrom(prefix: string): Iterable<PostingList>
  close(): void
}

/** The documents that have one term. */
export interface PostingList {
  readonly term: string
  readonly key: TermKey
  readonly count: number
  all(): Postings
  /** All, with their positions: for writing them elsewhere. */
  whole(into: WholeList): void
  /** Those that are also among `docs`, which ascend. */
  among(docs: Uint32Array): Postings
  /** Where the term stands in each of these documents. `docs` ascend, and all have the term. */
  positions(docs: Uint32Array): Positions
}

/** Room for one list at a time, so that writing a million short ones makes no garbage. */
export class WholeList {
  count = 0
  docs = new Uint32Array(256)
  impacts = new Uint8Array(256)
  /** Positions of the document at index `i`: `values` from `starts[i]` up to `starts[i + 1]`. */
  starts = new Uint32Array(257)
  values = new Uint32Array(1024)

  /** Makes room; what was there is lost. */
  reserve(count: number, valueCount: number): void {
    this.count = count
    if (count > this.docs.length) {
      this.docs = new Uint32Array(count * 2)
      this.impacts = new Uint8Array(count * 2)
      this.starts = new Uint32Array(count * 2 + 1)
    }
    if (valueCount > this.values.length) this.values = new Uint32Array(valueCount * 2)
  }
}

/** Documents, ascending, and what the term counts in each, as `impact.ts` writes it. */
export interface Postings {
  readonly docs: Uint32Array
  readonly impacts: Uint8Array
}

/** Of the document at index `i`: `values` from `starts[i]` up to `starts[i + 1]`, ascending. */
export interface Positions {
  readonly starts: Uint32Array
  readonly values: Uint32Array
}

/**
 * Where in the numbering of positions each field begins. The body, which most terms stand in, has the small numbers;
 * fields are cut where they would run into the next.
 */
export const fieldStart = {
  body: 0,
  title: 0x4_0000,
  authors: 0x4_0400,
  source: 0x4_0800,
  captions: 0x4_0c00,
} as const
export type Field = keyof typeof fieldStart

/** @returns `[start, end)` of the positions of a field. */
export function fieldRange(field: Field): [start: number, end: number] {
  const start = fieldStart[field]
  const later = Object.values(fieldStart).filter((other) => other > start)
  return [start, later.length > 0 ? Math.min(...later) : Number.MAX_SAFE_INTEGER]
}
