import { type Instant, type NewsTime, newsTimeMs } from '#model'
import { type DateReading, toNewsTime } from './date-text.ts'
import { inZone, zoneOfOutlet } from './outlet-zone.ts'
import type { PageFacts } from './page-facts.ts'
import type { Segment } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import {
  addressTime,
  modifiedClaims,
  nearestTime,
  publishedClaims,
  scriptTime,
  type TimeClaim,
  timeElement,
} from './time-claims.ts'
import { visibleTimes } from './visible-times.ts'

export interface TimesFinding {
  readonly publishedAt: NewsTime | null
  readonly modifiedAt: NewsTime | null
  readonly rule: string
  /** What tells `publishedAt`: an element, a JSON path, a meta tag or a line. */
  readonly where: string
  /** What tells `modifiedAt`. */
  readonly modifiedBy: { readonly rule: string; readonly where: string } | null
  /** Every time that was read on the page, chosen or not: published ones, changes. */
  readonly claims: { readonly published: readonly TimeClaim[]; readonly modified: readonly TimeClaim[] }
  readonly sure: number
}

/** When the article was published and last changed, told apart; visible and machine-readable times weighed. */
export function findTimes(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  /** Lines around the heading and before the text. */
  readonly lines: readonly Segment[]
  /** All lines of the page. */
  readonly segments: readonly Segment[]
  readonly language: string | null
  readonly heading: PageNode | null
  readonly capturedAt: Instant | undefined
}): TimesFinding {
  const { facts, tree, lines, language, heading, capturedAt } = options
  const zone = zoneOfOutlet(
    facts.htmlLanguage?.startsWith(language ?? '-') ? facts.htmlLanguage : language,
    facts.url,
  )
  const visible = visibleTimes(lines, heading)
  const published = publishedClaims(facts)
  const chosen = choose(published, visible.published, zone) ?? timeElement(tree, heading)
  // Only the day is told, or a time without its zone: a script or an element may know the minute of that day.
  const finer =
    chosen && isExact(chosen.reading, zone) ? null : [scriptTime(tree), timeElement(tree, heading)]
  const best =
    finer?.find(
      (each) =>
        each &&
        (isExact(each.reading, zone) || (each.reading.time && !chosen?.reading.time)) &&
        (!chosen || dayDistance(each.reading.day, chosen.reading.day) <= 1),
    ) ??
    chosen ??
    scriptTime(tree) ??
    addressTime(facts.url) ??
    nearestTime(options.segments, heading)
  const publishedAt = best && notAfter(localTime(best.reading, zone), capturedAt)
  const modified = modifiedClaims(facts)
  const change = visible.modified ?? modified[0] ?? null
  const modifiedAt = change && notAfter(localTime(change.reading, zone), capturedAt)
  const isLater = modifiedAt && publishedAt && newsTimeMs(modifiedAt) - newsTimeMs(publishedAt) >= 60_000
  return {
    publishedAt,
    modifiedAt: isLater || !publishedAt ? modifiedAt : null,
    rule: best?.rule ?? '',
    where: best?.where ?? '',
    modifiedBy: modifiedAt && change ? { rule: change.rule, where: change.where } : null,
    claims: {
      published: [...published, visible.published, addressTime(facts.url)].filter(isTold),
      modified: [...modified, visible.modified].filter(isTold),
    },
    sure: best ? (published.length > 1 || visible.published ? 0.95 : 0.75) : 0,
  }
}

function isTold(claim: TimeClaim | null): claim is TimeClaim {
  return claim !== null
}

/** A reading in the outlet's zone, where that is known. */
export function localTime(reading: DateReading, zone: string | null): NewsTime | null {
  return toNewsTime(zone ? inZone(reading, zone) : reading, zone)
}

/**
 * What machines are told wins, unless the page shows its readers another day. Where the day agrees and only the page
 * has a time, or the machine's "Z" is the very time on the page, the page's own time is read in the outlet's zone.
 */
function choose(
  claims: readonly TimeClaim[],
  visible: TimeClaim | null,
  zone: string | null,
): TimeClaim | null {
  const exact = claims.find((each) => each.reading.time !== null && !isMidnight(each.reading))
  const machine = exact ?? claims[0] ?? null
  if (!machine || !visible) return machine ?? visible
  const { reading } = machine
  const shown = visible.reading
  if (
    zone?.startsWith('Asia/') &&
    shown.time &&
    reading.offset === 'Z' &&
    shown.day === reading.day &&
    shown.time.slice(0, 5) === reading.time?.slice(0, 5)
  ) {
    return { ...machine, reading: { ...reading, offset: null }, rule: `${machine.rule}, zone of the page` }
  }
  if ((!reading.time || isMidnight(reading)) && shown.time && dayDistance(shown.day, reading.day) <= 1)
    return visible
  if (zone === 'Asia/Shanghai' && shown.time && dayDistance(shown.day, reading.day) > 1) return visible
  return machine
}

/** Whether a minute is told, and in which zone. */
function isExact(reading: DateReading, zone: string | null): boolean {
  return reading.time !== null && !isMidnight(reading) && (reading.offset !== null || zone !== null)
}

function isMidnight(reading: DateReading): boolean {
  return /^00:00(?::00)?$/.test(reading.time ?? '')
}

function dayDistance(a: string, b: string): number {
  return Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000
}

/** Nothing is published after it was captured; a day of grace for wrong zones. */
function notAfter(time: NewsTime | null, capturedAt: Instant | undefined): NewsTime | null {
  if (!time || !capturedAt) return time
  return newsTimeMs(time) <= Date.parse(capturedAt) + 86_400_000 ? time : null
}
