import { keyOf, type TermKey, termOfKey } from './term-key.ts'

/** More terms than this cannot be ordered. */
const termsMax = 2 ** 21

/** Numbers terms in the order they first appear. Those with a key are kept as numbers, without a string each. */
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

  keyOf(id: number): TermKey {
    return this.keys[id] as number
  }

  termOf(id: number): string {
    const key = this.keyOf(id)
    return key === 0 ? (this.longTerms.get(id) as string) : termOfKey(key)
  }

  /** The numbers of all terms in the order of `term-key.ts`. */
  *inOrder(): Generator<number> {
    // Key and number in one sort without a function to call; 53 bits hold both.
    const pairs = new Float64Array(this.count - this.longIds.size)
    let length = 0
    for (let id = 0; id < this.count; id++) {
      const key = this.keys[id] as number
      if (key !== 0) pairs[length++] = key * termsMax + id
    }
    pairs.sort()
    for (const pair of pairs) yield pair % termsMax
    for (const term of [...this.longIds.keys()].sort()) yield this.longIds.get(term) as number
  }

  *startingWith(prefix: string): Generator<number> {
    for (const id of this.byStart.get(prefix.charCodeAt(0)) ?? []) {
      if (prefix.length === 1 || this.termOf(id).startsWith(prefix)) yield id
    }
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

/** Knuth's multiplicative hash; the high bits are the good ones. @returns An even place. */
function hashOf(key: number, mask: number): number {
  const mixed = Math.imul(key, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & mask & ~1
}
