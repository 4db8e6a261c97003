import type { Terminal } from './command.ts'

export interface Progress {
  show(done: number, total: number): void
  end(): void
}

/** A line on standard error with share, rate and time left; silent when nobody looks. */
export function createProgress({ err, isInteractive }: Terminal, what: string): Progress {
  const startedAtMs = Date.now()
  let shownAtMs = 0
  return {
    show(done, total) {
      const nowMs = Date.now()
      if (!isInteractive || nowMs - shownAtMs < 200) return
      shownAtMs = nowMs
      const perSecond = done / Math.max((nowMs - startedAtMs) / 1000, 0.001)
      const share = total > 0 ? `${Math.floor((100 * done) / total)} % of ${inWords(total)}` : inWords(done)
      const left = total > 0 && perSecond > 0 ? `, ${Math.ceil((total - done) / perSecond)} s left` : ''
      err(`\r\x1b[K${what}: ${share}, ${inWords(perSecond)}/s${left}`)
    },
    end() {
      if (isInteractive && shownAtMs > 0) err('\r\x1b[K')
    },
  }
}

function inWords(count: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(count)
}
