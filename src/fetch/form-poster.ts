import type { Clock, HttpUrl } from '#model'
import { createAddressGuard } from './address-guard.ts'
import { RefusedError } from './connection.ts'
import { createConnectionPool } from './connection-pool.ts'
import { defaultFetchLimits, type FetcherOptions } from './fetcher.ts'
import { exchangeOnce, UnreachableError } from './http-exchange.ts'
import { systemResolve } from './resolve.ts'

/** Sends a form, such as a WebSub hub takes, and tells the status of the answer, or why none came. */
export type PostForm = (
  url: HttpUrl,
  form: URLSearchParams,
  signal: AbortSignal,
) => Promise<{ readonly status: number } | { readonly failure: string }>

/** An answer to a form is a word or two. */
const answerBytesMax = 65_536

/** Goes out through the same guard as the fetcher, follows no redirect, and keeps nothing of the answer. */
export function createFormPoster(
  options: Pick<FetcherOptions, 'userAgent' | 'guard' | 'limits' | 'resolve'> & { readonly clock: Clock },
): PostForm {
  const limits = { ...defaultFetchLimits, ...options.limits }
  const guard = createAddressGuard(options.guard)
  const pool = createConnectionPool()
  return async (url, form, signal) => {
    try {
      const { status } = await exchangeOnce(url, formatPost(url, form, options.userAgent), {
        ...limits,
        bodyBytesMax: answerBytesMax,
        guard,
        connectTo: options.guard?.connectTo ?? {},
        resolve: options.resolve ?? systemResolve,
        extraCertificates: options.guard?.extraCertificates,
        clock: options.clock,
        pool,
        signal,
      })
      return { status }
    } catch (error) {
      if (error instanceof RefusedError) return { failure: `refused: ${error.message}` }
      if (error instanceof UnreachableError) return { failure: error.message }
      throw error
    }
  }
}

function formatPost(url: HttpUrl, form: URLSearchParams, userAgent: string): Buffer {
  const { host, pathname, search } = new URL(url)
  const body = Buffer.from(form.toString())
  const head = [
    `POST ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    `User-Agent: ${userAgent}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}
