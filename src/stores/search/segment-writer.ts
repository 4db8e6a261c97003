import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { ByteSink } from './byte-sink.ts'
import { Columns } from './columns.ts'
import { type PostingList, type Segment, WholeList } from './segment.ts'

/**
 * A segment in files, beside each other under one name:
 *
 * - `.docs`: for each term its list: blocks of up to 128 documents (distances as varints, then impacts), and before
 *   them, where there is more than one block, for each its last document, its bytes here and its bytes in `.pos`.
 * - `.pos`: for each document of each list the distances of the positions, and a 0.
 * - `.terms`: the terms in order, in groups of 64, each told by what differs from the one before; behind them for
 *   each group its first term and length; behind that, in the last 16 bytes, where that begins and how many there are.
 * - `.cols`: the documents' fields, written anew whenever they have changed.
 */
export const blockSize = 128
export const groupSize = 64

/** What a file must be to be read; kept in the index's manifest. */
export interface FileSeal {
  readonly bytes: number
  readonly crc: number
}

export interface WrittenSegment {
  readonly docCount: number
  readonly docs: FileSeal
  readonly pos: FileSeal
  readonly terms: FileSeal
}

/** Old numbers of a segment's documents to new ones; `gone` for those left out. */
export type DocMap = Uint32Array
export const gone = 0xffff_ffff

/**
 * Writes the live documents of some segments as one. It gives way after every few thousand terms, so that searches
 * go on meanwhile. Documents that are removed in the meantime are in the new segment all the same: `maps` tells
 * which they are.
 */
export function* writeSegment(
  path: string,
  segments: readonly Segment[],
): Generator<void, { written: WrittenSegment; columns: Columns; maps: readonly DocMap[] }> {
  const columns = Columns.empty(segments.reduce((sum, { columns: { liveCount } }) => sum + liveCount, 0))
  const maps = segments.map((segment) => mapDocs(segment, columns))
  const files = {
    docs: new SealedFile(`${path}.docs`),
    pos: new SealedFile(`${path}.pos`),
    terms: new SealedFile(`${path}.terms`),
  }
  try {
    const dictionary = new DictionaryWriter(files.terms)
    const rooms: WholeList[] = []
    let count = 0
    for (const { term, lists } of mergedTerms(segments)) {
      for (const [index, { list, segment }] of lists.entries()) {
        rooms[index] ??= new WholeList()
        list.whole(rooms[index])
        mapList(rooms[index], maps[segment] as DocMap)
      }
      const size = writeList(rooms, lists.length, files.docs, files.pos)
      if (size.count > 0) dictionary.add(term, size)
      if (++count % 2048 === 0) yield
    }
    dictionary.end()
    const written = {
      docCount: columns.count,
      docs: files.docs.seal(),
      pos: files.pos.seal(),
      terms: files.terms.seal(),
    }
    columns.isChanged = true
    return { written, columns, maps }
  } finally {
    for (const file of Object.values(files)) file.close()
  }
}

function mapDocs({ columns }: Segment, into: Columns): DocMap {
  const map = new Uint32Array(columns.count).fill(gone)
  for (let doc = 0; doc < columns.count; doc++) if (!columns.isGone(doc)) map[doc] = into.copy(columns, doc)
  return map
}

/** Old numbers to new ones, in place; what is gone is left out. */
function mapList(list: WholeList, map: DocMap): void {
  const { docs, impacts, starts, values } = list
  let kept = 0
  let length = 0
  for (let index = 0, from = 0; index < list.count; index++) {
    const to = starts[index + 1] as number
    const doc = map[docs[index] as number] as number
    if (doc !== gone) {
      docs[kept] = doc
      impacts[kept++] = impacts[index] as number
      if (length === from) length = to
      else for (let at = from; at < to; at++) values[length++] = values[at] as number
      starts[kept] = length
    }
    from = to
  }
  list.count = kept
}

