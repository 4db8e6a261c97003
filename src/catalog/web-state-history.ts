import type { Instant, WebState } from '#model'

/** A time in which an article's address answered the same. */
export interface WebStateSpan {
  readonly state: WebState
  readonly from: Instant
  /** Null: until now. */
  readonly until: Instant | null
  /** It was gone or could not be reached before, and is there again. */
  readonly isBack: boolean
}

/**
 * What an article's address has answered, oldest first, without gaps: from its first capture on live, changed from
 * each revision on, gone, unreachable, back again.
 *
 * @param changes Of what the address answers: from when on it answered so.
 * @param revisedAt Captures of the second revision and on.
 */
export function webStateHistory(
  firstCapturedAt: Instant,
  changes: readonly { readonly at: Instant; readonly state: WebState }[],
  revisedAt: readonly Instant[],
): WebStateSpan[] {
  const events = [
    ...revisedAt.map((at) => ({ at, state: 'changed' as const })),
    ...changes.filter(({ at }) => at > firstCapturedAt),
  ].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const spans: WebStateSpan[] = [{ state: 'live', from: firstCapturedAt, until: null, isBack: false }]
  for (const { at, state } of events) {
    const last = spans.at(-1)
    if (!last || last.state === state) continue
    // A revision that brought it back is told as its return: both at the same moment.
    if (state === 'live' && last.from === at) continue
    const isBack = isAway(last.state) && !isAway(state)
    spans[spans.length - 1] = { ...last, until: at }
    spans.push({ state, from: at, until: null, isBack })
  }
  return spans
}

function isAway(state: WebState): boolean {
  return state === 'gone' || state === 'unreachable'
}
