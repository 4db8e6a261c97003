import type { Terminal } from './command.ts'

export interface Progress {
  show(done: number, total: number): void
  end(): void
}

/**
 * A line on standard error with share, rate and time left; silent when nobody looks.
 *
 * @param unit Behind the figures: `B` for bytes.
 */
export function createProgress({ err, isInteractive }: Terminal, what: string, unit = ''): Progress {
  let start: { atMs: number; done: number } | null = null
  let shownAtMs = 0
  const inWords = (count: number) => figure.format(count) + unit
  return {
    show(done, total) {
      const nowMs = Date.now()
      // What goes on where it was has not done in a moment what an earlier run did.
      start ??= { atMs: nowMs, done }
      if (!isInteractive || nowMs - shownAtMs < 200) return
      shownAtMs = nowMs
      const perSecond = (done - start.done) / Math.max((nowMs - start.atMs) / 1000, 0.001)
      const share = total > 0 ? `${Math.floor((100 * done) / total)} % of ${inWords(total)}` : inWords(done)
      const left = total > 0 && perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} s left` : ''
      err(`\r\x1b[K${what}: ${share}, ${inWords(perSecond)}/s${left}`)
    },
    end() {
      if (isInteractive && shownAtMs > 0) err('\r\x1b[K')
    },
  }
}

const figure = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
