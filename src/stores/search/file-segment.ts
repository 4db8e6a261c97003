import type { Columns } from './columns.ts'
import { Dictionary, type TermEntry, termOf } from './dictionary.ts'
import { BlockReader, readPositions } from './posting-file.ts'
import { type FileSeal, ForwardReader, type Reader, SealedReader } from './sealed-file.ts'
import type { Positions, PostingList, Postings, Segment, WholeList } from './segment.ts'
import type { WrittenSegment } from './segment-writer.ts'

/** A segment as `segment-writer.ts` wrote it. Of the terms only each 64th is in memory; lists are read when asked for. */
export class FileSegment implements Segment {
  readonly columns: Columns
  private readonly docs: SealedReader
  private readonly pos: SealedReader
  private readonly dictionary: Dictionary

  /** @throws {RangeError} where a file is missing, of another length, or the dictionary is damaged. */
  constructor(path: string, written: WrittenSegment, columns: Columns) {
    this.columns = columns
    const opened: SealedReader[] = []
    const open = (suffix: string, seal: FileSeal) => {
      const reader = new SealedReader(`${path}.${suffix}`, seal)
      opened.push(reader)
      return reader
    }
    try {
      this.docs = open('docs', written.docs)
      this.pos = open('pos', written.pos)
      const terms = open('terms', written.terms)
      terms.check()
      this.dictionary = new Dictionary(terms)
    } catch (error) {
      for (const reader of opened) reader.close()
      throw error
    }
  }

  list(term: string): PostingList | null {
    const entry = this.dictionary.find(term)
    return entry && this.listOf(entry)
  }

  *terms(): Generator<PostingList> {
    // All of it is read in order: by large pieces.
    const [docs, pos] = [new ForwardReader(this.docs), new ForwardReader(this.pos)]
    for (const entry of this.dictionary.all()) yield new FileList(entry, docs, pos, this.columns.count)
  }

  *termsFrom(prefix: string): Generator<PostingList> {
    for (const entry of this.dictionary.from(prefix)) yield this.listOf(entry)
  }

  /** Reads all of it. @throws {RangeError} where a byte is not what was written. */
  check(): void {
    this.docs.check()
    this.pos.check()
  }

  close(): void {
    for (const reader of [this.docs, this.pos, this.dictionary.reader]) reader.close()
  }

  private listOf(entry: TermEntry): PostingList {
    return new FileList(entry, this.docs, this.pos, this.columns.count)
  }
}

class FileList implements PostingList {
  private readonly entry: TermEntry
  private readonly docs: Reader
  private readonly pos: Reader
  private readonly docCount: number
  private blocks: BlockReader | undefined

  constructor(entry: TermEntry, docs: Reader, pos: Reader, docCount: number) {
    this.entry = entry
    this.docs = docs
    this.pos = pos
    this.docCount = docCount
  }

  get key(): number {
    return this.entry.key
  }

  get term(): string {
    return termOf(this.entry)
  }

  get count(): number {
    return this.entry.count
  }

  all(): Postings {
    return this.read().all()
  }

  whole(into: WholeList): void {
    const { count, posAt, posBytes } = this.entry
    into.reserve(count, posBytes)
    this.read().fill(into)
    readPositions(this.pos.read(posAt, posBytes), into)
  }

  among(docs: Uint32Array): Postings {
    return this.read().among(docs)
  }

  positions(docs: Uint32Array): Positions {
    return this.read().positions(docs, this.pos.read(this.entry.posAt, this.entry.posBytes))
  }

  private read(): BlockReader {
    const { docsAt, docsBytes } = this.entry
    this.blocks ??= new BlockReader(this.entry, this.docs.read(docsAt, docsBytes), this.docCount)
    return this.blocks
  }
}
