import type { Server } from 'node:http'
import { serve as listen } from '@hono/node-server'
import { Hono } from 'hono'
import { isOverdue } from '#access'
import { createApi } from '#api'
import { createFeeds } from '#feeds'
import { type HttpUrl, ServiceError, type SnapshotId } from '#model'
import { createDesk, createSite, type SaveForReader } from '#site'
import { deskOf } from './desk.ts'
import { type House, userAgentOf } from './house.ts'
import { readiness } from './readiness.ts'
import { limitConnections, limitRequests } from './request-limits.ts'
import { websubRoutes } from './websub-routes.ts'

export interface HttpServer {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string
  close(): Promise<void>
}

export interface DoorOptions {
  /** Captures one page now, for whoever has a token. */
  readonly capture: (url: HttpUrl) => Promise<{ snapshotId: SnapshotId } | { reason: string }>
  readonly areSamplesShown: boolean
}

/** The three doors on one address. @throws {ServiceError} if it cannot be listened on. */
export async function startHttpServer(house: House, options: DoorOptions): Promise<HttpServer> {
  const { host, port } = house.settings
  const app = createApp(house, options)
  const server = await new Promise<Server>((resolve, reject) => {
    const started = listen({ fetch: app.fetch, hostname: host, port }, () => resolve(started)) as Server
    started.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)))
  })
  limitConnections(server)
  const address = server.address()
  const actualPort = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 2_000).unref()
      }),
  }
}

function createApp(house: House, { capture, areSamplesShown }: DoorOptions): Hono {
  const { access, accounts, clock, delivery, log, settings, metrics } = house
  const { name: serviceName, contact, baseUrl } = settings.service
  addGauges(house)
  const app = new Hono()
  app.use('*', async (context, next) => {
    const startedMs = performance.now()
    await next()
    const answer = `${Math.floor(context.res.status / 100)}xx`
    metrics.count('verbatim_http_requests_total', { answer })
    metrics.count('verbatim_http_seconds_total', { answer }, (performance.now() - startedMs) / 1000)
  })
  limitRequests(app, { ...settings.http, costPerMinute: house.live.costPerMinute }, clock)
  app.get('/healthz', (context) => context.text('ok\n'))
  app.get('/readyz', async (context) => {
    const troubles = await readiness(house)
    if (troubles.length === 0) return context.text('ready\n')
    log.warn('http.not-ready', { troubles: troubles.join('; ') })
    return context.text(troubles.map((each) => `${each}\n`).join(''), 503)
  })
  app.get('/metrics', async (context) =>
    context.body(await metrics.show(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  )
  if (house.parts.hubs) app.route('/', websubRoutes(house.parts.hubs))
  app.route(
    '/',
    createApi({
      ...{ access, clock, log, baseUrl, serviceName, capture, accounts },
      ...{
        tokens: settings.api.tokens,
        limits: settings.api,
        clientAddressHeader: settings.http.clientAddressHeader,
        subscriptions: delivery.subscriptions,
      },
    }),
  )
  const desk = deskOf(house, AbortSignal.any([]))
  app.route('/', createDesk({ desk, access, accounts: house.accounts, clock, log, serviceName }))
  app.route('/', createFeeds({ access, clock, log, serviceName, baseUrl, journal: delivery.subscriptions }))
  app.route(
    '/',
    createSite({
      access,
      clock,
      log,
      serviceName,
      contact,
      ...(baseUrl && { baseUrl }),
      userAgent: userAgentOf(settings),
      samplesNote: areSamplesShown,
      subscriptions: delivery.subscriptions,
      save: settings.api.snapshotsPerHour > 0 ? saveThrough(app, settings.http.clientAddressHeader) : null,
      openApi: async () => (await app.request('/api/openapi.json')).json(),
    }),
  )
  return app
}

/** Readers ask for snapshots as programs do, within the same limits. */
function saveThrough(app: Hono, clientAddressHeader: string | null): SaveForReader {
  return async (url, { env, req }) => {
    const told = clientAddressHeader && req.header(clientAddressHeader)
    const answer = await app.request(
      '/api/v1/snapshots',
      {
        method: 'POST',
        body: JSON.stringify({ url }),
        headers: {
          'content-type': 'application/json',
          ...(clientAddressHeader && told && { [clientAddressHeader]: told }),
        },
      },
      env,
    )
    const { id, detail } = (await answer.json()) as { id?: string; detail?: string }
    return id ? { kind: 'saved', id } : { kind: 'refused', reason: detail ?? '' }
  }
}

/** What an operator watches: how much is held, how much waits, how much memory it takes. */
function addGauges({ metrics, access, parts, clock }: House): void {
  metrics.gauge('verbatim_articles', 'Articles held.', async () => (await access.counts()).articles)
  metrics.gauge('verbatim_snapshots', 'Snapshots held.', async () => (await access.counts()).snapshots)
  metrics.gauge('verbatim_captures', 'Captures in the archive.', async () => (await access.counts()).captures)
  metrics.gauge('verbatim_log_leaves', 'Leaves of the log.', () => parts.transparency.size())
  metrics.gauge(
    'verbatim_frontier_due',
    'URLs whose time has come.',
    async () => (await parts.frontier.counts()).due,
  )
  metrics.gauge(
    'verbatim_frontier_waiting',
    'URLs that wait for their time.',
    async () => (await parts.frontier.counts()).waiting,
  )
  const cases = () => parts.notices.cases()
  metrics.gauge(
    'verbatim_cases_open',
    'Requests for removal without a decision.',
    async () => (await cases()).filter(({ decisions }) => decisions.length === 0).length,
  )
  metrics.gauge(
    'verbatim_cases_overdue',
    'Those of them that should have been answered by now.',
    async () => (await cases()).filter((file) => isOverdue(file, clock.now())).length,
  )
  metrics.gauge(
    'verbatim_erasures_waiting',
    'Erasures that were begun and are not finished.',
    async () => (await parts.notices.openErasures()).length,
  )
  metrics.gauge('verbatim_resident_memory_bytes', 'Memory of this process.', () => process.memoryUsage.rss())
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): ServiceError {
  if (cause.code === 'EADDRINUSE') {
    return new ServiceError(`Port ${port} of ${host} is taken by another program.`, {
      retry: 'never',
      toDo: `Stop that program, or take another port: verbatim start --port ${port + 1} (0 takes any free one).`,
    })
  }
  if (cause.code === 'EACCES') {
    return new ServiceError(`This user may not listen on port ${port}.`, {
      retry: 'never',
      toDo: 'Ports below 1024 are reserved: take a higher one with --port.',
      cause,
    })
  }
  return new ServiceError(`The address ${host}:${port} cannot be listened on.`, {
    retry: 'never',
    toDo: 'Name an address of this machine with --host: 127.0.0.1 for this machine alone, 0.0.0.0 for everybody.',
    cause,
  })
}
