import { epochMs, type Instant, instantOf } from '#model'

/** One notice for one target: at once a line of the outbox and the receipt that its owner sees. */
export interface Delivery {
  readonly id: number
  readonly targetId: number
  readonly eventSeq: number
  /** The subscriptions that matched: several make one notice. */
  readonly subscriptionIds: readonly number[]
  /** `held-back`: not sent, since the target was told the same already. `dead`: given up. */
  readonly state: 'due' | 'held-back' | 'sent' | 'dead'
  /** Why it was held back, or the last error. */
  readonly reason: string | null
  readonly attempts: number
  readonly queuedAt: Instant
  /** When it is tried next. */
  readonly dueAt: Instant
  /** When it went, or was given up or held back. */
  readonly settledAt: Instant | null
}

export type DeliveryOutcome =
  | { readonly kind: 'sent' }
  /** @param retryAfterMs What the other side asks for. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfterMs?: number | null }
  /** Nothing that is sent there will ever arrive: the target ends. */
  | { readonly kind: 'gone'; readonly reason: string }

/** Ten tries over about three days: 5 s, 30 s, 3 min, 15 min, 1 h, then every few hours. */
const waitsMs = [5, 30, 180, 900, 3_600, 4 * 3_600, 8 * 3_600, 16 * 3_600, 24 * 3_600].map((s) => s * 1_000)
export const attemptsMax = waitsMs.length + 1

/** When to try again after so many failures; null: never. @param chance 0 to 1: a fifth more or less, so that not all come at once. */
export function nextAttemptAt(
  attempts: number,
  now: Instant,
  { retryAfterMs = null, chance }: { retryAfterMs?: number | null; chance: number },
): Instant | null {
  const waitMs = waitsMs[attempts - 1]
  if (waitMs === undefined) return null
  const spread = waitMs * (0.8 + 0.4 * chance)
  return instantOf(epochMs(now) + Math.max(spread, Math.min(retryAfterMs ?? 0, 24 * 3_600_000)))
}
