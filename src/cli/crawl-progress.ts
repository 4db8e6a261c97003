import type { CrawlView, CrawlWatch } from '#pipeline'
import type { StatusLine } from './status-line.ts'

/** `412 visits (3 failed), 6.1/s; 1,204 due, about 3 min left` */
export function formatCrawlView(view: CrawlView): string {
  const { visitCount, failureCount, perSecond, due, leftMs, nextInMs } = view
  const failed = failureCount > 0 ? ` (${inWords(failureCount)} failed)` : ''
  const done = `${inWords(visitCount)} visits${failed}, ${perSecond.toFixed(1)}/s`
  if (due > 0) {
    const left = leftMs === null ? '' : `, about ${duration(leftMs)} left`
    return `${done}; ${inWords(due)} due${left}`
  }
  if (nextInMs === null) return `${done}; nothing waits`
  return `${done}; all done, the next in ${duration(Math.max(0, nextInMs))}`
}

const intervalMs = 1_000

/** Keeps the status line of a terminal telling how the crawl goes: count, rate, time left. */
export function showCrawlProgress(line: StatusLine, watch: Pick<CrawlWatch, 'view'>): { end(): void } {
  let isOver = false
  const show = async () => {
    const view = await watch.view()
    if (!isOver) line.show(formatCrawlView(view))
  }
  // What cannot be counted for a moment is shown the next time; whoever needs the frontier tells its trouble.
  const timer = line.terminal.isInteractive ? setInterval(() => show().catch(() => {}), intervalMs) : null
  return {
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
