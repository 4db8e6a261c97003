import { ByteSink, ByteSource } from './byte-sink.ts'
import { ForwardReader, type Reader, type SealedFile, type SealedReader } from './sealed-file.ts'
import { keyOf, keysFrom, type TermKey, termOfKey } from './term-key.ts'

/**
 * The terms of a segment in one file, in groups of up to 64, each told by what differs from the one before: by the
 * distance of their keys, or, where they have none, by the bytes that they share. Behind them, for each group, its
 * first term and its length; the last 32 bytes tell where that begins and how many groups there are, of both sorts.
 */
const groupSize = 64
const tailBytes = 32

/** Where a term's list is in `.docs` and its positions in `.pos`, and how long they are. */
export interface TermEntry extends ListSize {
  /** 0 where it has none; then `term` is there. */
  readonly key: TermKey
  readonly term: string | null
  readonly docsAt: number
  readonly posAt: number
}

export interface ListSize {
  readonly count: number
  readonly docsBytes: number
  readonly posBytes: number
}

/** Takes terms in their order. */
export class DictionaryWriter {
  private readonly group = new ByteSink()
  private readonly index = new ByteSink()
  private readonly file: SealedFile
  private inGroup = 0
  private keyGroups = 0
  private groups = 0
  private areKeysOver = false
  private keyBefore = 0
  private before: Uint8Array = new Uint8Array()
  private docsAt = 0
  private posAt = 0

  constructor(file: SealedFile) {
    this.file = file
  }

  add(key: TermKey, term: string | null, size: ListSize): void {
    const { group } = this
    if (term !== null && !this.areKeysOver) this.endKeys()
    if (this.inGroup === 0) this.startGroup()
    if (term === null) this.addKey(key)
    else this.addTerm(Buffer.from(term))
    group.varint(size.count)
    group.varint(size.docsBytes)
    group.varint(size.posBytes)
    this.docsAt += size.docsBytes
    this.posAt += size.posBytes
    if (++this.inGroup === groupSize) this.endGroup()
  }

  end(): void {
    if (!this.areKeysOver) this.endKeys()
    this.endGroup()
    const tail = Buffer.alloc(tailBytes)
    tail.writeDoubleLE(this.file.bytes, 0)
    tail.writeDoubleLE(this.keyGroups, 8)
    tail.writeDoubleLE(this.groups - this.keyGroups, 16)
    this.file.write(this.index.view())
    this.file.write(tail)
  }

  private addKey(key: TermKey): void {
    if (this.inGroup === 0) this.index.varint(key)
    else this.group.varint(key - this.keyBefore)
    this.keyBefore = key
  }

  private addTerm(bytes: Uint8Array): void {
    const { group, index } = this
    if (this.inGroup === 0) {
      index.varint(bytes.length)
      index.append(bytes)
    } else {
      const shared = sharedLength(this.before, bytes)
      group.varint(shared)
      group.varint(bytes.length - shared)
      group.append(bytes.subarray(shared))
    }
    this.before = bytes
  }

  private startGroup(): void {
    this.group.varint(this.docsAt)
    this.group.varint(this.posAt)
  }

  private endKeys(): void {
    this.endGroup()
    this.keyGroups = this.groups
    this.areKeysOver = true
  }

  private endGroup(): void {
    if (this.inGroup === 0) return
    this.file.write(this.group.view())
    this.index.varint(this.group.length)
    this.group.clear()
    this.inGroup = 0
    this.groups++
  }
}

/** Finds terms. Of them only the first of each group is in memory. */
export class Dictionary {
  readonly reader: SealedReader
  private readonly firstKeys: Uint32Array
  private readonly firstTerms: string[] = []
  /** Where each group begins, those of keys first, and where the last one ends. */
  private readonly starts: Float64Array

  /** @throws {RangeError} where it is damaged. */
  constructor(reader: SealedReader) {
    this.reader = reader
    const tail = Buffer.from(reader.read(reader.bytes - tailBytes, tailBytes))
    const indexAt = tail.readDoubleLE(0)
    const index = new ByteSource(reader.read(indexAt, reader.bytes - tailBytes - indexAt))
    this.firstKeys = new Uint32Array(tail.readDoubleLE(8))
    const termGroups = tail.readDoubleLE(16)
    this.starts = new Float64Array(this.firstKeys.length + termGroups + 1)
    for (let group = 0; group < this.starts.length - 1; group++) {
      if (group < this.firstKeys.length) this.firstKeys[group] = index.varint()
      else this.firstTerms.push(decoder.decode(index.take(index.varint())))
      this.starts[group + 1] = (this.starts[group] as number) + index.varint()
    }
  }

