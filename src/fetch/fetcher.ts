import {
  type Clock,
  type Exchange,
  type HttpUrl,
  header,
  type Log,
  removeContentCoding,
  silentLog,
  tryParseHttpUrl,
} from '#model'
import { createAddressGuard, type GuardOptions } from './address-guard.ts'
import { parseTarget, RefusedError } from './connection.ts'
import { createConnectionPool } from './connection-pool.ts'
import { defaultFetchLimits, type FetchLimits } from './fetch-limits.ts'
import type { Fetcher, FetchOutcome, FetchRequest } from './fetch-outcome.ts'
import { createHostPace, type Turn } from './host-pace.ts'
import { exchangeOnce, UnreachableError } from './http-exchange.ts'
import type { PaceStore } from './pace-store.ts'
import { formatRequest } from './request-head.ts'
import { type Resolve, systemResolve } from './resolve.ts'
import { parseRetryAfter } from './retry-after.ts'
import { createRobotsCache, type RobotsAnswer, type Unknown } from './robots-cache.ts'
import { robotsCharsMax } from './robots-txt.ts'

export interface FetcherOptions {
  /** With a contact page: `Verbatim/1.0 (+https://archive.example/about)`. Its product token is looked for in robots.txt. */
  readonly userAgent: string
  readonly clock: Clock
  readonly log?: Log
  readonly guard?: GuardOptions & {
    /** As curl's `--connect-to`: the host (or `host:port`) of a URL → the `address:port` that serves it. */
    readonly connectTo?: Readonly<Record<string, string>>
    /** For https origins with a certificate of the operator's own, as PEM. */
    readonly extraCertificates?: readonly string[]
  }
  readonly limits?: Partial<FetchLimits>
  /** What an outlet is owed between two requests to one host, besides what its robots.txt asks; by default nothing. */
  readonly delayMs?: (url: HttpUrl) => number
  /** How long robots.txt holds; no longer than a day. */
  readonly robotsTtlMs?: number
  readonly robotsUnknownTtlMs?: number
  /** Where other processes fetch too: the delay of a host then holds between all of them. */
  readonly pace?: PaceStore
  /** All addresses of a name; by default the system's resolver. */
  readonly resolve?: Resolve
}

/**
 * The crawler's only way out: guarded addresses, robots.txt at every hop, limits on time and bytes, every
 * byte of every hop kept.
 *
 * @throws {RangeError} if an entry of the guard's lists is malformed.
 */
