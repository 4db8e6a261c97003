import { createHmac, randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono, Next } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Clock, epochMs } from '#model'

export interface RequestLimits {
  /** What one client may cost in a minute; a page costs 1. Null: as much as it likes. Asked at each request. */
  readonly costPerMinute: () => number | null
  /** The header in which a proxy of ours tells the client's address; null where there is none. */
  readonly clientAddressHeader: string | null
}

/** Longer than any address that this service gives out, with a query of the longest kind. */
const targetCharsMax = 8 * 1024
const bodyBytesMax = 1024 * 1024
/** Clients that are remembered at a time: so many addresses cost some 2 MB. */
const clientsMax = 20_000

/**
 * What every request has to keep to, before anybody looks at what it asks: length of its address, size of its body, and
 * what its sender has cost so far. Who the sender is, is kept as a keyed hash, in memory, for minutes.
 */
export function limitRequests(app: Hono, limits: RequestLimits, clock: Clock): void {
  const allows = createCostLimit(limits.costPerMinute, clock)
  app.use('*', async (context, next) => {
    if (context.req.url.length > targetCharsMax) return refuse(414, 'The address is too long.')
    const client = clientOf(context, limits.clientAddressHeader)
    if (client && !allows(client, costOf(context.req.method, context.req.path))) {
      const answer = tooMany(context.req.path)
      answer.headers.set('retry-after', '60')
      return answer
    }
    return next()
  })
  app.use('*', bodyLimit({ maxSize: bodyBytesMax, onError: () => refuse(413, 'The body is too large.') }))
  app.use('*', withDefaults)
}

/** A client that sends or reads slowly, or opens very many connections, is cut off. */
export function limitConnections(server: Server): void {
  server.requestTimeout = requestMsMax
  server.headersTimeout = requestMsMax
  server.keepAliveTimeout = 10_000
  // Also one that takes nothing of its answer. Streams of events send a sign of life more often than that.
  server.setTimeout(idleMsMax)
  server.maxHeadersCount = 100
  server.maxRequestsPerSocket = 1_000
  server.maxConnections = 4_000
}

const requestMsMax = 30_000
const idleMsMax = 90_000

/** In pages. Searches, exports and comparisons take the most of the processor. */
export function costOf(method: string, path: string): number {
  if (path.startsWith('/assets/') || path === '/healthz' || path === '/readyz') return 0
  if (method === 'POST') return 10
  if (/\.(wacz|warc\.gz)$/.test(path) || path.includes('/compare')) return 10
  if (/^\/(api\/v1\/)?search|^\/api\/v1\/export|^\/feeds\/search|^\/mcp/.test(path)) return 5
  return 1
}

/** A bucket for each client that fills up over a minute. @returns Whether that client may go on at that cost. */
export function createCostLimit(
  costPerMinute: () => number | null,
  clock: Clock,
): (client: string, cost: number) => boolean {
  const key = randomBytes(16)
  const buckets = new Map<string, { left: number; atMs: number }>()
  return (client, cost) => {
    const most = costPerMinute()
    if (most === null) return true
    const name = createHmac('sha256', key).update(client).digest('base64url').slice(0, 16)
    const nowMs = epochMs(clock.now())
    const known = buckets.get(name)
    const refilled = known ? known.left + (Math.max(0, nowMs - known.atMs) * most) / 60_000 : most
    const left = Math.min(most, refilled)
    buckets.delete(name) // Put back at the end: the one that has been quiet longest is forgotten first.
    if (buckets.size >= clientsMax) buckets.delete(buckets.keys().next().value as string)
    buckets.set(name, { left: left >= cost ? left - cost : left, atMs: nowMs })
    return left >= cost
  }
}

/** Null for this machine itself, unless a proxy on it tells whom it speaks for. */
function clientOf(context: Context, header: string | null): string | null {
  if (header) {
    // The last one is what our own proxy saw; those before it anybody may have written.
    const told = context.req.header(header)?.split(',').at(-1)?.trim()
    if (told) return networkOf(told)
  }
  const address = (context.env as Partial<HttpBindings> | undefined)?.incoming?.socket?.remoteAddress ?? ''
  return address === '' || /^(::ffff:)?127\.|^::1$/.test(address) ? null : networkOf(address)
}

/** Of IPv6 the half that one customer has. */
function networkOf(address: string): string {
  return address.includes(':') && !address.startsWith('::ffff:')
    ? address.split(':').slice(0, 4).join(':')
    : address
}

/** What a door has not said otherwise: nothing is guessed about types, and no other site may take our answers in. */
async function withDefaults(context: Context, next: Next): Promise<void> {
  await next()
  const { headers } = context.res
  if (!headers.has('x-content-type-options')) headers.set('x-content-type-options', 'nosniff')
  if (!headers.has('cross-origin-resource-policy') && !headers.has('access-control-allow-origin'))
    headers.set('cross-origin-resource-policy', 'same-origin')
}

/** Programs get the problem document that the API answers everywhere. @see RFC 9457 */
function tooMany(path: string): Response {
  const detail = 'Too many requests from your address. Wait a minute.'
  if (!path.startsWith('/api/')) return refuse(429, detail)
  const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429, detail, instance: path }
  return new Response(`${JSON.stringify({ ...problem, code: 'too-many' })}\n`, {
    status: 429,
    headers: { 'content-type': 'application/problem+json', 'access-control-allow-origin': '*' },
  })
}

function refuse(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' },
  })
}
