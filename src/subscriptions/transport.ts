import type { SnapshotSummary } from '#access'
import type { HttpUrl } from '#model'
import type { Delivery, DeliveryOutcome } from './delivery.ts'
import type { JournalEvent } from './journal.ts'
import type { Followed } from './subscription-store.ts'
import type { Target } from './target.ts'

/** What a target is told: one event, and why it concerns them. */
export interface Notice {
  readonly delivery: Delivery
  readonly event: JournalEvent
  /** Null where it may not be shown any more. */
  readonly summary: SnapshotSummary | null
  readonly matched: readonly Followed[]
}

/** Brings notices to one target. One call is one message. */
export type Transport = (
  target: Target,
  notices: readonly Notice[],
  signal: AbortSignal,
) => Promise<DeliveryOutcome>

/** Sends one HTTP message through the crawler's guard: no inner address is reached, no redirect followed. */
export type SendMessage = (
  url: HttpUrl,
  message: {
    readonly method: 'GET' | 'POST'
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: Uint8Array | string
  },
  options?: { readonly signal?: AbortSignal },
) => Promise<
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly body: Uint8Array
      readonly retryAfterMs: number | null
    }
  | { readonly kind: 'refused' | 'unreachable'; readonly reason: string }
>

/** What an answer to a delivery means: 2xx it arrived, 410 nobody is there any more, all else later. */
export function outcomeOf(answer: Awaited<ReturnType<SendMessage>>): DeliveryOutcome {
  if (answer.kind !== 'answered') return { kind: 'later', reason: `${answer.kind}: ${answer.reason}` }
  const { status, retryAfterMs } = answer
  if (status >= 200 && status < 300) return { kind: 'sent' }
  const reason = `answered ${status}`
  return status === 410 ? { kind: 'gone', reason } : { kind: 'later', reason, retryAfterMs }
}
