import { epochMs, type Instant } from '#model'

/** Longer waits are cut to this: nothing an outlet means by it is longer than a day. */
const retryAfterMsMax = 86_400_000

/**
 * How long a `Retry-After` asks to wait, in milliseconds from `now`; null where it says nothing we can read.
 *
 * @see RFC 9110 §10.2.3
 */
export function parseRetryAfter(value: string | null, now: Instant): number | null {
  const text = value?.trim() ?? ''
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, retryAfterMsMax)
  const at = /^[a-z]{3,9},? /i.test(text) ? Date.parse(asGmt(text)) : Number.NaN
  return Number.isNaN(at) ? null : Math.min(Math.max(at - epochMs(now), 0), retryAfterMsMax)
}

// The asctime form carries no zone, and HTTP dates are always in UTC (RFC 9110 §5.6.7).
function asGmt(text: string): string {
  return /(GMT|UTC|[+-]\d{4})$/i.test(text) ? text : `${text} GMT`
}
