import { epochMs, type Politeness } from '#model'
import { takeIn, waitFor } from './change-rate.ts'
import type { Purpose, Settlement } from './frontier.ts'
import { type EntryChanges, type Rank, ranks, type StoredEntry } from './frontier-store.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** An article is fresh until so long after its publication; what is older waits behind everything else. */
const freshMs = 3 * dayMs
/** A page that never changes is still looked at so often: it may vanish. As Common Crawl's news-crawl has it. */
const revisitMsMax = 90 * dayMs
/** However hot, where the outlet's own first interval is not shorter still. */
const revisitMsMin = 5 * minuteMs
/** A source that brings nothing new is asked more rarely, down to so many of its intervals. */
const quietSourceIntervalsMax = 8
/** And one that only an index named: last year's sitemap is not what brings news. */
const foundSourceMsMax = 7 * dayMs
/** What is gone (or disallowed) is looked at again after each of these; then it is finished. */
const absenceMs = [dayMs, 7 * dayMs, 30 * dayMs]
const failureMsFirst = 5 * minuteMs
const failureMsMax = dayMs
/** About a week of trying, with the waits above. Sources are never given up. */
const failuresMax = 15

export function isSource(purpose: Purpose): boolean {
  return purpose === 'feed' || purpose === 'sitemap' || purpose === 'section'
}

/** Where a URL that was just found stands in its host's queue. */
export function rankOfNew(purpose: Purpose, publishedMs: number | null, nowMs: number): Rank {
  if (purpose === 'image') return ranks.image
  if (isSource(purpose)) return ranks.source
  return publishedMs !== null && nowMs - publishedMs > freshMs ? ranks.backlog : ranks.fresh
}

export type Plan = Pick<
  EntryChanges,
  'rank' | 'visitCount' | 'failureCount' | 'absenceCount' | 'intervalMs' | 'changeRecord' | 'lastResult'
> & {
  /** From now; null: finished. */
  readonly waitMs: number | null
}

/** What a visit's end means for coming back to this URL. */
export function planNext(
  entry: StoredEntry,
  settlement: Settlement,
  politeness: Politeness,
  nowMs: number,
): Plan {
  const source = isSource(entry.purpose)
  const base = {
    rank: source ? ranks.source : entry.purpose === 'image' ? ranks.image : ranks.revisit,
    visitCount: entry.visitCount,
    failureCount: 0,
    absenceCount: 0,
    intervalMs: entry.intervalMs,
    changeRecord: entry.changeRecord,
    lastResult: resultOf(settlement),
  }
  switch (settlement.kind) {
    case 'finished':
      return { ...base, visitCount: entry.visitCount + 1, waitMs: null }
    case 'changed':
    case 'unchanged': {
      const isChanged = settlement.kind === 'changed'
      const next = source
        ? nextLookAtSource(entry, isChanged, politeness.sourceIntervalMs)
        : nextLookAtArticle(entry, isChanged, politeness.revisitAfterMs, nowMs)
      const waitMs = entry.purpose === 'image' ? null : next.intervalMs
      return { ...base, visitCount: entry.visitCount + 1, ...next, waitMs }
    }
    case 'gone':
    case 'disallowed': {
      const absenceCount = entry.absenceCount + 1
      const waitMs = absenceMs[absenceCount - 1] ?? null
      return { ...base, absenceCount, waitMs: source ? (absenceMs[0] ?? dayMs) : waitMs }
    }
    case 'postponed': {
      const { rank, failureCount, absenceCount } = entry
      return { ...base, rank, failureCount, absenceCount, waitMs: settlement.waitMs }
    }
    case 'failed': {
      const failureCount = entry.failureCount + 1
      const waitMs = Math.max(
        doubled(failureMsFirst, failureCount - 1, failureMsMax),
        settlement.retryAfterMs ?? 0,
      )
      const givenUp = !source && failureCount >= failuresMax
      // A page that failed keeps its place: it is still as fresh as it was.
      return { ...base, rank: entry.rank, failureCount, waitMs: givenUp ? null : waitMs }
    }
  }
}

/** How long the whole host is left alone after a visit that failed so many times in a row. */
export function hostWaitMs(
  failureCount: number,
  delayMs: number,
  backOff: { firstMs: number; mostMs: number },
): number {
  // One page may fail for reasons of its own; from the third in a row on it is the host.
  return failureCount < 3
    ? delayMs
    : Math.max(delayMs, doubled(backOff.firstMs, failureCount - 3, backOff.mostMs))
}

type NextLook = Pick<Plan, 'changeRecord'> & { readonly intervalMs: number }

/** The first after the outlet's interval, each further one by what the page has been seen to do. */
function nextLookAtArticle(entry: StoredEntry, isChanged: boolean, firstMs: number, nowMs: number): NextLook {
  const { lastVisitAt, intervalMs, publishedAt, addedAt, visitCount } = entry
  if (visitCount === 0 || lastVisitAt === null) return { changeRecord: null, intervalMs: firstMs }
  const bornMs = Math.min(epochMs(publishedAt ?? addedAt), epochMs(addedAt))
  const span = { fromMs: epochMs(lastVisitAt) - bornMs, untilMs: nowMs - bornMs, isChanged }
  const changeRecord = takeIn(entry.changeRecord, span)
  const waitMs = waitFor(changeRecord, span.untilMs, intervalMs)
  return { changeRecord, intervalMs: within(waitMs, Math.min(firstMs, revisitMsMin), revisitMsMax) }
}

/** Sources are where news shows first: back to the outlet's interval as soon as there is something new. */
function nextLookAtSource(entry: StoredEntry, isChanged: boolean, leastMs: number): NextLook {
  const mostMs =
    entry.foundOn === null ? Math.min(leastMs * quietSourceIntervalsMax, dayMs) : foundSourceMsMax
  const quietMs = (entry.intervalMs ?? leastMs) * 1.25
  const intervalMs = isChanged || entry.visitCount === 0 ? leastMs : quietMs
  return { changeRecord: null, intervalMs: within(intervalMs, leastMs, Math.max(mostMs, leastMs)) }
}

function within(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most)
}

function doubled(firstMs: number, times: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(times, 40), mostMs)
}

function resultOf(settlement: Settlement): string {
  switch (settlement.kind) {
    case 'disallowed':
      return `disallowed: ${settlement.rule}`
    case 'failed':
    case 'finished':
    case 'postponed':
      return `${settlement.kind}: ${settlement.reason}`
    case 'changed':
    case 'unchanged':
      return settlement.note ? `${settlement.kind}: ${settlement.note}` : settlement.kind
    case 'gone':
      return settlement.kind
  }
}
