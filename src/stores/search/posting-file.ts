import { ByteSink, ByteSource } from './byte-sink.ts'
import type { ListSize } from './dictionary.ts'
import type { SealedFile } from './sealed-file.ts'
import type { Positions, Postings, WholeList } from './segment.ts'

/**
 * How lists are written. In `.docs`, blocks of up to 128 documents: distances as varints, then impacts, two a byte;
 * where there is more than one block, before them for each its last document, its bytes here and its bytes in `.pos`.
 * In `.pos`, for each document the distances of its positions, each doubled, and 1 more where another follows.
 */
const blockSize = 128

const scratch = {
  blocks: new ByteSink(),
  table: new ByteSink(),
  positions: new ByteSink(),
  impacts: new Uint8Array(blockSize),
}

/** Writes the first `listCount` lists as one: their documents follow each other. */
export function writeList(
  lists: readonly WholeList[],
  listCount: number,
  docs: SealedFile,
  pos: SealedFile,
): ListSize {
  const { blocks, table, positions } = scratch
  blocks.clear()
  table.clear()
  positions.clear()
  let count = 0
  for (let index = 0; index < listCount; index++) count += (lists[index] as WholeList).count
  const { impacts } = scratch
  let inBlock = 0
  let last = -1
  let blockStart = 0
  let positionsStart = 0
  let tableLast = -1
  let written = 0
  const endBlock = () => {
    for (let index = 0; index < inBlock; index += 2)
      blocks.byte(
        ((impacts[index] as number) - 1) |
          ((((index + 1 < inBlock ? impacts[index + 1] : 1) as number) - 1) << 4),
      )
    if (count > blockSize) {
      table.varint(last - tableLast)
      table.varint(blocks.length - blockStart)
      table.varint(positions.length - positionsStart)
    }
    inBlock = 0
    blockStart = blocks.length
    positionsStart = positions.length
    tableLast = last
  }
  for (let each = 0; each < listCount; each++) {
    const list = lists[each] as WholeList
    for (let index = 0; index < list.count; index++) {
      const doc = list.docs[index] as number
      blocks.varint(doc - last)
      last = doc
      impacts[inBlock++] = list.impacts[index] as number
      const end = list.starts[index + 1] as number
      let before = 0
      for (let at = list.starts[index] as number; at < end; at++) {
        const position = list.values[at] as number
        positions.varint((position - before) * 2 + (at + 1 < end ? 1 : 0))
        before = position
      }
      if (++written === count || inBlock === blockSize) endBlock()
    }
  }
  docs.write(table.view())
  docs.write(blocks.view())
  pos.write(positions.view())
  return { count, docsBytes: table.length + blocks.length, posBytes: positions.length }
}

/** Reads the positions of a whole list. @throws {RangeError} where they are damaged. */
export function readPositions(bytes: Uint8Array, into: WholeList): void {
  const { count, starts, values } = into
  let length = 0
  let at = 0
  for (let index = 1; index <= count; index++) {
    let step = 1
    for (let position = 0; (step & 1) === 1; ) {
      step = bytes[at++] as number
      if (step >= 0x80) {
        step &= 0x7f
        for (let shift = 7, byte = 0x80; byte >= 0x80; shift += 7) {
          byte = bytes[at++] as number
          step |= (byte & 0x7f) << shift
        }
      }
      if (at > bytes.length) throw new RangeError('A list of positions is damaged.')
      position += step >>> 1
      values[length++] = position
    }
    starts[index] = length
  }
}

/** Reads the blocks of one list. */
export class BlockReader {
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

  constructor({ count, posBytes }: ListSize, bytes: Uint8Array, docCount: number) {
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
      for (let index = 0; index < this.loadedCount; index++) impacts[at + index] = this.impactAt(index)
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
      impacts[found++] = this.impactAt(index)
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
      for (; nextIndex < index; nextIndex++) while ((source.varint() & 1) === 1) {}
      for (let position = 0, hasMore = true; hasMore; ) {
        const step = source.varint()
        position += step >>> 1
        hasMore = (step & 1) === 1
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

  /** Of the document at that place in the block read last. */
  private impactAt(index: number): number {
    const both = this.bytes[this.impactsAt + (index >> 1)] as number
    return ((index & 1) === 0 ? both & 0xf : both >> 4) + 1
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
    if (doc >= this.docCount || at + ((count + 1) >> 1) !== this.starts[block + 1])
      throw new RangeError('A list of documents is damaged.')
    this.loaded = block
    this.loadedCount = count
    this.impactsAt = at
  }
}