/** Each term once, in order, with the lists of all segments that have it. */
function* mergedTerms(
  segments: readonly Segment[],
): Generator<{ term: string; lists: { list: PostingList; segment: number }[] }> {
  const heads = segments.map((segment, index) => {
    const terms = segment.terms()[Symbol.iterator]()
    return { segment: index, terms, list: terms.next().value as PostingList | undefined }
  })
  for (;;) {
    let term: string | undefined
    for (const { list } of heads) if (list && (term === undefined || list.term < term)) term = list.term
    if (term === undefined) return
    const lists: { list: PostingList; segment: number }[] = []
    for (const head of heads) {
      if (head.list?.term !== term) continue
      lists.push({ list: head.list, segment: head.segment })
      head.list = head.terms.next().value as PostingList | undefined
    }
    yield { term, lists }
  }
}

const scratch = {
  blocks: new ByteSink(),
  table: new ByteSink(),
  positions: new ByteSink(),
  impacts: new Uint8Array(blockSize),
}

/** Writes the first `listCount` lists as one: their documents follow each other. */
function writeList(
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
    blocks.append(impacts.subarray(0, inBlock))
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
      let before = -1
      for (let at = list.starts[index] as number; at < (list.starts[index + 1] as number); at++) {
        const position = list.values[at] as number
        positions.varint(position - before)
        before = position
      }
      positions.byte(0)
      if (++written === count || inBlock === blockSize) endBlock()
    }
  }
  docs.write(table.view())
  docs.write(blocks.view())
  pos.write(positions.view())
  return { count, docsBytes: table.length + blocks.length, posBytes: positions.length }
}

export interface ListSize {
  readonly count: number
  readonly docsBytes: number
  readonly posBytes: number
}

class DictionaryWriter {
  private readonly group = new ByteSink()
  private readonly index = new ByteSink()
  private readonly file: SealedFile
  private inGroup = 0
  private groups = 0
  private before: Uint8Array = new Uint8Array()
  private docsAt = 0
  private posAt = 0

  constructor(file: SealedFile) {
    this.file = file
  }

  add(term: string, size: ListSize): void {
    const bytes = Buffer.from(term)
    const { group, index } = this
    if (this.inGroup === 0) {
      index.varint(bytes.length)
      index.append(bytes)
      group.varint(this.docsAt)
      group.varint(this.posAt)
      this.before = new Uint8Array()
    }
    const shared = sharedLength(this.before, bytes)
    group.varint(shared)
    group.varint(bytes.length - shared)
    group.append(bytes.subarray(shared))
    group.varint(size.count)
    group.varint(size.docsBytes)
    group.varint(size.posBytes)
    this.before = bytes
    this.docsAt += size.docsBytes
    this.posAt += size.posBytes
    if (++this.inGroup === groupSize) this.endGroup()
  }

  end(): void {
    if (this.inGroup > 0) this.endGroup()
    const tail = Buffer.alloc(16)
    tail.writeDoubleLE(this.file.bytes, 0)
    tail.writeDoubleLE(this.groups, 8)
    this.file.write(this.index.view())
    this.file.write(tail)
  }

  private endGroup(): void {
    this.file.write(this.group.view())
    this.index.varint(this.group.length)
    this.group.clear()
    this.inGroup = 0
    this.groups++
  }
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const max = Math.min(a.length, b.length)
  let length = 0
  while (length < max && a[length] === b[length]) length++
  return length
}

/** A file written once from end to end, its checksum taken on the way. */
export class SealedFile {
  bytes = 0
  private crc = 0
  private readonly descriptor: number
  private readonly waiting = new ByteSink(1 << 16)
  private isOpen = true

  constructor(path: string) {
    this.descriptor = openSync(path, 'w')
  }

  write(bytes: Uint8Array): void {
    this.waiting.append(bytes)
    this.bytes += bytes.length
    if (this.waiting.length >= 1 << 16) this.flush()
  }

  /** Durable when it returns. */
  seal(): FileSeal {
    this.flush()
    fsyncSync(this.descriptor)
    this.close()
    return { bytes: this.bytes, crc: this.crc }
  }

  close(): void {
    if (this.isOpen) closeSync(this.descriptor)
    this.isOpen = false
  }

  private flush(): void {
    const bytes = this.waiting.view()
    this.crc = crc32(bytes, this.crc)
    for (let at = 0; at < bytes.length; ) at += writeSync(this.descriptor, bytes, at)
    this.waiting.clear()
  }
}
