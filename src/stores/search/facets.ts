import { type SearchFacets, type SearchHistogram, searchFacetNames } from '#catalog'
import { instantOf } from '#model'
import type { Found } from './best-documents.ts'
import { flag as flagOf } from './columns.ts'
import type { ColumnKind, NameKind, Names } from './names.ts'

/** More values of one kind than this nobody reads; the rarest are left out. */
const valuesMax = 100
const dayMs = 86_400_000
/** A range of at most so many days is told by the day; of so many months, by the month. */
const daysMax = 62
const monthsMax = 60
/** Of wrong dates too: the oldest years are told as one. */
const yearsMax = 60
/** Where a unit was asked for, so many buckets are given. */
const bucketsMax = 400
/** Of moments before that many days, the bucket is searched for. */
const tableDaysMax = 40_000

/**
 * Counts all that was found, exactly, by each kind and by time.
 *
 * @param unit Of the histogram; where it would have too many buckets, the next coarser is taken. Null: as fits.
 */
export function countFacets(
  found: readonly Found[],
  names: Names,
  unit: SearchHistogram['unit'] | null = null,
): SearchFacets {
  const total = found.reduce((sum, { matches }) => sum + matches.docs.length, 0)
  const values = searchFacetNames.map((name) => [name, valuesOf(name, found, names)])
  return { total, ...Object.fromEntries(values), histogram: histogramOf(found, unit) } as SearchFacets
}

type FacetName = (typeof searchFacetNames)[number]

function valuesOf(name: FacetName, found: readonly Found[], names: Names): SearchFacets[FacetName] {
  const isFlag = name === 'reprint' || name === 'revised'
  const kind = name === 'state' ? 'webState' : name
  const counts = new Uint32Array(isFlag ? 2 : names.countOf(kind as NameKind))
  for (const each of found) {
    if (isFlag) countFlag(each, name, counts)
    else if (name === 'author') countPeople(each, counts)
    else countNumbers(each.columns.arrays[kind as ColumnKind], each.matches.docs, counts)
  }
  const listed: { value: string; count: number }[] = []
  for (const [number, count] of counts.entries()) {
    if (count === 0) continue
    const value = isFlag ? ['no', 'yes'][number] : names.nameOf(kind as NameKind, number)
    if (value) listed.push({ value, count })
  }
  listed.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
  return listed.slice(0, valuesMax)
}

// A loop each, so that every one of them is over arrays of one kind: 1 to 2 ns a document.

function countNumbers(numbers: Found['columns']['arrays'][ColumnKind], docs: Uint32Array, into: Uint32Array) {
  for (let index = 0; index < docs.length; index++)
    (into[numbers[docs[index] as number] as number] as number)++
}

function countFlag({ columns, matches: { docs } }: Found, name: 'reprint' | 'revised', into: Uint32Array) {
  const { flags } = columns.arrays
  const bit = flagOf[name]
  let yes = 0
  for (let index = 0; index < docs.length; index++)
    if (((flags[docs[index] as number] as number) & bit) !== 0) yes++
  into[0] = (into[0] as number) + docs.length - yes
  into[1] = (into[1] as number) + yes
}

function countPeople({ columns, matches: { docs } }: Found, into: Uint32Array) {
  const { starts, values } = columns.people.author
  for (let index = 0; index < docs.length; index++) {
    const doc = docs[index] as number
    for (let at = starts[doc] as number; at < (starts[doc + 1] as number); at++)
      (into[values[at] as number] as number)++
  }
}

function histogramOf(
  found: readonly Found[],
  wanted: SearchHistogram['unit'] | null,
): SearchHistogram | null {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { columns, matches } of found) {
    const { docs } = matches
    const { sortMs } = columns.arrays
    for (let index = 0; index < docs.length; index++) {
      const ms = sortMs[docs[index] as number] as number
      if (ms < first) first = ms
      if (ms > last) last = ms
    }
  }
  if (first > last) return null
  const unit = wanted === null ? unitFor(first, last) : fittingUnit(wanted, first, last)
  const starts = bucketStarts(unit, first, last)
  const counts = countByTime(found, starts)
  const buckets = Array.from(counts, (count, index) => ({
    from: instantOf(starts[index] as number),
    to: instantOf(starts[index + 1] as number),
    count,
  }))
  return { unit, buckets }
}

/** Days are of one length and buckets begin with one, so that a table of days tells the bucket of any moment. */
function countByTime(found: readonly Found[], starts: readonly number[]): Uint32Array {
  const counts = new Uint32Array(starts.length - 1)
  const last = starts.at(-1) as number
  const tableStart = Math.max(starts[0] as number, last - tableDaysMax * dayMs)
  const table = Uint16Array.from({ length: Math.ceil((last - tableStart) / dayMs) }, (_, day) =>
    bucketOf(starts, tableStart + day * dayMs),
  )
  for (const { columns, matches } of found) {
    const { docs } = matches
    const { sortMs } = columns.arrays
    for (let index = 0; index < docs.length; index++) {
      const ms = sortMs[docs[index] as number] as number
      const bucket =
        ms < tableStart ? bucketOf(starts, ms) : (table[Math.floor((ms - tableStart) / dayMs)] as number)
      ;(counts[bucket] as number)++
    }
  }
  return counts
}

function unitFor(first: number, last: number): SearchHistogram['unit'] {
  if (last - first <= daysMax * dayMs) return 'day'
  return last - first <= monthsMax * 31 * dayMs ? 'month' : 'year'
}

function fittingUnit(wanted: SearchHistogram['unit'], first: number, last: number): SearchHistogram['unit'] {
  const days = (last - first) / dayMs
  if (wanted === 'day' && days < bucketsMax - 1) return 'day'
  return wanted !== 'year' && days < (bucketsMax - 1) * 28 ? 'month' : 'year'
}

/** Where each bucket begins, in UTC, and last where the last one ends. */
function bucketStarts(unit: SearchHistogram['unit'], first: number, last: number): number[] {
  const from = new Date(first)
  const [year, month, day] = [from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()]
  const startOf = (step: number) => {
    if (unit === 'day') return Date.UTC(year, month, day + step)
    return unit === 'month' ? Date.UTC(year, month + step) : yearStart(year + step)
  }
  const starts = [startOf(0)]
  for (let step = 1; (starts.at(-1) as number) <= last; step++) starts.push(startOf(step))
  return starts.length > yearsMax + 1 && unit === 'year'
    ? [starts[0] as number, ...starts.slice(-yearsMax)]
    : starts
}

/** `Date.UTC` takes the years 0 to 99 for those of the last century. */
function yearStart(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

function bucketOf(starts: readonly number[], ms: number): number {
  let low = 0
  let high = starts.length - 2
  while (low < high) {
    const middle = (low + high + 1) >>> 1
    if ((starts[middle] as number) <= ms) low = middle
    else high = middle - 1
  }
  return low
}
