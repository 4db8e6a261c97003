import type { Clock, HeaderList, HttpUrl } from '#model'
import { createAddressGuard } from './address-guard.ts'
import { RefusedError } from './connection.ts'
import { defaultFetchLimits } from './fetch-limits.ts'
import type { FetcherOptions } from './fetcher.ts'
import { exchangeOnce, UnreachableError } from './http-exchange.ts'
import { systemResolve } from './resolve.ts'
import { parseRetryAfter } from './retry-after.ts'

/** What is sent to an address that somebody else has chosen: a hub's, a webhook's. */
export interface GuardedMessage {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Besides `Host`, `User-Agent`, `Content-Length` and `Connection`, which are ours. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | string
}

export type GuardedAnswer =
  /** Redirects are not followed: they are answers like any other. */
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly headers: HeaderList
      /** Its beginning, as it came: an answer to a message is a word or two. */
      readonly body: Uint8Array
      readonly retryAfterMs: number | null
    }
  /** The guard says no; nothing was connected to. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No whole answer came. Whether the message arrived nobody knows. */
  | { readonly kind: 'unreachable'; readonly reason: string }

/**
 * Sends one message, once: never again by itself, since only a GET would do no harm the second time (RFC 9110 §9.2.2).
 *
 * @throws {RangeError} if a header is no field of HTTP, or one of ours.
 * @throws the signal's reason, if it aborts.
 */
export type GuardedRequest = (
  url: HttpUrl,
  message: GuardedMessage,
  options?: { readonly signal?: AbortSignal },
) => Promise<GuardedAnswer>

const answerBytesMax = 65_536

/** Goes out through the same guard, and within the same limits of time, as the fetcher; asks no robots.txt and waits for no turn. */
export function createGuardedRequest(
  options: Pick<FetcherOptions, 'userAgent' | 'guard' | 'limits' | 'resolve'> & { readonly clock: Clock },
): GuardedRequest {
  const limits = { ...defaultFetchLimits, ...options.limits }
  const guard = createAddressGuard(options.guard)
  return async (url, message, { signal = new AbortController().signal } = {}) => {
    const bytes = formatMessage(url, message, options.userAgent)
    try {
      const { status, headers, payload } = await exchangeOnce(url, bytes, {
        ...limits,
        bodyBytesMax: answerBytesMax,
        guard,
        connectTo: options.guard?.connectTo ?? {},
        resolve: options.resolve ?? systemResolve,
        extraCertificates: options.guard?.extraCertificates,
        clock: options.clock,
        pool: null,
        signal,
      })
      const wait = headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? null
      const retryAfterMs = parseRetryAfter(wait, options.clock.now())
      return { kind: 'answered', status, headers, body: payload, retryAfterMs }
    } catch (error) {
      if (error instanceof RefusedError) return { kind: 'refused', reason: error.message }
      if (error instanceof UnreachableError) return { kind: 'unreachable', reason: error.message }
      throw error
    }
  }
}

const ours: ReadonlySet<string> = new Set([
  'host',
  'user-agent',
  'content-length',
  'connection',
  'transfer-encoding',
])

function formatMessage(
  url: HttpUrl,
  { method, headers = {}, body }: GuardedMessage,
  userAgent: string,
): Buffer {
  const { host, pathname, search } = new URL(url)
  const content = Buffer.from(body ?? '')
  const own = Object.entries(headers).map(([name, value]) => {
    const isField = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\t\x20-\x7e]*$/.test(value)
    if (!isField || ours.has(name.toLowerCase()))
      throw new RangeError(`${JSON.stringify(`${name}: ${value}`.slice(0, 80))} is no header to send.`)
    return `${name}: ${value}`
  })
  const head = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    `User-Agent: ${userAgent}`,
    ...own,
    `Content-Length: ${content.length}`,
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), content])
}
