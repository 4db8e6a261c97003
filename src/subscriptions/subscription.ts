import { type Follow, FollowError, followKey, followKinds, parseFollow } from './follow.ts'

/** One thing that a reader without an account follows; the whole list stands in an address. */
export type Subscription = Follow

/** Each costs a query of the catalog. */
export const subscriptionsMax = 20

/**
 * Reads a whole list out of an address, `channel=sport&outlet=qinghe-daily&q=flood`: each once, in its order. What can't
 * be followed is left out; searches are not looked into.
 */
export function parseSubscriptions(parameters: URLSearchParams): Subscription[] {
  const found = new Map<string, Subscription>()
  for (const [kind, raw] of parameters) {
    if (!followKinds.some((each) => each === kind)) continue
    try {
      const follow = parseFollow(kind, raw)
      found.set(followKey(follow), follow)
    } catch (error) {
      if (!(error instanceof FollowError)) throw error
      if (kind === 'q' && raw.trim() !== '') found.set(`q=${raw.trim()}`, { kind: 'q', value: raw.trim() })
    }
  }
  return [...found.values()]
}

export function formatSubscriptions(subscriptions: readonly Subscription[]): URLSearchParams {
  return new URLSearchParams(subscriptions.map(({ kind, value }) => [kind, value]))
}