export function createFetcher(options: FetcherOptions): Fetcher {
  const limits = { ...defaultFetchLimits, ...options.limits }
  const log = options.log ?? silentLog
  const guard = createAddressGuard(options.guard)
  const connectTo = options.guard?.connectTo ?? {}
  for (const target of Object.values(connectTo)) parseTarget(target, 80)
  const closing = new AbortController()
  const pool = createConnectionPool()
  const robots = createRobotsCache({
    clock: options.clock,
    agent: productTokenOf(options.userAgent),
    ttlMs: options.robotsTtlMs ?? 86_400_000,
    unknownTtlMs: options.robotsUnknownTtlMs ?? 600_000,
    ask: askForRobots,
  })
  const pace = createHostPace({
    delayMs: options.delayMs ?? (() => 0),
    crawlDelayMs: (url) => robots.crawlDelayMs(url),
    ...(options.pace && {
      shared: { store: options.pace, clock: options.clock, turnMsMax: 2 * limits.totalMs },
    }),
  })

  return {
    async fetch(request, { signal, waitMsMax = limits.waitMsMax } = {}) {
      const stop = signal ? AbortSignal.any([closing.signal, signal]) : closing.signal
      stop.throwIfAborted()
      const outcome = await follow(request, { signal: stop, waitMsMax })
      log.debug('fetch.done', { url: request.url, purpose: request.purpose, ...summaryOf(outcome) })
      return outcome
    },
    async robots(url) {
      const { unknown: _, ...verdict } = await robots.lookUp(url)
      return verdict
    },
    async close() {
      closing.abort(new Error('The fetcher is closed.'))
      pool.close()
    },
  }

  async function follow(request: FetchRequest, { signal, waitMsMax }: Terms): Promise<FetchOutcome> {
    const hops: Exchange[] = []
    const redirectsMax = request.purpose === 'robots' ? robotsRedirectsMax : limits.redirectsMax
    const seen = new Set<string>([request.url])
    let exchangedMs = 0
    let waitLeftMs = waitMsMax
    let url = request.url
    for (;;) {
      const waitingSince = performance.now()
      const veto = request.purpose === 'robots' ? null : await vetoOf(url, signal)
      if (veto) return veto
      const terms = { signal, waitMsMax: Math.max(0, waitLeftMs - (performance.now() - waitingSince)) }
      const turn = await pace.turn(url, terms)
      if ('waitMs' in turn) return postponed(url, turn.waitMs)
      waitLeftMs -= performance.now() - waitingSince
      const exchange = await exchangeInTurn(url, request, hops.length > 0, turn, signal)
      if (!isExchange(exchange)) return exchange
      exchangedMs += exchange.durationMs
      if (exchange.status === 304) return { kind: 'not-modified', exchange, hops }
      const location = redirectStatuses.has(exchange.status) ? header(exchange.headers, 'location') : null
      if (location === null) return { kind: 'fetched', exchange, hops, retryAfterMs: retryAfterOf(exchange) }
      const next = tryParseHttpUrl(utf8Of(location), url)
      if (!next) return badRedirect(`a redirect to what is no http(s) URL: ${location.slice(0, 200)}`)
      if (seen.has(next)) return badRedirect(`a redirect loop at ${next}`)
      hops.push(exchange)
      if (hops.length > redirectsMax)
        return badRedirect(`more than ${redirectsMax} redirects (fetch.redirectsMax)`)
      if (exchangedMs > limits.totalMs)
        return unreachable(
          `not there within ${limits.totalMs / 1000} s, after ${hops.length} redirects (fetch.totalMs)`,
        )
      seen.add(next)
      url = next
    }
  }

  function postponed(url: HttpUrl, waitMs: number): FetchOutcome {
    const { host } = new URL(url)
    const asked = robots.crawlDelayMs(url)
    const wish =
      asked && asked >= waitMs
        ? `its robots.txt asks for ${asked / 1000} s between requests`
        : 'it is to be left alone'
    return {
      kind: 'postponed',
      waitMs,
      reason: `${host} is asked again in ${Math.ceil(waitMs / 1000)} s: ${wish}`,
    }
  }

  async function vetoOf(url: HttpUrl, signal: AbortSignal): Promise<FetchOutcome | null> {
    const verdict = await untilAborted(robots.lookUp(url), signal)
    if (verdict.unknown) return withoutRobots(verdict.answer, verdict.unknown)
    return verdict.allowed ? null : { kind: 'disallowed', rule: verdict.rule ?? 'Disallow: /' }
  }

  async function exchangeInTurn(
    url: HttpUrl,
    request: FetchRequest,
    isRedirected: boolean,
    turn: Turn,
    signal: AbortSignal,
  ): Promise<Exchange | FetchOutcome> {
    const started = performance.now()
    let exchange: Exchange | null = null
    try {
      exchange = await exchangeOnce(
        url,
        formatRequest(url, request, { userAgent: options.userAgent, isRedirected }),
        {
          ...limits,
          bodyBytesMax: bodyBytesMaxFor(request.purpose),
          guard,
          connectTo,
          resolve: options.resolve ?? systemResolve,
          extraCertificates: options.guard?.extraCertificates,
          clock: options.clock,
          pool,
          signal,
        },
      )
      return exchange
    } catch (error) {
      if (error instanceof RefusedError) return { kind: 'refused', reason: error.message, because: 'address' }
      if (!(error instanceof UnreachableError)) throw error
      return unreachable(error.message)
    } finally {
      turn.done({
        durationMs: performance.now() - started,
        status: exchange?.status ?? null,
        retryAfterMs: exchange && retryAfterOf(exchange),
      })
    }
  }

  async function askForRobots(url: HttpUrl): Promise<RobotsAnswer> {
    const terms = { signal: closing.signal, waitMsMax: limits.waitMsMax }
    const outcome = await follow({ url, purpose: 'robots' }, terms)
    if (outcome.kind === 'postponed')
      return { kind: 'unknown', answer: outcome.reason, because: 'pace', retryAfterMs: outcome.waitMs }
    if (outcome.kind === 'refused') {
      // Redirects that lead nowhere: as if there were none, RFC 9309 §2.3.1.2.
      if (outcome.because === 'redirect') return { kind: 'none', answer: outcome.reason }
      return { kind: 'unknown', answer: outcome.reason, because: 'guard', retryAfterMs: null }
    }
    if (outcome.kind !== 'fetched') {
      const reason = outcome.kind === 'unreachable' ? outcome.reason : outcome.kind
      return { kind: 'unknown', answer: `unreachable: ${reason}`, because: 'origin', retryAfterMs: null }
    }
    const { status, headers, payload } = outcome.exchange
    const answer = String(status)
    // 429 asks for quiet, which is no leave to go on (as Google reads it).
    if (status >= 500 || status === 429)
      return { kind: 'unknown', answer, because: 'origin', retryAfterMs: outcome.retryAfterMs }
    if (status < 200 || status >= 300) return { kind: 'none', answer }
    const bytes = unpacked(headers, payload, limits.decodedBytesMax)
    if (!bytes)
      return { kind: 'unknown', answer: `${status}, too large`, because: 'origin', retryAfterMs: null }
    return { kind: 'text', answer, text: new TextDecoder().decode(bytes) }
  }

  function bodyBytesMaxFor(purpose: FetchRequest['purpose']): number {
    if (purpose === 'robots') return robotsCharsMax + 1024
    return purpose === 'image' ? limits.imageBytesMax : limits.pageBytesMax
  }

  function retryAfterOf(exchange: Exchange): number | null {
    return parseRetryAfter(header(exchange.headers, 'retry-after'), options.clock.now())
  }
}

