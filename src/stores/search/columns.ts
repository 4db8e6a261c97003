import { NameLists } from './name-lists.ts'

/** What lists filter, sort and count by, of one document. Numbers of names are those of `Names`. */
export interface DocumentFields {
  /** The article's row in the catalog. */
  readonly key: number
  /** Its latest snapshot's row. */
  readonly snapshot: number
  readonly sortMs: number
  /** Orders documents of the same time alike in every catalog. */
  readonly tie: number
  readonly channel: number
  readonly region: number
  readonly outlet: number
  readonly outletName: number
  readonly language: number
  readonly host: number
  readonly webState: number
  readonly isReprint: boolean
  readonly isRevised: boolean
}

/** Who wrote a document, and whom its headline names: numbers of names. They never change without its snapshot. */
export interface DocumentPeople {
  readonly author: readonly number[]
  readonly person: readonly number[]
}

export const peopleKinds = ['author', 'person'] as const

const layout = {
  sortMs: Float64Array,
  tie: Float64Array,
  key: Uint32Array,
  snapshot: Uint32Array,
  outlet: Uint32Array,
  outletName: Uint32Array,
  host: Uint32Array,
  channel: Uint16Array,
  region: Uint16Array,
  language: Uint16Array,
  webState: Uint8Array,
  flags: Uint8Array,
} as const

type Arrays = { -readonly [name in keyof typeof layout]: InstanceType<(typeof layout)[name]> }

/** Bits of `flags`. */
export const flag = { reprint: 1, revised: 2, gone: 4 } as const

/** The fields of a segment's documents, each field one array. */
export class Columns {
  arrays: Arrays
  readonly people: Record<(typeof peopleKinds)[number], NameLists>
  count: number
  /** Documents that are not gone. */
  liveCount = 0
  /** Whether anything changed since `saved`. */
  isChanged = false
  /** At least as new as the newest document; 0 where there is none. */
  newestMs = 0
  /** At least as old as the oldest. */
  oldestMs = Number.POSITIVE_INFINITY

  private constructor(arrays: Arrays, count: number, people: Columns['people']) {
    this.arrays = arrays
    this.people = people
    this.count = count
    for (let doc = 0; doc < count; doc++) this.countIn(doc)
  }

  static empty(room: number): Columns {
    return new Columns(allocate(Math.max(1, room)), 0, { author: new NameLists(), person: new NameLists() })
  }

  add(fields: DocumentFields, people: DocumentPeople): number {
    if (this.count === this.arrays.key.length) this.grow()
    const doc = this.count++
    this.arrays.key[doc] = fields.key
    for (const kind of peopleKinds) this.people[kind].add(people[kind])
    this.liveCount++
    this.set(doc, fields)
    return doc
  }

  /** Everything but the key and the people. */
  set(doc: number, fields: DocumentFields): void {
    for (const name of Object.keys(layout) as (keyof Arrays)[]) {
      if (name !== 'flags' && name !== 'key') this.arrays[name][doc] = fields[name]
    }
    const { isReprint, isRevised } = fields
    this.arrays.flags[doc] = (isReprint ? flag.reprint : 0) | (isRevised ? flag.revised : 0)
    this.spanTime(fields.sortMs)
    this.isChanged = true
  }

  remove(doc: number): void {
    if (this.isGone(doc)) return
    this.arrays.flags[doc] = (this.arrays.flags[doc] as number) | flag.gone
    this.liveCount--
    this.isChanged = true
  }

  isGone(doc: number): boolean {
    return ((this.arrays.flags[doc] as number) & flag.gone) !== 0
  }

  isReprint(doc: number): boolean {
    return ((this.arrays.flags[doc] as number) & flag.reprint) !== 0
  }

  isRevised(doc: number): boolean {
    return ((this.arrays.flags[doc] as number) & flag.revised) !== 0
  }

  /** Takes over a document of another segment. */
  copy(from: Columns, doc: number): number {
    if (this.count === this.arrays.key.length) this.grow()
    const copied = this.count++
    for (const name of Object.keys(layout) as (keyof Arrays)[]) {
      this.arrays[name][copied] = from.arrays[name][doc] as number
    }
    for (const kind of peopleKinds) this.people[kind].add(from.people[kind].of(doc))
    this.countIn(copied)
    return copied
  }

  /** Brings a copied document in line with the one it was copied from. */
  copyOver(from: Columns, doc: number, copied: number): void {
    const wasGone = this.isGone(copied)
    for (const name of Object.keys(layout) as (keyof Arrays)[]) {
      this.arrays[name][copied] = from.arrays[name][doc] as number
    }
    this.spanTime(this.arrays.sortMs[copied] as number)
    if (!wasGone && this.isGone(copied)) this.liveCount--
  }

  /** Little-endian, as all machines are that run this. */
  toBytes(): Uint8Array {
    const parts = Object.values(this.arrays).map((array) => {
      const used = array.subarray(0, this.count)
      return new Uint8Array(used.buffer, used.byteOffset, used.byteLength)
    })
    return Buffer.concat([...parts, ...peopleKinds.flatMap((kind) => this.people[kind].toBytes())])
  }

  /** @throws {RangeError} if the bytes are not those of so many documents. */
  static fromBytes(bytes: Uint8Array, count: number): Columns {
    const arrays = allocate(Math.max(1, count))
    let at = 0
    for (const array of Object.values(arrays)) {
      const length = count * array.BYTES_PER_ELEMENT
      const part = bytes.subarray(at, at + length)
      if (part.length !== length) throw new RangeError('The columns end too early.')
      new Uint8Array(array.buffer).set(part)
      at += length
    }
    const people = Object.fromEntries(
      peopleKinds.map((kind) => {
        const { lists, end } = NameLists.fromBytes(bytes, at, count)
        at = end
        return [kind, lists]
      }),
    ) as Columns['people']
    if (at !== bytes.length) throw new RangeError('The columns are longer than they should be.')
    return new Columns(arrays, count, people)
  }

  private countIn(doc: number): void {
    if (this.isGone(doc)) return
    this.liveCount++
    this.spanTime(this.arrays.sortMs[doc] as number)
  }

  private spanTime(ms: number): void {
    if (ms > this.newestMs) this.newestMs = ms
    if (ms < this.oldestMs) this.oldestMs = ms
  }

  private grow(): void {
    const larger = allocate(this.arrays.key.length * 2)
    for (const name of Object.keys(layout) as (keyof Arrays)[]) larger[name].set(this.arrays[name] as never)
    this.arrays = larger
  }
}

function allocate(room: number): Arrays {
  const entries = Object.entries(layout).map(([name, kind]) => [name, new kind(room)])
  return Object.fromEntries(entries) as Arrays
}
