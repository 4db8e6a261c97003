import { type NameFit, type NameSuggestion, nameFit, nameFits, type TypedName, typedName } from '#catalog'
import type { DocumentFilter } from './document-filter.ts'
import type { Names } from './names.ts'
import type { SegmentSet } from './segment-set.ts'

const kinds = { author: 'author', person: 'person', place: 'region' } as const
type Kind = keyof typeof kinds

/** Longer texts are no beginnings of names. */
const typedCharsMax = 40

/** The names that answer what is being typed, best fit first, then those that more of the accepted documents have. */
export function suggestNames(
  set: SegmentSet,
  text: string,
  accepts: DocumentFilter | null,
): NameSuggestion[] {
  if (text.length > typedCharsMax) return []
  const typed = typedName(text)
  const found = (Object.keys(kinds) as Kind[]).flatMap((kind) => {
    const fits = fitsOf(set.names, kind, typed)
    const counts = countsOf(set, kind, fits, accepts)
    return [...fits].flatMap(([number, fit]): NameSuggestion[] => {
      const count = counts[number] as number
      const name = set.names.nameOf(kinds[kind], number)
      return count > 0 && name !== null ? [{ kind, name, fit, count }] : []
    })
  })
  return found.sort(
    (a, b) =>
      nameFits.indexOf(a.fit) - nameFits.indexOf(b.fit) || b.count - a.count || (a.name < b.name ? -1 : 1),
  )
}

/** The best known name that a word of letters spells in full; null where there is none. */
export function nameInPinyin(set: SegmentSet, text: string, accepts: DocumentFilter | null): string | null {
  if (!/^[a-z]{4,}$/.test(text)) return null
  const spelled = suggestNames(set, text, accepts).filter(({ fit }) => fit === 'pinyin')
  return spelled[0]?.name ?? null
}

function fitsOf(names: Names, kind: Kind, typed: TypedName): Map<number, NameFit> {
  const fits = new Map<number, NameFit>()
  for (const [number, name] of names.all(kinds[kind])) {
    const fit = nameFit(name, typed)
    if (fit !== null) fits.set(number, fit)
  }
  return fits
}

/** How many accepted documents have each of the names, by number. */
function countsOf(
  set: SegmentSet,
  kind: Kind,
  fits: ReadonlyMap<number, NameFit>,
  accepts: DocumentFilter | null,
): Uint32Array {
  const counts = new Uint32Array(set.names.countOf(kinds[kind]))
  if (fits.size === 0) return counts
  for (const { columns } of set.segments) {
    const { region } = columns.arrays
    const isShown = (doc: number) => !columns.isGone(doc) && (accepts === null || accepts(columns, doc))
    for (let doc = 0; doc < columns.count; doc++) {
      const numbers = kind === 'place' ? region.subarray(doc, doc + 1) : columns.people[kind].of(doc)
      for (const number of numbers)
        if (fits.has(number) && isShown(doc)) counts[number] = (counts[number] as number) + 1
    }
  }
  return counts
}
