import { type SearchFacets, type SearchHistogram, searchFacetNames } from '#catalog'
import { instantOf } from '#model'
import type { Found } from './best-documents.ts'
import type { Names } from './names.ts'

/** More values of one kind than this nobody reads; the rarest are left out. */
const valuesMax = 100
const dayMs = 86_400_000
/** A range of at most so many days is told by the day; of so many months, by the month. */
const daysMax = 62
const monthsMax = 60
/** Of wrong dates too: the oldest years are told as one. */
const yearsMax = 60

/** Counts all that was found, exactly, by each kind and by time. */
export function countFacets(found: readonly Found[], names: Names): SearchFacets {
  const counts = Object.fromEntries(searchFacetNames.map((name) => [name, [] as number[]]))
  let total = 0
  for (const { columns, matches } of found) {
    total += matches.docs.length
    for (const [name, numbers] of Object.entries(counts)) {
      const numberOf = numberIn(name as FacetName, columns)
      for (const doc of matches.docs) {
        const number = numberOf(doc)
        numbers[number] = (numbers[number] ?? 0) + 1
      }
    }
  }
  const values = Object.entries(counts).map(([name, numbers]) => {
    const listed = Array.from(numbers, (count = 0, number) => ({ number, count })).flatMap(
      ({ number, count }) => {
        const value = count === 0 ? null : nameOfValue(name as FacetName, number, names)
        return value === null ? [] : [{ value, count }]
      },
    )
    listed.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    return [name, listed.slice(0, valuesMax)]
  })
  return { total, ...Object.fromEntries(values), histogram: histogramOf(found) } as SearchFacets
}

type FacetName = (typeof searchFacetNames)[number]

function numberIn(name: FacetName, columns: Found['columns']): (doc: number) => number {
  switch (name) {
    case 'reprint':
      return (doc) => (columns.isReprint(doc) ? 1 : 0)
    case 'revised':
      return (doc) => (columns.isRevised(doc) ? 1 : 0)
    case 'state':
      return (doc) => columns.arrays.webState[doc] as number
    default: {
      const numbers = columns.arrays[name]
      return (doc) => numbers[doc] as number
    }
  }
}

function nameOfValue(name: FacetName, number: number, names: Names): string | null {
  if (name === 'reprint' || name === 'revised') return number === 1 ? 'yes' : 'no'
  return names.nameOf(name === 'state' ? 'webState' : name, number)
}

function histogramOf(found: readonly Found[]): SearchHistogram | null {
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (const { columns, matches } of found) {
    const { sortMs } = columns.arrays
    for (const doc of matches.docs) {
      first = Math.min(first, sortMs[doc] as number)
      last = Math.max(last, sortMs[doc] as number)
    }
  }
  if (first > last) return null
  const unit = unitFor(first, last)
  const starts = bucketStarts(unit, first, last)
  const counts = new Uint32Array(starts.length - 1)
  for (const { columns, matches } of found) {
    const { sortMs } = columns.arrays
    for (const doc of matches.docs) {
      const bucket = bucketOf(starts, sortMs[doc] as number)
      counts[bucket] = (counts[bucket] as number) + 1
    }
  }
  const buckets = Array.from(counts, (count, index) => ({
    from: instantOf(starts[index] as number),
    to: instantOf(starts[index + 1] as number),
    count,
  }))
  return { unit, buckets }
}

function unitFor(first: number, last: number): SearchHistogram['unit'] {
  if (last - first <= daysMax * dayMs) return 'day'
  return last - first <= monthsMax * 31 * dayMs ? 'month' : 'year'
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
