import type { Politeness } from '#model'
import type { Purpose, Settlement } from './frontier.ts'
import { type EntryChanges, type Rank, ranks, type StoredEntry } from './frontier-store.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** An article is fresh until so long after its publication; what is older waits behind everything else. */
const freshMs = 3 * dayMs
/** A page that never changes is still looked at so often: it may vanish. */
const revisitMsMax = 30 * dayMs
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
  'rank' | 'visitCount' | 'failureCount' | 'absenceCount' | 'intervalMs' | 'lastResult'
> & {
  /** From now; null: finished. */
  readonly waitMs: number | null
}

/** What a visit's end means for coming back to this URL. */
export function planNext(entry: StoredEntry, settlement: Settlement, politeness: Politeness): Plan {
  const source = isSource(entry.purpose)
  const base = {
    rank: source ? ranks.source : entry.purpose === 'image' ? ranks.image : ranks.revisit,
    visitCount: entry.visitCount,
    failureCount: 0,
    absenceCount: 0,
    intervalMs: entry.intervalMs,
    lastResult: resultOf(settlement),
  }
  switch (settlement.kind) {
    case 'finished':
      return { ...base, visitCount: entry.visitCount + 1, waitMs: null }
    case 'changed':
    case 'unchanged': {
      const intervalMs = source
        ? politeness.sourceIntervalMs
        : revisitMs(entry, settlement.kind, politeness.revisitAfterMs)
      const waitMs = entry.purpose === 'image' ? null : intervalMs
      return { ...base, visitCount: entry.visitCount + 1, intervalMs, waitMs }
    }
    case 'gone':
    case 'disallowed': {
      const absenceCount = entry.absenceCount + 1
      const waitMs = absenceMs[absenceCount - 1] ?? null
      return { ...base, absenceCount, waitMs: source ? (absenceMs[0] ?? dayMs) : waitMs }
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

function revisitMs(entry: StoredEntry, kind: 'changed' | 'unchanged', firstMs: number): number {
  if (entry.visitCount === 0 || entry.intervalMs === null) return firstMs
  return kind === 'unchanged'
    ? Math.min(entry.intervalMs * 2, Math.max(revisitMsMax, firstMs))
    : Math.max(entry.intervalMs / 2, firstMs)
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
      return `${settlement.kind}: ${settlement.reason}`
    default:
      return settlement.kind
  }
}
