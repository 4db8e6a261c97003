import { type Clock, type Exchange, type HttpUrl, removeTransferCoding } from '#model'
import { type Connection, type ConnectOptions, connect, RefusedError } from './connection.ts'
import type { ConnectionPool } from './connection-pool.ts'
import { MalformedResponseError, ResponseReader } from './response-reader.ts'

/** No whole response came; the message says why. */
export class UnreachableError extends Error {}

export interface ExchangeOptions extends ConnectOptions {
  /** Null where the connection is of no use afterwards. */
  readonly pool: ConnectionPool | null
  readonly clock: Clock
  readonly connectMs: number
  readonly headersMs: number
  readonly totalMs: number
  readonly headerBytesMax: number
  readonly bodyBytesMax: number
}

/**
 * One request, one response, every byte kept, over an idle connection to that origin or a new one. A body that
 * grows beyond `bodyBytesMax` is cut there, with `truncated: 'length'`.
 *
 * @throws {RefusedError} if the guard refuses.
 * @throws {UnreachableError} if there is no whole response.
 * @throws the signal's reason, if it aborts.
 */
export async function exchangeOnce(
  url: HttpUrl,
  requestBytes: Buffer,
  options: ExchangeOptions,
): Promise<Exchange> {
  const { origin } = new URL(url)
  const deadlineMs = performance.now() + options.totalMs
  const idle = options.pool?.take(origin) ?? null
  try {
    return await converse(url, requestBytes, idle ?? (await open(url, options)), { ...options, deadlineMs })
  } catch (error) {
    options.signal.throwIfAborted()
    // The server may close an idle connection at the moment at which we ask: RFC 9112 §9.3.1 lets us ask again.
    if (!idle || !(error instanceof NothingCameError)) throw error
    return converse(url, requestBytes, await open(url, options), { ...options, deadlineMs })
  }
}

/** The connection ended before a byte of an answer came. */
class NothingCameError extends UnreachableError {}

async function open(url: HttpUrl, options: ExchangeOptions): Promise<Connection> {
  const connectMs = Math.min(options.connectMs, options.totalMs)
  const late = new UnreachableError(`no connection within ${seconds(connectMs)} (fetch.connectMs)`)
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(late), connectMs)
  const abort = () => stop.abort(options.signal.reason)
  options.signal.addEventListener('abort', abort, { once: true })
  try {
    return await connect(url, { ...options, signal: stop.signal })
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof RefusedError || error instanceof UnreachableError) throw error
    throw new UnreachableError(reasonOf(error as NodeJS.ErrnoException), { cause: error })
  } finally {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', abort)
  }
}

async function converse(
  url: HttpUrl,
  requestBytes: Buffer,
  connection: Connection,
  options: ExchangeOptions & { deadlineMs: number },
): Promise<Exchange> {
  const startedAt = options.clock.now()
  const started = performance.now()
  const reader = new ResponseReader(options)
  try {
    await readAnswer(requestBytes, connection, reader, options)
  } catch (error) {
    connection.close()
    if (!(error instanceof MalformedResponseError)) throw error
    throw new UnreachableError(`malformed response: ${error.message}`, { cause: error })
  }
  if (!reader.head) throw new UnreachableError('the connection was closed before the headers ended')
  const { status, headers } = reader.head
  const { keepAliveMs } = reader
  if (keepAliveMs > 0 && options.pool) options.pool.give(new URL(url).origin, connection, keepAliveMs)
  else connection.close()
  return {
    url,
    startedAt,
    durationMs: Math.round(performance.now() - started),
    remoteAddress: connection.remoteAddress,
    requestBytes,
    responseBytes: reader.bytes(),
    status,
    headers,
    payload: removeTransferCoding(headers, reader.body()),
    truncated: reader.cut ? 'length' : null,
  }
}

/** Resolves once the answer is whole, or cut. */
function readAnswer(
  requestBytes: Buffer,
  connection: Connection,
  reader: ResponseReader,
  options: ExchangeOptions & { deadlineMs: number },
): Promise<void> {
  const { signal, headersMs, totalMs, deadlineMs } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const settle = (error?: unknown) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      connection.release()
      if (error === undefined) resolve()
      else reject(error)
    }
    const abort = () => settle(signal.reason)
    const leftMs = deadlineMs - performance.now()
    const isHeadersFirst = headersMs < leftMs
    const firstMs = isHeadersFirst ? headersMs : leftMs
    const first = isHeadersFirst ? `no answer within ${seconds(headersMs)} (fetch.headersMs)` : late(totalMs)
    let isHeadAwaited = true
    let timer = setTimeout(() => settle(new UnreachableError(first)), firstMs)
    signal.addEventListener('abort', abort, { once: true })
    const brokenOff = (how: string) => {
      if (reader.byteCount === 0)
        return settle(new NothingCameError(`the connection ${how} before the headers ended`))
      const wanted = reader.bodyBytesAnnounced
      const got = reader.head ? ` after ${reader.byteCount} bytes` : ' before the headers ended'
      const short = wanted === null ? '' : `; the body was announced with ${wanted}`
      settle(new UnreachableError(`the connection ${how}${got}${short}`))
    }
    connection.send(requestBytes, {
      received(bytes) {
        try {
          if (reader.push(bytes)) return settle()
        } catch (error) {
          return settle(error)
        }
        if (!isHeadAwaited || !reader.head) return
        isHeadAwaited = false
        clearTimeout(timer)
        const restMs = deadlineMs - performance.now()
        timer = setTimeout(() => settle(new UnreachableError(late(totalMs))), restMs)
      },
      ended() {
        try {
          if (reader.end()) settle()
          else brokenOff('was closed')
        } catch (error) {
          settle(error)
        }
      },
      failed: brokenOff,
    })
  })
}

function late(totalMs: number): string {
  return `not whole within ${seconds(totalMs)} (fetch.totalMs)`
}

function seconds(ms: number): string {
  return `${ms / 1000} s`
}

const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name does not exist',
  ENODATA: 'the host name has no address',
  EAI_AGAIN: 'the host name could not be looked up',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: 'the certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by nobody but itself',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
}

function reasonOf(error: NodeJS.ErrnoException): string {
  const { code, message } = error
  if (!code) return message || 'no connection'
  const isLookup = error.syscall?.startsWith('query') && code !== 'ENOTFOUND' && code !== 'ENODATA'
  const reason = isLookup ? 'the host name could not be looked up' : reasons[code]
  return `${reason ?? (message || 'no connection')} (${code})`
}
