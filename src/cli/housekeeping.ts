import { isOverdue } from '#access'
import { epochMs, instantOf } from '#model'
import { finishErasures } from '#pipeline'
import type { House } from './house.ts'

/** Between two rounds: an erasure that waits for another process should not wait long. */
const everyMs = 60_000
/** An overdue request is told of so often. */
const remindEveryMs = 86_400_000

/**
 * What a running service does beside its work, now and every minute: goes on with erasures that waited for another
 * process, throws away sessions and links that have expired, and reminds of requests that should have been answered.
 *
 * @returns Stops it; resolves when a round under way is done.
 */
export function keepHouse(
  house: Pick<House, 'parts' | 'accounts' | 'settings' | 'clock' | 'log'>,
): () => Promise<void> {
  const { parts, accounts, settings, clock, log } = house
  let remindedAtMs = Number.NEGATIVE_INFINITY
  let round: Promise<void> = Promise.resolve()

  async function keep(): Promise<void> {
    await finishErasures(parts)
    await accounts.sweep()
    const now = clock.now()
    const keptMs = settings.takedown.keepContactDays * 86_400_000
    await parts.notices.forgetAskers(instantOf(epochMs(now) - keptMs))
    if (epochMs(now) - remindedAtMs < remindEveryMs) return
    remindedAtMs = epochMs(now)
    const overdue = (await parts.notices.cases()).filter((file) => isOverdue(file, now))
    for (const { caseNumber, filedAt } of overdue) log.warn('case.overdue', { caseNumber, filedAt })
  }
  const start = () => {
    round = keep().catch((error: Error) => log.error('housekeeping.failed', { reason: error.message }))
  }
  start()
  const timer = setInterval(start, everyMs)
  return async () => {
    clearInterval(timer)
    await round
  }
}
