import { Hono } from 'hono'
import type { Access } from '#access'
import type { Accounts } from '#accounts'
import { type Clock, type HttpUrl, type Log, ServiceError, type SnapshotId, silentLog } from '#model'
import type { Subscriptions } from '#subscriptions'
import { refuseOtherMethods } from './allowed-methods.ts'
import { addBulkExport } from './bulk-export.ts'
import { addCdxRoutes } from './cdx.ts'
import { addChangeRoutes } from './change-routes.ts'
import { addEventRoutes } from './event-routes.ts'
import { addExportRoutes, exportedFile } from './exports.ts'
import { addHubRoutes } from './hub-routes.ts'
import { addJsonRoutes } from './json-routes.ts'
import { addLogRoutes } from './log-routes.ts'
import { addMcpRoutes } from './mcp.ts'
import { addMementoRoutes } from './memento.ts'
import { notFound, Problem, problemResponse } from './problem.ts'
import { createRateLimit, limitRate } from './rate-limit.ts'
import { addReaderRoutes } from './reader-routes.ts'
import { addSearchRoutes } from './search-routes.ts'
import { addSnapshotRequests } from './snapshot-requests.ts'
import { addSubscriptionRoutes } from './subscription-routes.ts'

export interface ApiOptions {
  readonly access: Access
  readonly clock: Clock
  readonly log?: Log
  /** The public address of the service; null takes the one that each request was sent to. */
  readonly baseUrl: string | null
  /** As the OpenSearch description names it. */
  readonly serviceName?: string
  /** Whoever sends one of these as a bearer token may ask for snapshots. Empty: nobody may. */
  readonly tokens?: readonly string[]
  /** Whose tokens are asked; without it only `tokens` count. */
  readonly accounts?: Accounts
  readonly subscriptions?: Subscriptions
  /** 0: none without a token, and no limit of requests. */
  readonly limits?: { readonly requestsPerMinute: number; readonly snapshotsPerHour: number }
  /** In which a proxy in front tells the address of its client. */
  readonly clientAddressHeader?: string | null
  /** Captures one page now. */
  readonly capture?: (url: HttpUrl) => Promise<{ snapshotId: SnapshotId } | { reason: string }>
}

/** What the routes share. */
export interface Door extends ApiOptions {
  /** Without a slash at its end. */
  baseUrlOf(request: Request): string
}

/** Every route for programs: JSON API, exports, Memento with replay, CDX, and the log's files. */
export function createApi(options: ApiOptions): Hono {
  const { log = silentLog, baseUrl } = options
  const configured = baseUrl?.replace(/\/+$/, '')
  const door: Door = { ...options, baseUrlOf: (request) => configured ?? new URL(request.url).origin }
  const app = new Hono()

  // No route knows a reader (there are no cookies), so any page of the web may read along.
  for (const path of openPaths) {
    app.use(path, async (context, next) => {
      if (context.req.method === 'OPTIONS')
        return new Response(null, { status: 204, headers: preflightHeaders })
      await next()
      if (readable.has(context.req.method)) {
        context.res.headers.set('access-control-allow-origin', '*')
        context.res.headers.set(
          'access-control-expose-headers',
          'ETag, Link, Location, Memento-Datetime, RateLimit, RateLimit-Policy, Retry-After',
        )
      }
    })
  }

  const { requestsPerMinute = 0 } = options.limits ?? {}
  const perMinute = createRateLimit(options.clock, { quota: requestsPerMinute, windowMs: 60_000 })
  app.use(
    '/api/*',
    limitRate(perMinute, {
      windowSeconds: 60,
      quota: requestsPerMinute,
      header: options.clientAddressHeader ?? null,
    }),
  )

  addJsonRoutes(app, door)
  addSnapshotRequests(app, door)
  addEventRoutes(app, door)
  addBulkExport(app, door)
  addSubscriptionRoutes(app, door)
  addHubRoutes(app, door)
  addMcpRoutes(app, door)
  addReaderRoutes(app, door)
  addSearchRoutes(app, door)
  addChangeRoutes(app, door)
  addExportRoutes(app, door)
  addMementoRoutes(app, door)
  addCdxRoutes(app, door)
  addLogRoutes(app, door)
  refuseOtherMethods(app)
  for (const path of ['/api', '/api/*', '/log/*', '/timegate/*', '/timemap/*', '/web/*']) {
    app.all(path, () => {
      throw notFound('There is no such route. /api/openapi.json lists them.')
    })
  }

  app.onError((error, context) => {
    if (error instanceof Problem) return problemResponse(context.req.raw, error)
    log.error('api.failed', { path: context.req.path, error: error.message })
    return problemResponse(context.req.raw, failure(error))
  })
  return app
}

/** Below `/s/` only what is not a page of the site. */
const openPaths = [
  '/api/*',
  `/s/${exportedFile}`,
  '/s/:id/proof.json',
  '/s/:id/original',
  '/timegate/*',
  '/timemap/*',
  '/web/*',
  '/cdx',
  '/log/*',
]
const readable = new Set(['GET', 'HEAD'])

const preflightHeaders = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, HEAD, OPTIONS',
  'access-control-allow-headers': 'Accept-Datetime, If-None-Match',
  'access-control-max-age': '86400',
}

/** What went wrong inside stays inside; whether to come back does not. */
function failure(error: unknown): Problem {
  if (error instanceof ServiceError && error.retry === 'later') {
    return new Problem(503, 'unavailable', 'This cannot be answered now. Try again later.', {
      headers: { 'retry-after': '30' },
    })
  }
  return new Problem(500, 'failed', 'This could not be answered. The operator has been told.')
}
