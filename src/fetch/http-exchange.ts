import type { Socket } from 'node:net'
import { type Clock, type Exchange, type HttpUrl, removeTransferCoding } from '#model'
import { type ConnectOptions, connect, RefusedError } from './connection.ts'
import { MalformedResponseError, ResponseReader } from './response-reader.ts'

/** No whole response came. `partial` is what had come, once its headers were there. */
export class UnreachableError extends Error {
  readonly partial: Exchange | null

  constructor(reason: string, partial: Exchange | null = null, cause?: unknown) {
    super(reason, { cause })
    this.partial = partial
  }
}

export interface ExchangeOptions extends Omit<ConnectOptions, 'signal'> {
  readonly clock: Clock
  readonly connectMs: number
  readonly headersMs: number
  readonly totalMs: number
  readonly headerBytesMax: number
  readonly bodyBytesMax: number
  readonly signal: AbortSignal
}

/**
 * One request, one response, over a connection of its own, every byte kept. A body that grows beyond
 * `bodyBytesMax` is cut there, with `truncated: 'length'`.
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
  const total = new Deadline(options.totalMs, `not whole within ${seconds(options.totalMs)}`)
  const connecting = new Deadline(options.connectMs, `no connection within ${seconds(options.connectMs)}`)
  try {
    const signal = AbortSignal.any([options.signal, total.signal, connecting.signal])
    const socket = await connect(url, { ...options, signal })
    connecting.clear()
    try {
      return await converse(url, requestBytes, socket, { ...options, total: total.signal })
    } finally {
      socket.destroy()
    }
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof RefusedError || error instanceof UnreachableError) throw error
    throw new UnreachableError(reasonOf(error as NodeJS.ErrnoException), null, error)
  } finally {
    total.clear()
    connecting.clear()
  }
}

async function converse(
  url: HttpUrl,
  requestBytes: Buffer,
  socket: Socket,
  options: ExchangeOptions & { total: AbortSignal },
): Promise<Exchange> {
  const startedAt = options.clock.now()
  const started = performance.now()
  const remoteAddress = socket.remoteAddress ?? null // Node forgets it when the connection ends.
  const reader = new ResponseReader(options)
  const exchange = (truncated: Exchange['truncated']): Exchange | null =>
    reader.head && {
      url,
      startedAt,
      durationMs: Math.round(performance.now() - started),
      remoteAddress,
      requestBytes,
      responseBytes: reader.bytes(),
      status: reader.head.status,
      headers: reader.head.headers,
      payload: removeTransferCoding(reader.head.headers, reader.body()),
      truncated,
    }

  const waiting = new Deadline(options.headersMs, `no answer within ${seconds(options.headersMs)}`)
  try {
    socket.write(requestBytes)
    await readAll(socket, reader, AbortSignal.any([options.signal, options.total, waiting.signal]), () =>
      waiting.clear(),
    )
    const whole = exchange(reader.cut ? 'length' : null)
    if (!whole) throw new UnreachableError('the connection was closed before the headers ended')
    return whole
  } catch (error) {
    if (error instanceof DeadlineError) throw new UnreachableError(error.message, exchange('time'), error)
    if (error instanceof MalformedResponseError)
      throw new UnreachableError(`malformed response: ${error.message}`, exchange('disconnect'), error)
    if (error instanceof BrokenOffError)
      throw new UnreachableError(error.message, exchange('disconnect'), error)
    throw error
  } finally {
    waiting.clear()
  }
}

class BrokenOffError extends Error {}

function readAll(
  socket: Socket,
  reader: ResponseReader,
  signal: AbortSignal,
  onHead: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      signal.removeEventListener('abort', abort)
      socket.removeAllListeners('data')
      socket.pause()
      act()
    }
    const abort = () => settle(() => reject(signal.reason))
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    const brokenOff = (why: string) => {
      const wanted = reader.bodyBytesAnnounced
      const got = reader.head ? ` after ${reader.byteCount} bytes` : ' before the headers ended'
      const short = wanted === null ? '' : `; the body was announced with ${wanted}`
      settle(() => reject(new BrokenOffError(`the connection ${why}${got}${short}`)))
    }
    const guarded = (work: () => boolean, otherwise: () => void) => {
      try {
        if (work()) settle(resolve)
        else otherwise()
      } catch (error) {
        settle(() => reject(error))
      }
    }
    socket.on('data', (chunk: Buffer) =>
      guarded(
        () => reader.push(chunk),
        () => {
          if (reader.head) onHead()
        },
      ),
    )
    socket.once('end', () =>
      guarded(
        () => reader.end(),
        () => brokenOff('was closed'),
      ),
    )
    socket.once('error', (error: NodeJS.ErrnoException) =>
      brokenOff(`broke off (${error.code ?? error.message})`),
    )
    socket.once('close', () => brokenOff('was closed'))
    if (socket.destroyed) brokenOff('was closed')
  })
}

class DeadlineError extends Error {}

class Deadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(ms: number, reason: string) {
    this.#timer = setTimeout(() => this.#controller.abort(new DeadlineError(reason)), ms)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  clear(): void {
    clearTimeout(this.#timer)
  }
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
