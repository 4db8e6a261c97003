import { type Clock, epochMs } from '#model'

/** Requests for removal that are taken at once, and how long until one more is. */
const burst = 60
const refillMs = 30_000

/**
 * Says whether one more request for removal may be filed. Each is kept for ever, so a flood of them would fill
 * the disk. One count for everybody: to count by reader we would have to remember readers.
 */
export function createFilingLimit(clock: Clock): () => boolean {
  let left = burst
  let countedAt = epochMs(clock.now())
  return () => {
    const now = epochMs(clock.now())
    left = Math.min(burst, left + Math.max(0, now - countedAt) / refillMs)
    countedAt = now
    if (left < 1) return false
    left--
    return true
  }
}
