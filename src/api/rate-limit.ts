import type { Context, MiddlewareHandler } from 'hono'
import { type Clock, epochMs } from '#model'
import { Problem } from './problem.ts'

/** Of one client so many in a window, given back bit by bit (a token bucket). */
export interface RateLimit {
  /** Takes one, if there is one. */
  take(client: string, quota?: number): Allowance
}

export interface Allowance {
  readonly isAllowed: boolean
  readonly quota: number
  readonly left: number
  /** Until one more is there; until all are, where some are left. */
  readonly resetSeconds: number
}

/** Clients that asked nothing for a window are forgotten; past so many the longest unseen are too. */
const clientsMax = 50_000

export function createRateLimit(clock: Clock, usual: { quota: number; windowMs: number }): RateLimit {
  const clients = new Map<string, { left: number; atMs: number }>()
  return {
    take(client, quota = usual.quota) {
      const nowMs = epochMs(clock.now())
      const held = clients.get(client)
      const perMs = quota / usual.windowMs
      let left = held ? Math.min(quota, held.left + Math.max(0, nowMs - held.atMs) * perMs) : quota
      const isAllowed = left >= 1
      if (isAllowed) left--
      // Behind all others: the first of a Map is the longest unseen.
      clients.delete(client)
      clients.set(client, { left, atMs: nowMs })
      if (clients.size > clientsMax) forgetOldest()
      const missing = isAllowed ? quota - left : 1 - left
      return { isAllowed, quota, left: Math.floor(left), resetSeconds: Math.ceil(missing / perMs / 1000) }
    },
  }

  function forgetOldest(): void {
    const [first] = clients.keys()
    if (first !== undefined) clients.delete(first)
  }
}

/**
 * Whom a request is counted to: the address that it came from.
 *
 * @param header In which a proxy in front tells its client's; the last address in it is what the proxy saw.
 */
export function clientOf({ env, req }: Context, header: string | null): string {
  const socket = (env as { incoming?: { socket?: { remoteAddress?: string } } } | undefined)?.incoming?.socket
  const told = header ? req.header(header)?.split(',').at(-1)?.trim() : undefined
  const client = told || socket?.remoteAddress || 'unknown'
  // Of IPv6, one client has a whole /64.
  return client.includes(':') && !client.includes('.') ? client.split(':').slice(0, 4).join(':') : client
}

/**
 * Says in every answer how much is left, and refuses with 429 what is too much.
 *
 * @see draft-ietf-httpapi-ratelimit-headers-10 (`RateLimit-Policy`, `RateLimit`)
 */
export function limitRate(
  limit: RateLimit,
  { windowSeconds, quota, header }: { windowSeconds: number; quota: number; header: string | null },
): MiddlewareHandler {
  return async (context, next) => {
    if (quota === 0) return next()
    const { isAllowed, left, resetSeconds } = limit.take(clientOf(context, header), quota)
    const headers = {
      'ratelimit-policy': `"default";q=${quota};w=${windowSeconds}`,
      ratelimit: `"default";r=${left};t=${resetSeconds}`,
    }
    if (!isAllowed) {
      throw new Problem(429, 'too-many', `At most ${quota} requests in ${windowSeconds} seconds.`, {
        headers: { ...headers, 'retry-after': `${Math.max(1, resetSeconds)}` },
      })
    }
    await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
  }
}
