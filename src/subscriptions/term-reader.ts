import type { DocumentTerms } from '#access'

/** What searches can ask of a document: its terms, and what lists filter by, such as `channel=sport`. */
export interface Facts {
  /** Null where only facts count: what was taken down has no words any more. */
  readonly terms: DocumentTerms | null
  readonly facts: readonly string[]
}

/** A document whose terms have numbers; of terms that no search asks for nothing is known. */
export interface ReadDocument {
  /** Each once: terms, beginnings of terms and facts. */
  readonly present: readonly number[]
  has(id: number): boolean
  /**
   * Whether the terms `ids[from]` up to `ids[to]` stand side by side in a field.
   *
   * @param field 0: anywhere; 1: the title; 2: the authors.
   * @param endsInPrefix The last id is of a beginning that any term may have.
   */
  hasPhrase(ids: Int32Array, from: number, to: number, field: number, endsInPrefix: boolean): boolean
}

/** So much of a body is looked at, as the search index does. */
const bodyTermsMax = 200_000
const unknown = -1

/** Numbers for the terms that searches ask for, and documents read by them. One document at a time. */
export class TermReader {
  /** Terms as they are, facts behind U+0001, beginnings behind U+0002: neither is in any term. */
  private readonly ids = new Map<string, number>()
  /** Of each id, where it stands first in the document that is being read, or that it does. */
  private stamps = new Uint32Array(1024)
  private firsts = new Int32Array(1024)
  /** Of each id its last position so far, to be linked with the next one. */
  private lasts = new Int32Array(1024)
  private round = 0
  /** Of each position: the term, the beginning that it has, the next position of the same term. */
  private terms = new Int32Array(4096)
  private beginnings = new Int32Array(4096)
  private nexts = new Int32Array(4096)
  private length = 0
  private hasBeginnings = false

  termId(term: string): number {
    return this.idOf(term)
  }

  factId(fact: string): number {
    return this.idOf(`\u0001${fact}`)
  }

  prefixId(prefix: string): number {
    this.hasBeginnings = true
    return this.idOf(`\u0002${prefix}`)
  }

  read({ terms, facts }: Facts): ReadDocument {
    this.round++
    this.length = 0
    const present: number[] = []
    const bounds = { title: 0, authorsStart: 0, authorsEnd: 0 }
    if (terms) {
      this.readField(terms.title, present)
      bounds.title = this.length
      bounds.authorsStart = this.length + 1
      this.readField(terms.authors, present)
      bounds.authorsEnd = this.length
      this.readField(terms.source, present)
      this.readField(terms.captions, present)
      this.readField(terms.lead, present)
      this.readField(terms.body, present)
    }
    for (const fact of facts) this.note(this.ids.get(`\u0001${fact}`), present)
    return {
      present,
      has: (id) => this.stamps[id] === this.round,
      hasPhrase: (ids, from, to, field, endsInPrefix) => {
        const start = field === 2 ? bounds.authorsStart : 0
        const end = field === 1 ? bounds.title : field === 2 ? bounds.authorsEnd : this.length
        return this.standTogether(ids, from, to, start, end, endsInPrefix)
      },
    }
  }

  private standTogether(
    ids: Int32Array,
    from: number,
    to: number,
    start: number,
    end: number,
    endsInPrefix: boolean,
  ): boolean {
    for (let id = from; id < to; id++) if (this.stamps[ids[id] as number] !== this.round) return false
    const first = ids[from] as number
    const isAlone = to - from === 1
    for (let at = this.firsts[first] as number; at >= 0; at = this.followerOf(at, isAlone && endsInPrefix)) {
      if (at < start) continue
      if (at >= end) return false
      if (isAlone) return true
      let index = 1
      while (index < to - from) {
        const isLast = index === to - from - 1
        const place = isLast && endsInPrefix ? this.beginnings : this.terms
        if (at + index >= this.length || place[at + index] !== ids[from + index]) break
        index++
      }
      if (index === to - from) return true
    }
    return false
  }

  /** Places of one beginning are not linked: there are as many as there are characters. */
  private followerOf(at: number, byBeginning: boolean): number {
    if (!byBeginning) return this.nexts[at] as number
    const wanted = this.beginnings[at]
    for (let next = at + 1; next < this.length; next++) if (this.beginnings[next] === wanted) return next
    return -1
  }

  private readField(text: string, present: number[]): void {
    if (text === '') return
    // Fields never stand side by side.
    if (this.length > 0) this.push(unknown, unknown)
    const stop = this.length + bodyTermsMax
    for (let from = 0; from < text.length && this.length < stop; ) {
      const space = text.indexOf(' ', from)
      const to = space < 0 ? text.length : space
      const term = text.slice(from, to)
      const id = this.ids.get(term) ?? unknown
      const beginning = this.hasBeginnings
        ? (this.ids.get(`\u0002${String.fromCodePoint(term.codePointAt(0) as number)}`) ?? unknown)
        : unknown
      this.note(beginning === unknown ? undefined : beginning, present)
      this.note(id === unknown ? undefined : id, present)
      this.push(id, beginning)
      from = to + 1
    }
  }

  private note(id: number | undefined, present: number[]): void {
    if (id === undefined || this.stamps[id] === this.round) return
    this.stamps[id] = this.round
    this.firsts[id] = this.length
    this.lasts[id] = unknown
    present.push(id)
  }

  private push(id: number, beginning: number): void {
    if (this.length === this.terms.length) {
      this.terms = widened(this.terms)
      this.beginnings = widened(this.beginnings)
      this.nexts = widened(this.nexts)
    }
    const at = this.length++
    this.terms[at] = id
    this.beginnings[at] = beginning
    this.nexts[at] = -1
    if (id === unknown) return
    const last = this.lasts[id] as number
    if (last !== unknown) this.nexts[last] = at
    this.lasts[id] = at
  }

  private idOf(name: string): number {
    const known = this.ids.get(name)
    if (known !== undefined) return known
    const id = this.ids.size
    // Terms are slices of longer texts, which they would keep alive.
    this.ids.set(Buffer.from(name).toString(), id)
    if (id >= this.stamps.length) {
      const stamps = new Uint32Array(this.stamps.length * 2)
      stamps.set(this.stamps)
      this.stamps = stamps
      this.firsts = widened(this.firsts)
      this.lasts = widened(this.lasts)
    }
    return id
  }
}

function widened(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2)
  larger.set(array)
  return larger
}