  find(term: string): TermEntry | null {
    const key = keyOf(term)
    if (key !== 0) {
      for (const entry of this.keyGroup(this.keyGroupOf(key))) {
        if (entry.key === key) return entry
        if (entry.key > key) return null
      }
      return null
    }
    for (const entry of this.termGroup(this.termGroupOf(term))) {
      if (entry.term === term) return entry
      if ((entry.term as string) > term) return null
    }
    return null
  }

  *all(): Generator<TermEntry> {
    const reader = new ForwardReader(this.reader)
    for (let group = 0; group < this.firstKeys.length; group++) yield* this.keyGroup(group, reader)
    for (let group = 0; group < this.firstTerms.length; group++) yield* this.termGroup(group, reader)
  }

  /** Those that begin so. */
  *from(prefix: string): Generator<TermEntry> {
    const keys = keysFrom(prefix)
    if (keys !== null) {
      for (let group = Math.max(0, this.keyGroupOf(keys.first)); group < this.firstKeys.length; group++) {
        if ((this.firstKeys[group] as number) > keys.last) break
        for (const entry of this.keyGroup(group))
          if (entry.key >= keys.first && entry.key <= keys.last) yield entry
      }
    }
    for (let group = Math.max(0, this.termGroupOf(prefix)); group < this.firstTerms.length; group++) {
      for (const entry of this.termGroup(group)) {
        const term = entry.term as string
        if (term.startsWith(prefix)) yield entry
        else if (term > prefix) return
      }
    }
  }

  private keyGroupOf(key: TermKey): number {
    return lastUpTo(this.firstKeys.length, (group) => (this.firstKeys[group] as number) <= key)
  }

  private termGroupOf(term: string): number {
    return lastUpTo(this.firstTerms.length, (group) => (this.firstTerms[group] as string) <= term)
  }

  private *keyGroup(group: number, reader: Reader = this.reader): Generator<TermEntry> {
    if (group < 0) return
    const source = this.read(group, reader)
    let docsAt = source.varint()
    let posAt = source.varint()
    let key = this.firstKeys[group] as number
    for (let index = 0; index < groupSize && source.at < source.bytes.length; index++) {
      if (index > 0) key += source.varint()
      const count = source.varint()
      const docsBytes = source.varint()
      const posBytes = source.varint()
      yield { key, term: null, docsAt, posAt, count, docsBytes, posBytes }
      docsAt += docsBytes
      posAt += posBytes
    }
  }

  private *termGroup(group: number, reader: Reader = this.reader): Generator<TermEntry> {
    if (group < 0) return
    const source = this.read(this.firstKeys.length + group, reader)
    let docsAt = source.varint()
    let posAt = source.varint()
    let bytes: Uint8Array = Buffer.from(this.firstTerms[group] as string)
    for (let index = 0; index < groupSize && source.at < source.bytes.length; index++) {
      if (index > 0) {
        const shared = bytes.subarray(0, source.varint())
        bytes = Buffer.concat([shared, source.take(source.varint())])
      }
      const count = source.varint()
      const docsBytes = source.varint()
      const posBytes = source.varint()
      yield { key: 0, term: decoder.decode(bytes), docsAt, posAt, count, docsBytes, posBytes }
      docsAt += docsBytes
      posAt += posBytes
    }
  }

  private read(group: number, reader: Reader): ByteSource {
    const start = this.starts[group] as number
    return new ByteSource(reader.read(start, (this.starts[group + 1] as number) - start))
  }
}

/** The term of an entry, which is made only when somebody asks. */
export function termOf({ key, term }: Pick<TermEntry, 'key' | 'term'>): string {
  return term ?? termOfKey(key)
}

const decoder = new TextDecoder()

/** The last of so many for which it holds, which it does up to one and not behind it; -1 where for none. */
function lastUpTo(count: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low - 1
}

function sharedLength(a: Uint8Array, b: Uint8Array): number {
  const max = Math.min(a.length, b.length)
  let length = 0
  while (length < max && a[length] === b[length]) length++
  return length
}
