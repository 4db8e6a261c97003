import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { ByteSource } from './byte-sink.ts'
import type { Columns } from './columns.ts'
import type { Positions, PostingList, Postings, Segment, WholeList } from './segment.ts'
import { blockSize, type FileSeal, groupSize, type ListSize, type WrittenSegment } from './segment-writer.ts'

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
    for (const entry of this.dictionary.from('')) yield new FileList(entry, docs, pos, this.columns.count)
  }

  *termsFrom(prefix: string): Generator<PostingList> {
    for (const entry of this.dictionary.from(prefix)) {
      if (!entry.term.startsWith(prefix)) return
      yield this.listOf(entry)
    }
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

  get term(): string {
    return this.entry.term
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

function readPositions(bytes: Uint8Array, into: WholeList): void {
  const { count, starts, values } = into
  let length = 0
  let at = 0
  for (let index = 1; index <= count; index++) {
    for (let position = -1; ; ) {
      let step = bytes[at++] as number
      if (step === 0) break
      if (step >= 0x80) {
        step &= 0x7f
        for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
          byte = bytes[at++] as number
          step |= (byte & 0x7f) << shift
        }
      }
      if (at > bytes.length) throw new RangeError('A list of positions is damaged.')
      position += step
      values[length++] = position
    }
    starts[index] = length
  }
}

/** The blocks of one list. */
class BlockReader {
  private readonly bytes: Uint8Array
  private readonly count: number
  private readonly docCount: number
  private readonly blockCount: number
  private readonly lasts: Uint32Array
  /** Where each block begins in `.docs` and `.pos`, and where the last one ends. */
  private readonly starts: Uint32Array
  private readonly positionStarts: Uint32Array
  // The block read last:
  private readonly docs = new Uint32Array(blockSize)
  private loaded = -1
  private loadedCount = 0
  private impactsAt = 0

  constructor({ count, posBytes }: TermEntry, bytes: Uint8Array, docCount: number) {
    this.bytes = bytes
    this.count = count
    this.docCount = docCount
    this.blockCount = Math.ceil(count / blockSize)
    this.lasts = new Uint32Array(this.blockCount)
    this.starts = new Uint32Array(this.blockCount + 1)
    this.positionStarts = new Uint32Array(this.blockCount + 1)
    if (this.blockCount === 1) {
      this.lasts[0] = docCount
      this.starts[1] = bytes.length
      this.positionStarts[1] = posBytes
      return
    }
    const table = new ByteSource(bytes)
    for (let block = 0, last = -1; block < this.blockCount; block++) {
      last += table.varint()
      this.lasts[block] = last
      this.starts[block + 1] = (this.starts[block] as number) + table.varint()
      this.positionStarts[block + 1] = (this.positionStarts[block] as number) + table.varint()
    }
    for (let block = 0; block <= this.blockCount; block++)
      this.starts[block] = (this.starts[block] as number) + table.at
    if (this.starts[this.blockCount] !== bytes.length)
      throw new RangeError('A list is not as long as it says.')
  }

  all(): Postings {
    const filled = { docs: new Uint32Array(this.count), impacts: new Uint8Array(this.count) }
    this.fill(filled)
    return filled
  }

  fill({ docs, impacts }: Postings): void {
    for (let block = 0, at = 0; block < this.blockCount; block++) {
      this.load(block)
      docs.set(this.docs.subarray(0, this.loadedCount), at)
      impacts.set(this.bytes.subarray(this.impactsAt, this.impactsAt + this.loadedCount), at)
      at += this.loadedCount
    }
  }

  among(wanted: Uint32Array): Postings {
    const room = Math.min(wanted.length, this.count)
    const docs = new Uint32Array(room)
    const impacts = new Uint8Array(room)
    let found = 0
    this.eachAmong(wanted, (doc, _block, index) => {
      docs[found] = doc
      impacts[found++] = this.bytes[this.impactsAt + index] as number
    })
    return { docs: docs.subarray(0, found), impacts: impacts.subarray(0, found) }
  }

  positions(wanted: Uint32Array, bytes: Uint8Array): Positions {
    const starts = new Uint32Array(wanted.length + 1)
    let values = new Uint32Array(wanted.length * 2 + 16)
    let length = 0
    let found = 0
    let inBlock = -1
    let nextIndex = 0
    const source = new ByteSource(bytes)
    this.eachAmong(wanted, (_doc, block, index) => {
      if (block !== inBlock) {
        inBlock = block
        nextIndex = 0
        source.at = this.positionStarts[block] as number
      }
      for (; nextIndex < index; nextIndex++) while (source.varint() !== 0) {}
      let position = -1
      for (let step = source.varint(); step !== 0; step = source.varint()) {
        position += step
        if (length === values.length) {
          const larger = new Uint32Array(length * 2)
          larger.set(values)
          values = larger
        }
        values[length++] = position
      }
      nextIndex++
      starts[++found] = length
    })
    return { starts: starts.subarray(0, found + 1), values: values.subarray(0, length) }
  }

  /** Calls with each document that is in the list and in `wanted`; its block is loaded then. */
  private eachAmong(wanted: Uint32Array, found: (doc: number, block: number, index: number) => void): void {
    let block = 0
    let index = 0
    for (const doc of wanted) {
      while (block < this.blockCount && (this.lasts[block] as number) < doc) {
        block++
        index = 0
      }
      if (block === this.blockCount) return
      if (this.loaded !== block) this.load(block)
      while (index < this.loadedCount && (this.docs[index] as number) < doc) index++
      if (index < this.loadedCount && this.docs[index] === doc) found(doc, block, index)
    }
  }

  private load(block: number): void {
    const { bytes, docs } = this
    const count = block < this.blockCount - 1 ? blockSize : this.count - block * blockSize
    let at = this.starts[block] as number
    let doc = block === 0 ? -1 : (this.lasts[block - 1] as number)
    for (let index = 0; index < count; index++) {
      let byte = bytes[at++] as number
      let step = byte & 0x7f
      for (let shift = 7; byte >= 0x80; shift += 7) {
        byte = bytes[at++] as number
        step |= (byte & 0x7f) << shift
      }
      doc += step
      docs[index] = doc
    }
    if (doc >= this.docCount || at + count !== this.starts[block + 1])
      throw new RangeError('A list of documents is damaged.')
    this.loaded = block
    this.loadedCount = count
    this.impactsAt = at
  }
}

interface TermEntry extends ListSize {
  readonly term: string
  readonly docsAt: number
  readonly posAt: number
}

class Dictionary {
  readonly reader: SealedReader
  private readonly firsts: string[] = []
  private readonly starts: number[] = [0]

  constructor(reader: SealedReader) {
    this.reader = reader
    const tail = Buffer.from(reader.read(reader.bytes - 16, 16))
    const indexAt = tail.readDoubleLE(0)
    const index = new ByteSource(reader.read(indexAt, reader.bytes - 16 - indexAt))
    for (let group = 0; group < tail.readDoubleLE(8); group++) {
      this.firsts.push(decoder.decode(index.take(index.varint())))
      this.starts.push((this.starts[group] as number) + index.varint())
    }
  }

  find(term: string): TermEntry | null {
    for (const entry of this.group(this.groupOf(term))) {
      if (entry.term === term) return entry
      if (entry.term > term) return null
    }
    return null
  }

  *from(term: string): Generator<TermEntry> {
    for (let group = Math.max(0, this.groupOf(term)); group < this.firsts.length; group++) {
      for (const entry of this.group(group)) if (entry.term >= term) yield entry
    }
  }

  /** The last group whose first term is not behind this one; -1 where there is none. */
  private groupOf(term: string): number {
    let low = 0
    let high = this.firsts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.firsts[middle] as string) <= term) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  private *group(group: number): Generator<TermEntry> {
    if (group < 0 || group >= this.firsts.length) return
    const start = this.starts[group] as number
    const source = new ByteSource(this.reader.read(start, (this.starts[group + 1] as number) - start))
    let docsAt = source.varint()
    let posAt = source.varint()
    let before: Uint8Array = new Uint8Array()
    for (let index = 0; index < groupSize && source.at < source.bytes.length; index++) {
      const shared = before.subarray(0, source.varint())
      const bytes = Buffer.concat([shared, source.take(source.varint())])
      const size = { count: source.varint(), docsBytes: source.varint(), posBytes: source.varint() }
      yield { term: decoder.decode(bytes), docsAt, posAt, ...size }
      docsAt += size.docsBytes
      posAt += size.posBytes
      before = bytes
    }
  }
}

