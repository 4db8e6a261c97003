/** One thing that a reader follows: a channel or an outlet by its slug, or a search by its query. */
export interface Subscription {
  readonly kind: 'channel' | 'outlet' | 'q'
  readonly value: string
}

/** Each costs a query of the catalog. */
export const subscriptionsMax = 20

/**
 * Reads a whole list out of an address, `channel=sport&outlet=qinghe-daily&q=flood`: each once, in its order. What can't be
 * a channel or an outlet is left out; searches are not looked into.
 */
export function parseSubscriptions(parameters: URLSearchParams): Subscription[] {
  const found = new Map<string, Subscription>()
  for (const [kind, raw] of parameters) {
    const value = raw.trim()
    if (!isKind(kind) || value === '' || (kind !== 'q' && !slugForm.test(value))) continue
    found.set(`${kind}=${value}`, { kind, value })
  }
  return [...found.values()]
}

export function formatSubscriptions(subscriptions: readonly Subscription[]): URLSearchParams {
  return new URLSearchParams(subscriptions.map(({ kind, value }) => [kind, value]))
}

const slugForm = /^[a-z0-9]+(-[a-z0-9]+)*$/

function isKind(name: string): name is Subscription['kind'] {
  return name === 'channel' || name === 'outlet' || name === 'q'
}
