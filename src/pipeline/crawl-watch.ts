import type { Frontier } from '#frontier'
import { type Clock, epochMs } from '#model'

/** What a crawl looks like at one moment. */
export interface CrawlView {
  /** Visits that ended since the watch began. */
  readonly visitCount: number
  readonly failureCount: number
  /** Of the last half minute. */
  readonly perSecond: number
  /** URLs whose time has come, and those that are being visited. */
  readonly due: number
  /** Until these are done, at that rate; null where nothing moves. */
  readonly leftMs: number | null
  /** Until something falls due; null where nothing waits. */
  readonly nextInMs: number | null
}

/** Counts the visits of this process's crawl, for a terminal or the desk to show. */
export interface CrawlWatch {
  /** Called at the end of each visit. */
  noteVisit(end: { failed: boolean }): void
  view(): Promise<CrawlView>
}

/** The rate is that of so long. */
const windowMs = 30_000

export function watchCrawl({
  frontier,
  clock,
}: {
  frontier: Pick<Frontier, 'counts' | 'nextDueAt'>
  clock: Clock
}): CrawlWatch {
  /** Visits that ended in each second of the window: by the second's number. */
  const seconds = new Map<number, number>()
  let beganAtMs: number | null = null
  let visitCount = 0
  let failureCount = 0

  return {
    noteVisit({ failed }) {
      const nowMs = epochMs(clock.now())
      const second = Math.floor(nowMs / 1000)
      beganAtMs ??= nowMs
      visitCount++
      if (failed) failureCount++
      seconds.set(second, (seconds.get(second) ?? 0) + 1)
      forget(nowMs)
    },
    async view() {
      const nowMs = epochMs(clock.now())
      forget(nowMs)
      const ended = [...seconds.values()].reduce((sum, each) => sum + each, 0)
      const overMs = Math.max(1000, Math.min(windowMs, nowMs - (beganAtMs ?? nowMs)))
      const perSecond = (ended * 1000) / overMs
      const counts = await frontier.counts()
      const nextDueAt = await frontier.nextDueAt()
      const due = counts.due + counts.leased
      return {
        ...{ visitCount, failureCount, perSecond, due },
        leftMs: perSecond > 0 ? (due / perSecond) * 1000 : null,
        nextInMs: nextDueAt === null ? null : epochMs(nextDueAt) - nowMs,
      }
    },
  }

  function forget(nowMs: number): void {
    const oldest = Math.floor((nowMs - windowMs) / 1000)
    for (const second of seconds.keys()) {
      if (second > oldest) break
      seconds.delete(second)
    }
  }
}
