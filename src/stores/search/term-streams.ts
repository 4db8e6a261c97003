/** Bytes of a slice, the four of the link to the next among them; a stream's next slice is the next larger. */
const sliceSizes = Int32Array.of(16, 32, 64, 128, 256, 512, 1024, 4096, 16384)
const levelMax = sliceSizes.length - 1

/** What is kept of each term, side by side: a document has hundreds of terms, and each would miss the cache once for every array. */
const slot = {
  lastDoc: 0,
  lastPosition: 1,
  count: 2,
  writer: 3,
  end: 4,
  first: 5,
  level: 6,
  frequency: 7,
} as const
const stride = 8

/**
 * The postings of terms as they come, one stream of bytes a term, each a chain of slices in an array that all share.
 * For each document: its number's distance from the one before, the distances of the positions, a 0, the impact.
 */
export class TermStreams {
  /** Bytes taken. */
  size = 0
  private pool = new Uint8Array(1 << 20)
  private scratch = new Uint8Array(1 << 12)
  private state = new Int32Array(1024 * stride)
  private frequencies = new Float32Array(this.state.buffer)
  private opened = 0

  /** Adds one place of a term. @returns Whether it is the first in this document. */
  add(term: number, doc: number, position: number, weight: number): boolean {
    if (term >= this.opened) this.open(term)
    const { state } = this
    const at = term * stride
    if (state[at + slot.lastDoc] === doc) {
      this.pushVarint(at, position - (state[at + slot.lastPosition] as number))
      state[at + slot.lastPosition] = position
      this.frequencies[at + slot.frequency] = (this.frequencies[at + slot.frequency] as number) + weight
      return false
    }
    this.pushVarint(at, doc - (state[at + slot.lastDoc] as number))
    this.pushVarint(at, position + 1)
    state[at + slot.lastDoc] = doc
    state[at + slot.lastPosition] = position
    state[at + slot.count] = (state[at + slot.count] as number) + 1
    this.frequencies[at + slot.frequency] = weight
    return true
  }

  /** Ends what the last document has of a term. */
  endDocument(term: number, impactOf: (frequency: number) => number): void {
    const at = term * stride
    this.push(at, 0)
    this.push(at, impactOf(this.frequencies[at + slot.frequency] as number))
  }

  countOf(term: number): number {
    return this.state[term * stride + slot.count] as number
  }

  /** The stream in one piece, valid until the next call: in the pool itself where it is one slice. */
  read(term: number): { bytes: Uint8Array; start: number; length: number } {
    const { pool, state } = this
    const last = state[term * stride + slot.writer] as number
    let at = state[term * stride + slot.first] as number
    if (state[term * stride + slot.level] === 0) return { bytes: pool, start: at, length: last - at }
    let length = 0
    for (let level = 0; ; level = Math.min(level + 1, levelMax)) {
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

  private open(term: number): void {
    if ((term + 1) * stride > this.state.length) {
      const wider = new Int32Array(this.state.length * 2)
      wider.set(this.state)
      this.state = wider
      this.frequencies = new Float32Array(wider.buffer)
    }
    // Numbers are given one after the other.
    for (; this.opened <= term; this.opened++) {
      const first = this.slice(sliceSizes[0] as number)
      const at = this.opened * stride
      this.state[at + slot.lastDoc] = -1
      this.state[at + slot.first] = first
      this.state[at + slot.writer] = first
      this.state[at + slot.end] = first + (sliceSizes[0] as number) - 4
    }
  }

  private push(at: number, byte: number): void {
    const { state } = this
    let writer = state[at + slot.writer] as number
    if (writer === state[at + slot.end]) writer = this.extend(at)
    this.pool[writer] = byte
    state[at + slot.writer] = writer + 1
  }

  private pushVarint(at: number, value: number): void {
    let rest = value
    while (rest >= 0x80) {
      this.push(at, (rest & 0x7f) | 0x80)
      rest >>>= 7
    }
    this.push(at, rest)
  }

  private extend(at: number): number {
    const { state } = this
    const level = Math.min((state[at + slot.level] as number) + 1, levelMax)
    const size = sliceSizes[level] as number
    const start = this.slice(size)
    writeLink(this.pool, state[at + slot.end] as number, start)
    state[at + slot.level] = level
    state[at + slot.end] = start + size - 4
    return start
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
