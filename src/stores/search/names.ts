/** Of which each document has one at most. */
export const columnKinds = [
  'channel',
  'region',
  'outlet',
  'outletName',
  'language',
  'host',
  'webState',
] as const
export type ColumnKind = (typeof columnKinds)[number]

/** Of authors and of people in its headline a document has any number. */
export const nameKinds = [...columnKinds, 'author', 'person'] as const
export type NameKind = (typeof nameKinds)[number]

/** Gives each name of a kind a number, 0 for none, so that columns and counts hold numbers. Only grows. */
export class Names {
  private readonly lists: Record<NameKind, string[]>
  private readonly numbers: Record<NameKind, Map<string, number>>

  /** @param lists What `toJSON` gave. */
  constructor(lists: Partial<Record<NameKind, readonly string[]>> = {}) {
    const each = <T>(make: (kind: NameKind) => T) =>
      Object.fromEntries(nameKinds.map((kind) => [kind, make(kind)])) as Record<NameKind, T>
    this.lists = each((kind) => [...(lists[kind] ?? [''])])
    this.numbers = each(
      (kind) => new Map(this.lists[kind].flatMap((name, index) => (name === '' ? [] : [[name, index]]))),
    )
  }

  numberOf(kind: NameKind, name: string | null): number {
    if (name === null || name === '') return 0
    const known = this.numbers[kind].get(name)
    if (known !== undefined) return known
    const number = this.lists[kind].push(name) - 1
    this.numbers[kind].set(name, number)
    return number
  }

  /** Numbers given so far, 0 among them. */
  countOf(kind: NameKind): number {
    return this.lists[kind].length
  }

  /** 0 too where nothing has that name. */
  find(kind: NameKind, name: string): number {
    return this.numbers[kind].get(name) ?? 0
  }

  nameOf(kind: NameKind, number: number): string | null {
    return number === 0 ? null : this.lists[kind][number] || null
  }

  /** Forgets all other names; their numbers stay free. @returns Whether there were any. */
  keepOnly(used: Readonly<Record<NameKind, ReadonlySet<number>>>): boolean {
    let isForgotten = false
    for (const kind of nameKinds) {
      for (const [number, name] of this.lists[kind].entries()) {
        if (name === '' || used[kind].has(number)) continue
        this.lists[kind][number] = ''
        this.numbers[kind].delete(name)
        isForgotten = true
      }
    }
    return isForgotten
  }

  /** The numbers of the names for which `holds`; never 0. */
  where(kind: NameKind, holds: (name: string) => boolean): Set<number> {
    const found = new Set<number>()
    for (const [number, name] of this.lists[kind].entries()) if (name !== '' && holds(name)) found.add(number)
    return found
  }

  /** All names of a kind with their numbers; '' where there is none. */
  all(kind: NameKind): IterableIterator<[number: number, name: string]> {
    return this.lists[kind].entries()
  }

  toJSON(): Record<NameKind, readonly string[]> {
    return this.lists
  }
}
