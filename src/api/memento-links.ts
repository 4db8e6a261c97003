import { epochMs, formatTimestamp14, type Instant } from '#model'

/** What the links need of a capture. */
export interface MementoRef {
  readonly url: string
  readonly capturedAt: Instant
}

/** URI-M of RFC 7089: the capture under its own time. */
export function mementoUrl(baseUrl: string, { url, capturedAt }: MementoRef): string {
  return `${baseUrl}/web/${formatTimestamp14(capturedAt)}/${url}`
}

/** `Wed, 20 Sep 2023 03:50:00 GMT` */
export function formatHttpDate(instant: Instant): string {
  return new Date(epochMs(instant)).toUTCString()
}

/**
 * The moment of an Accept-Datetime header, in ms since 1970; null unless it is a date of RFC 1123 in GMT.
 *
 * @see RFC 7089 §2.1.1.1
 */
export function parseHttpDate(text: string): number | null {
  const match = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/.exec(
    text.trim(),
  )
  if (!match) return null
  const ms = Date.parse(text)
  // The engine takes 31 February for 3 March; a date that comes back different was none.
  return !Number.isNaN(ms) && new Date(ms).toUTCString() === text.trim() ? ms : null
}

/**
 * The Link header of a memento (with `current`) or of a TimeGate.
 *
 * @param captures Oldest first, at least one.
 * @see RFC 7089 §2.2
 */
export function linkHeader(
  baseUrl: string,
  original: string,
  captures: readonly MementoRef[],
  current: MementoRef | null,
): string {
  const links = [
    `<${original}>; rel="original"`,
    `<${baseUrl}/timegate/${original}>; rel="timegate"`,
    `<${baseUrl}/timemap/link/${original}>; rel="timemap"; type="application/link-format"`,
  ]
  const at = current ? captures.findIndex((each) => each.capturedAt === current.capturedAt) : -1
  const mementos = new Map<MementoRef, string[]>()
  const add = (capture: MementoRef | undefined, relation: string | null) => {
    if (capture) mementos.set(capture, [...(mementos.get(capture) ?? []), ...(relation ? [relation] : [])])
  }
  add(captures[0], 'first')
  if (at > 0) add(captures[at - 1], 'prev')
  if (at >= 0) add(captures[at], null)
  if (at >= 0) add(captures[at + 1], 'next')
  add(captures.at(-1), 'last')
  for (const [capture, relations] of mementos) links.push(mementoLink(baseUrl, capture, relations))
  return links.join(', ')
}

/** One TimeMap lists so many mementos; of more, the first is a list of pages. Some 150 bytes a line. */
export const timeMapMax = 5_000

/**
 * All mementos of a URL; where there are too many for one answer, the pages that have them.
 *
 * @param captures Oldest first, at least one.
 * @param page Counted from 1, of `timeMapMax` mementos; null for the whole.
 * @returns Null where there is no such page.
 * @see RFC 7089 §5, §5.1.2 (an index of TimeMaps), RFC 6690
 */
export function formatTimeMap(
  baseUrl: string,
  original: string,
  captures: readonly MementoRef[],
  page: number | null,
): string | null {
  const whole = `${baseUrl}/timemap/link/${original}`
  const addressOf = (number: number) => `${baseUrl}/timemap/link/${number}/${original}`
  const pageOf = (number: number) => captures.slice((number - 1) * timeMapMax, number * timeMapMax)
  const pageCount = Math.ceil(captures.length / timeMapMax)
  if (page !== null && (page < 1 || page > pageCount)) return null
  const isIndex = page === null && pageCount > 1
  const listed = page === null ? captures : pageOf(page)
  const lines = [
    `<${original}>; rel="original"`,
    timeMapLink(page === null ? whole : addressOf(page), 'self', listed),
    `<${baseUrl}/timegate/${original}>; rel="timegate"`,
  ]
  if (page !== null && pageCount > 1) {
    lines.push(timeMapLink(whole, 'timemap', captures))
    if (page > 1) lines.push(timeMapLink(addressOf(page - 1), 'prev timemap', pageOf(page - 1)))
    if (page < pageCount) lines.push(timeMapLink(addressOf(page + 1), 'next timemap', pageOf(page + 1)))
  }
  if (isIndex) {
    for (let number = 1; number <= pageCount; number++)
      lines.push(timeMapLink(addressOf(number), 'timemap', pageOf(number)))
  } else {
    const [first, last] = [captures[0], captures.at(-1)]
    for (const capture of listed) {
      const relations = [...(capture === first ? ['first'] : []), ...(capture === last ? ['last'] : [])]
      lines.push(mementoLink(baseUrl, capture, relations))
    }
  }
  return `${lines.join(',\n')}\n`
}

/** @param captures What it lists, oldest first, at least one. */
function timeMapLink(address: string, relations: string, captures: readonly MementoRef[]): string {
  const [first, last] = [captures[0] as MementoRef, captures.at(-1) as MementoRef]
  const span = `from="${formatHttpDate(first.capturedAt)}"; until="${formatHttpDate(last.capturedAt)}"`
  return `<${address}>; rel="${relations}"; type="application/link-format"; ${span}`
}

/** The capture nearest to a moment; the earlier one where two are as near. */
export function nearestTo<T extends MementoRef>(captures: readonly T[], ms: number): T | null {
  let nearest: T | null = null
  const distance = (capture: T) => Math.abs(epochMs(capture.capturedAt) - ms)
  for (const capture of captures) if (!nearest || distance(capture) < distance(nearest)) nearest = capture
  return nearest
}

function mementoLink(baseUrl: string, capture: MementoRef, relations: readonly string[]): string {
  const rel = [...relations, 'memento'].join(' ')
  return `<${mementoUrl(baseUrl, capture)}>; rel="${rel}"; datetime="${formatHttpDate(capture.capturedAt)}"`
}
