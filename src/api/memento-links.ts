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

/**
 * All mementos of a URL.
 *
 * @param captures Oldest first, at least one.
 * @see RFC 7089 §5, RFC 6690
 */
export function formatTimeMap(baseUrl: string, original: string, captures: readonly MementoRef[]): string {
  const [first, last] = [captures[0] as MementoRef, captures.at(-1) as MementoRef]
  const span = `from="${formatHttpDate(first.capturedAt)}"; until="${formatHttpDate(last.capturedAt)}"`
  const lines = [
    `<${original}>; rel="original"`,
    `<${baseUrl}/timemap/link/${original}>; rel="self"; type="application/link-format"; ${span}`,
    `<${baseUrl}/timegate/${original}>; rel="timegate"`,
    ...captures.map((capture) => {
      const relations = [...(capture === first ? ['first'] : []), ...(capture === last ? ['last'] : [])]
      return mementoLink(baseUrl, capture, relations)
    }),
  ]
  return `${lines.join(',\n')}\n`
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
