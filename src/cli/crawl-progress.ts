import type { Frontier } from '#frontier'
import { type Clock, epochMs } from '#model'
import type { StatusLine } from './status-line.ts'

/** What a crawl looks like at one moment. */
export interface CrawlView {
  readonly visitCount: number
  readonly failureCount: number
  readonly perSecond: number
  /** URLs whose time has come, and those that are being visited. */
  readonly due: number
  /** Until something falls due; null where nothing waits. */
  readonly nextInMs: number | null
}

/** `412 visits (3 failed), 6.1/s; 1,204 due, about 3 min left` */
export function formatCrawlView({ visitCount, failureCount, perSecond, due, nextInMs }: CrawlView): string {
  const failed = failureCount > 0 ? ` (${inWords(failureCount)} failed)` : ''
  const done = `${inWords(visitCount)} visits${failed}, ${perSecond.toFixed(1)}/s`
  if (due > 0) {
    const left = perSecond > 0 ? `, about ${duration((due / perSecond) * 1000)} left` : ''
    return `${done}; ${inWords(due)} due${left}`
  }
  if (nextInMs === null) return `${done}; nothing waits`
  return `${done}; all done, the next in ${duration(Math.max(0, nextInMs))}`
}

export interface CrawlProgress {
  /** Called at the end of each visit. */
  noteVisit(end: { failed: boolean }): void
  end(): void
}

/** The rate is that of so long. */
const windowMs = 30_000
const intervalMs = 1_000

/** Keeps the status line of a terminal telling how the crawl goes: count, rate, time left. */
export function showCrawlProgress(
  line: StatusLine,
  { frontier, clock }: { frontier: Pick<Frontier, 'counts' | 'nextDueAt'>; clock: Clock },
): CrawlProgress {
  const startedAtMs = epochMs(clock.now())
  let endedAtMs: number[] = []
  let visitCount = 0
  let failureCount = 0
  let isOver = false

  const show = async () => {
    const nowMs = epochMs(clock.now())
    endedAtMs = endedAtMs.filter((each) => nowMs - each < windowMs)
    const overMs = Math.max(1000, Math.min(windowMs, nowMs - startedAtMs))
    const { due, leased } = await frontier.counts()
    const nextDueAt = await frontier.nextDueAt()
    if (isOver) return
    line.show(
      formatCrawlView({
        visitCount,
        failureCount,
        perSecond: (endedAtMs.length * 1000) / overMs,
        due: due + leased,
        nextInMs: nextDueAt === null ? null : epochMs(nextDueAt) - nowMs,
      }),
    )
  }
  // What cannot be counted for a moment is shown the next time; whoever needs the frontier tells its trouble.
  const timer = line.terminal.isInteractive ? setInterval(() => show().catch(() => {}), intervalMs) : null

  return {
    noteVisit({ failed }) {
      visitCount++
      if (failed) failureCount++
      if (timer) endedAtMs.push(epochMs(clock.now()))
    },
    end() {
      isOver = true
      if (timer) clearInterval(timer)
      line.end()
    },
  }
}

function inWords(count: number): string {
  return new Intl.NumberFormat('en').format(count)
}

function duration(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
  ] as const
  const [name, unitMs] = units.find((each) => ms >= 1.5 * each[1]) ?? ['s', 1000]
  return `${inWords(Math.ceil(ms / unitMs))} ${name}`
}
