import { epochMs, foldText } from '#model'
import { hostKey } from '../sqlite/catalog-filter.ts'
import type { Columns } from './columns.ts'
import type { DocumentSource } from './document-source.ts'
import type { ColumnKind, Names } from './names.ts'
import type { SearchPlan } from './search-plan.ts'
import type { Withheld } from './withheld.ts'

/** Whether a document passes. */
export type DocumentFilter = (columns: Columns, doc: number) => boolean

/** @returns null where everything passes. */
export function documentFilter(
  filter: SearchPlan['filter'],
  names: Names,
  source: Pick<DocumentSource, 'storyKeys'>,
  withheld: Withheld,
): DocumentFilter | null {
  const tests: DocumentFilter[] = []
  const isNamed = (kind: ColumnKind, numbers: ReadonlySet<number>) => {
    const [only] = numbers
    if (numbers.size === 1) tests.push(({ arrays }, doc) => arrays[kind][doc] === only)
    else tests.push(({ arrays }, doc) => numbers.has(arrays[kind][doc] as number))
  }
  const isExactly = (kind: ColumnKind, name: string) => {
    const number = names.find(kind, name)
    isNamed(kind, number === 0 ? new Set() : new Set([number]))
  }
  if (filter.channel !== undefined) isExactly('channel', filter.channel)
  if (filter.region !== undefined) isExactly('region', filter.region)
  if (filter.outletSlug !== undefined) isExactly('outlet', filter.outletSlug)
  if (filter.outlet !== undefined) {
    const part = foldText(filter.outlet).trim()
    isNamed(
      'outletName',
      names.where('outletName', (name) => name.includes(part)),
    )
  }
  if (filter.language !== undefined) {
    const tag = filter.language.toLowerCase()
    isNamed(
      'language',
      names.where('language', (name) => name === tag || name.startsWith(`${tag}-`)),
    )
  }
  if (filter.site !== undefined) {
    const host = hostKey(filter.site.toLowerCase())
    isNamed(
      'host',
      names.where('host', (name) => name.startsWith(host)),
    )
  }
  if (filter.webStates !== undefined) {
    const states: readonly string[] = filter.webStates
    isNamed(
      'webState',
      names.where('webState', (name) => states.includes(name)),
    )
  }
  if (filter.from !== undefined || filter.to !== undefined) {
    const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : epochMs(filter.from)
    const to = filter.to === undefined ? Number.POSITIVE_INFINITY : epochMs(filter.to)
    tests.push(
      ({ arrays }, doc) => (arrays.sortMs[doc] as number) >= from && (arrays.sortMs[doc] as number) < to,
    )
  }
  if (filter.revised !== undefined) tests.push((columns, doc) => columns.isRevised(doc) === filter.revised)
  if (filter.reprints === false) tests.push((columns, doc) => !columns.isReprint(doc))
  if (filter.story !== undefined) {
    const keys = source.storyKeys(filter.story)
    tests.push(({ arrays }, doc) => keys.has(arrays.key[doc] as number))
  }
  if (filter.without !== undefined && filter.without.length > 0) {
    const keys = withheld.keysOf(filter.without)
    tests.push(({ arrays }, doc) => !keys.has(arrays.key[doc] as number))
  }
  if (tests.length === 0) return null
  return (columns, doc) => tests.every((test) => test(columns, doc))
}

/** False where no document of a segment is of the time that was asked for: files hold neighbours in time. */
export function isInTime(columns: Columns, { from, to }: SearchPlan['filter']): boolean {
  if (from !== undefined && columns.newestMs < epochMs(from)) return false
  return to === undefined || columns.oldestMs < epochMs(to)
}
