import { setTimeout as sleep } from 'node:timers/promises'
import type { Due } from '#frontier'
import { epochMs } from '#model'
import type { Parts } from './parts.ts'
import { publishCheckpoint } from './publish-checkpoint.ts'
import { moveHandledMark } from './rebuild.ts'
import { visit } from './visit.ts'

/** A new checkpoint at most so long after an append; C2SP asks for a minute at most. */
const checkpointIntervalMs = 1_000
/** How often the outlet files are read again, for what `add` put there meanwhile. */
const refreshIntervalMs = 5_000
/** How often the catalog's mark moves on: what a restart after a crash looks at again. */
const markIntervalMs = 30_000
/** How often it tries again while the disk takes nothing. */
const retryIntervalMs = 5_000
/**
 * A visit that takes longer waits for somebody else (a host that hangs or drips, or whose turn comes later) and leaves
 * its place to another, so that slow hosts cost the others nothing.
 */
const placeMs = 250
/** So many visits may wait like that, for each place. */
const waitingPerPlaceMax = 32
/** Longest sleep between two looks at the frontier, since another process may add to it. */
const idleMsMax = 250

export interface CrawlOptions {
  readonly signal: AbortSignal
  readonly once: boolean
  /** Called when a visit has ended, for whoever watches. */
  readonly onVisit?: (end: { failed: boolean }) => void
}

export interface CrawlSummary {
  readonly visits: number
  readonly failures: number
}

/**
 * Visits what is due, until `signal` aborts; with `once`, until nothing is due any more.
 * A visit that throws is told in the log and comes back when its lease runs out; the others go on.
 */
export async function crawl(parts: Parts, options: CrawlOptions): Promise<CrawlSummary> {
  const { signal, once, onVisit = () => {} } = options
  const { concurrency } = parts.limits
  const inFlight = new Set<Promise<void>>()
  /** Of those in flight, the visits that do something. */
  const atWork = new Set<Promise<void>>()
  /** There is a place again. */
  let wake = () => {}
  let visits = 0
  let failures = 0
  let refreshedAt = 0
  let checkpointAt = 0
  let markedAt = epochMs(parts.clock.now())
  let triedAt = 0

  const start = (due: Due) => {
    const work = visit(due, parts, signal)
      .then(() => {
        visits++
        onVisit({ failed: false })
      })
      .catch(async (error: unknown) => {
        if (signal.aborted) return
        failures++
        onVisit({ failed: true })
        parts.count('error')
        parts.log.error('visit.failed', { url: due.url, reason: String(error) })
        await parts.frontier.settle(due, { kind: 'failed', reason: String(error), retryAfterMs: null })
      })
      .catch((error: unknown) => parts.log.error('visit.unsettled', { url: due.url, reason: String(error) }))
      .finally(() => {
        clearTimeout(timer)
        inFlight.delete(work)
        leavePlace()
      })
    const leavePlace = () => {
      atWork.delete(work)
      wake()
    }
    const timer = setTimeout(leavePlace, placeMs)
    inFlight.add(work)
    atWork.add(work)
  }

  const turn = async (): Promise<'go-on' | 'drained'> => {
    const now = epochMs(parts.clock.now())
    if (now - refreshedAt > refreshIntervalMs) {
      await refreshOutlets(parts)
      refreshedAt = now
    }
    if (now - checkpointAt > checkpointIntervalMs) {
      await publishCheckpoint(parts)
      checkpointAt = now
    }
    if (now - markedAt > markIntervalMs) {
      await moveHandledMark(parts)
      await parts.archive.finishErasures()
      markedAt = now
    }
    const room = roomNow(now)
    const due = room > 0 ? await parts.frontier.lease(room) : []
    for (const each of due) start(each)
    if (once && inFlight.size === 0 && (await isDrained(parts))) return 'drained'
    if (due.length === 0) await restUntilWoken()
    return 'go-on'
  }

  const restUntilWoken = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, idleMsMax)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      if (signal.aborted) wake()
    })

  /** While nothing can be preserved one visit at a time tries again: what others fetched would be thrown away. */
  const roomNow = (now: number): number => {
    if (once || parts.archive.writeTrouble() === null) {
      const inFlightMax = concurrency * (1 + waitingPerPlaceMax)
      return Math.min(concurrency - atWork.size, inFlightMax - inFlight.size)
    }
    if (inFlight.size > 0 || now - triedAt < retryIntervalMs) return 0
    triedAt = now
    return 1
  }

  try {
    while (!signal.aborted) {
      try {
        if ((await turn()) === 'drained') break
      } catch (error) {
        // A full disk must not end the service: what is held can still be read, and space may come back.
        if (once || signal.aborted) throw error
        parts.log.error('crawl.paused', { reason: String(error) })
        await sleep(retryIntervalMs, undefined, { signal }).catch(() => {})
      }
    }
  } finally {
    await Promise.allSettled(inFlight)
    await publishCheckpoint(parts)
  }
  await moveHandledMark(parts)
  return { visits, failures }
}

/** A file that somebody is in the middle of editing must not stop the crawl: the outlets stay as they were. */
async function refreshOutlets(parts: Parts): Promise<void> {
  try {
    await parts.outlets.refresh()
  } catch (error) {
    parts.log.error('outlets.unreadable', { reason: (error as Error).message })
  }
  await scheduleSources(parts)
}

/** Puts the sources of every followed outlet into the frontier; those already there keep their place. */
export async function scheduleSources(parts: Parts): Promise<number> {
  const candidates = parts.outlets
    .all()
    .filter((outlet) => outlet.followed)
    .flatMap((outlet) =>
      outlet.sources.map((source) => ({
        url: source.url,
        purpose: source.kind,
        outletSlug: outlet.slug,
        foundOn: null,
        publishedAt: null,
      })),
    )
  return parts.frontier.schedule(candidates)
}

async function isDrained(parts: Parts): Promise<boolean> {
  const next = await parts.frontier.nextDueAt()
  return next === null || next > parts.clock.now()
}