interface Terms {
  readonly signal: AbortSignal
  readonly waitMsMax: number
}

/** RFC 9309 §2.3.1.2. */
const robotsRedirectsMax = 5

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/**
 * What outlets call us by in robots.txt and robots directives: `Verbatim` of `Verbatim/1.0 (…)`, and of
 * `Mozilla/5.0 (compatible; Verbatim/1.0; …)`.
 */
export function productTokenOf(userAgent: string): string {
  const compatible = /^Mozilla\/[\d.]+ \(compatible; ([A-Za-z_-]+)/.exec(userAgent)
  return compatible?.[1] ?? /^[A-Za-z_-]+/.exec(userAgent)?.[0] ?? userAgent
}

/** Where nobody knows what robots.txt says, nothing is asked. */
function withoutRobots(answer: string, { because, retryAfterMs }: Unknown): FetchOutcome {
  switch (because) {
    case 'guard':
      return { kind: 'refused', reason: answer, because: 'address' }
    case 'pace':
      return { kind: 'postponed', reason: answer, waitMs: retryAfterMs ?? 0 }
    case 'origin':
      return { kind: 'unreachable', reason: `robots.txt: ${answer}`, retryAfterMs }
  }
}

function unreachable(reason: string): FetchOutcome {
  return { kind: 'unreachable', reason, retryAfterMs: null }
}

function badRedirect(reason: string): FetchOutcome {
  return { kind: 'refused', reason, because: 'redirect' }
}

function isExchange(value: Exchange | FetchOutcome): value is Exchange {
  return !('kind' in value)
}

function summaryOf(outcome: FetchOutcome): { kind: string; status?: number; reason?: string } {
  const { kind } = outcome
  if (kind === 'fetched' || kind === 'not-modified') return { kind, status: outcome.exchange.status }
  return { kind, reason: kind === 'disallowed' ? outcome.rule : outcome.reason }
}

/** Header values come as Latin-1, but a `Location` with bytes beyond ASCII is UTF-8 in practice. */
function utf8Of(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1')
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? latin1 : text
}

/** Null for a bomb: it hides what it says, which is no leave to go on. */
function unpacked(headers: Exchange['headers'], payload: Uint8Array, bytesMax: number): Uint8Array | null {
  try {
    return removeContentCoding(headers, payload, bytesMax)
  } catch {
    return null
  }
}

/** What others wait for too is not stopped; only this caller's waiting is. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