const decoder = new TextDecoder()

interface Reader {
  read(at: number, length: number): Uint8Array
}

/** Reads ahead, for who goes through a file from end to end. What was read is valid until the next call. */
class ForwardReader implements Reader {
  private readonly reader: SealedReader
  private piece: Uint8Array = new Uint8Array()
  private pieceAt = 0

  constructor(reader: SealedReader) {
    this.reader = reader
  }

  read(at: number, length: number): Uint8Array {
    if (at < this.pieceAt || at + length > this.pieceAt + this.piece.length) {
      this.piece = this.reader.read(at, Math.min(Math.max(length, pieceBytes), this.reader.bytes - at))
      this.pieceAt = at
    }
    return this.piece.subarray(at - this.pieceAt, at - this.pieceAt + length)
  }
}

const pieceBytes = 1 << 18

/** Reads anywhere in a file that must be as it was sealed. */
class SealedReader {
  readonly bytes: number
  private readonly path: string
  private readonly seal: FileSeal
  private readonly descriptor: number

  constructor(path: string, seal: FileSeal) {
    this.path = path
    this.seal = seal
    this.bytes = seal.bytes
    try {
      this.descriptor = openSync(path, 'r')
    } catch (cause) {
      throw new RangeError(`${path} cannot be opened.`, { cause })
    }
    if (fstatSync(this.descriptor).size === seal.bytes) return
    closeSync(this.descriptor)
    throw new RangeError(`${path} has another length than it was written with.`)
  }

  read(at: number, length: number): Uint8Array {
    const bytes = Buffer.allocUnsafe(length)
    for (let done = 0; done < length; ) {
      const count = readSync(this.descriptor, bytes, done, length - done, at + done)
      if (count === 0) throw new RangeError(`${this.path} ends too early.`)
      done += count
    }
    return bytes
  }

  check(): void {
    let crc = 0
    for (let at = 0; at < this.bytes; at += 1 << 20) {
      crc = crc32(this.read(at, Math.min(1 << 20, this.bytes - at)), crc)
    }
    if (crc !== this.seal.crc) throw new RangeError(`${this.path} is damaged.`)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}
