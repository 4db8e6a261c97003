/**
 * Numbers terms in the order they first appear. Nearly all are one or two UTF-16 units (a character, a pair of
 * neighbours), and two units are a number already: those are kept in a table of numbers, which takes 8 bytes and no
 * string each; all others in a map.
 */
export class TermTable {
  count = 0
  /** For each term: its two units; 0 for longer ones. */
  private keys = new Uint32Array(1024)
  /** Pairs of a key and its term's number plus 1, so that a look-up misses the cache once; 0 0 where free. */
  private slots = new Uint32Array(4096 * 2)
  private readonly longIds = new Map<string, number>()
  private readonly longTerms = new Map<number, string>()
  /** The terms that begin with the same UTF-16 unit. */
  private readonly byStart = new Map<number, number[]>()

  /** @param second 0 where the term is one unit. */
  idOfPair(first: number, second: number): number {
    const key = ((first << 16) | second) >>> 0
    const { slots } = this
    const mask = slots.length - 1
    for (let slot = hashOf(key, mask); ; slot = (slot + 2) & mask) {
      if (slots[slot] === key) return (slots[slot + 1] as number) - 1
      if (slots[slot] === 0) return this.addPair(key, slot)
    }
  }

  idOfLong(term: string): number {
    const known = this.longIds.get(term)
    if (known !== undefined) return known
    const id = this.newId(0, term.charCodeAt(0))
    this.longIds.set(term, id)
    this.longTerms.set(id, term)
    return id
  }

  /** -1 where it is not there. */
  find(term: string): number {
    if (term.length > 2) return this.longIds.get(term) ?? -1
    const key = keyOf(term)
    const { slots } = this
    const mask = slots.length - 1
    for (let slot = hashOf(key, mask); ; slot = (slot + 2) & mask)
      if (slots[slot] === key || slots[slot] === 0) return (slots[slot + 1] as number) - 1
  }

  termOf(id: number): string {
    const key = this.keys[id] as number
    if (key === 0) return this.longTerms.get(id) as string
    const second = key & 0xffff
    return second === 0 ? String.fromCharCode(key >>> 16) : String.fromCharCode(key >>> 16, second)
  }

  /** All terms in the order of UTF-16 units. */
  *inOrder(): Generator<{ term: string; id: number }> {
    const short = this.keys
      .slice(0, this.count)
      .filter((key) => key !== 0)
      .sort()
    const long = [...this.longIds.keys()].sort()
    let next = 0
    for (const key of short) {
      const id = this.idOfPair(key >>> 16, key & 0xffff)
      const term = this.termOf(id)
      for (; next < long.length && (long[next] as string) < term; next++)
        yield this.longEntry(long[next] as string)
      yield { term, id }
    }
    for (; next < long.length; next++) yield this.longEntry(long[next] as string)
  }

  *startingWith(prefix: string): Generator<number> {
    for (const id of this.byStart.get(prefix.charCodeAt(0)) ?? []) {
      if (prefix.length === 1 || this.termOf(id).startsWith(prefix)) yield id
    }
  }

  private longEntry(term: string): { term: string; id: number } {
    return { term, id: this.longIds.get(term) as number }
  }

  private addPair(key: number, slot: number): number {
    const id = this.newId(key, key >>> 16)
    this.slots[slot] = key
    this.slots[slot + 1] = id + 1
    if (this.count - this.longIds.size > this.slots.length / 4) this.rehash()
    return id
  }

  private newId(key: number, start: number): number {
    const others = this.byStart.get(start)
    if (others) others.push(this.count)
    else this.byStart.set(start, [this.count])
    if (this.count === this.keys.length) {
      const larger = new Uint32Array(this.count * 2)
      larger.set(this.keys)
      this.keys = larger
    }
    this.keys[this.count] = key
    return this.count++
  }

  private rehash(): void {
    const slots = new Uint32Array(this.slots.length * 2)
    const mask = slots.length - 1
    for (let id = 0; id < this.count; id++) {
      const key = this.keys[id] as number
      if (key === 0) continue
      let slot = hashOf(key, mask)
      while (slots[slot] !== 0) slot = (slot + 2) & mask
      slots[slot] = key
      slots[slot + 1] = id + 1
    }
    this.slots = slots
  }
}

function keyOf(term: string): number {
  return ((term.charCodeAt(0) << 16) | (term.length > 1 ? term.charCodeAt(1) : 0)) >>> 0
}

/** Knuth's multiplicative hash; the high bits are the good ones. @returns An even place. */
function hashOf(key: number, mask: number): number {
  const mixed = Math.imul(key, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & mask & ~1
}
