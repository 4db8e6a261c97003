import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, getCACertificates } from 'node:tls'
import type { HttpUrl } from '#model'
import type { AddressGuard } from './address-guard.ts'
import type { Resolve } from './resolve.ts'

/** Our own guard refuses to connect there. The message is the reason. */
export class RefusedError extends Error {}

/** Who is told what comes over a connection. `failed` and `ended` come once, and nothing after them. */
export interface ConnectionListener {
  received(bytes: Buffer): void
  ended(): void
  failed(reason: string): void
}

/** An open connection. It has one listener at a time; what comes while it has none is nobody's, and closes it. */
export class Connection {
  readonly remoteAddress: string | null
  readonly #socket: Socket
  #listener: ConnectionListener | null = null
  #onClosed: (() => void) | null = null

  constructor(socket: Socket) {
    this.#socket = socket
    this.remoteAddress = socket.remoteAddress ?? null // Node forgets it when the connection ends.
    socket.on('data', (bytes: Buffer) => (this.#listener ? this.#listener.received(bytes) : this.close()))
    socket.on('end', () => this.#end((listener) => listener.ended()))
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#end((listener) => listener.failed(`broke off (${error.code ?? error.message})`)),
    )
    socket.on('close', () => this.#end((listener) => listener.failed('was closed')))
    socket.on('timeout', () => this.close())
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.readable && this.#socket.writable
  }

  send(bytes: Uint8Array, listener: ConnectionListener): void {
    this.#listener = listener
    if (this.isOpen) this.#socket.write(bytes)
    else this.#end(() => listener.failed('was closed'))
  }

  /** The listener hears no more. */
  release(): void {
    this.#listener = null
  }

  /** Idle: closed after so long, and no reason for the process to go on. */
  rest(idleMs: number, onClosed: () => void): void {
    this.#onClosed = onClosed
    this.#socket.setTimeout(idleMs)
    this.#socket.unref()
  }

  wakeUp(): void {
    this.#onClosed = null
    this.#socket.setTimeout(0)
    this.#socket.ref()
  }

  close(): void {
    this.#listener = null
    this.#socket.destroy()
    this.#onClosed?.()
    this.#onClosed = null
  }

  #end(tell: (listener: ConnectionListener) => void): void {
    const listener = this.#listener
    this.close()
    if (listener) tell(listener)
  }
}

export interface ConnectOptions {
  readonly guard: AddressGuard
  /** Host or `host:port` of a URL → `address:port` to connect to instead; counts as listed by the operator. */
  readonly connectTo: Readonly<Record<string, string>>
  /** All addresses of a name. */
  readonly resolve: Resolve
  /** Certificates that are trusted besides those of Node, as PEM. */
  readonly extraCertificates?: readonly string[]
  readonly signal: AbortSignal
}

/**
 * Opens a connection, encrypted for https, to an address that the guard lets pass. Names are resolved here,
 * once; every answer is checked and only a checked one is connected to, so that no second answer can differ.
 *
 * @throws {RefusedError} before any packet is sent.
 * @throws {Error} of `node:dns`, `node:net`, `node:tls` if there is no connection.
 */
export async function connect(url: HttpUrl, options: ConnectOptions): Promise<Connection> {
  const { hostname, protocol, port } = new URL(url)
  const target = await targetOf(hostname, Number(port || (protocol === 'https:' ? 443 : 80)), options)
  const socket = await openFirst(target.addresses, target.port, options.signal)
  if (protocol === 'http:') return new Connection(socket)
  const secure = connectTls({
    socket,
    servername: isIP(bare(hostname)) ? '' : hostname,
    ...(isIP(bare(hostname)) ? { host: bare(hostname) } : {}),
    ALPNProtocols: ['http/1.1'],
    ...(options.extraCertificates ? { ca: [...getCACertificates(), ...options.extraCertificates] } : {}),
  })
  return new Connection(await ready(secure, 'secureConnect', options.signal))
}

async function targetOf(
  hostname: string,
  port: number,
  { guard, connectTo, resolve, signal }: ConnectOptions,
): Promise<{ addresses: readonly string[]; port: number }> {
  // What the operator listed, nothing that every object has: a host may be called `constructor`.
  const listed = [`${hostname}:${port}`, hostname].find((each) => Object.hasOwn(connectTo, each))
  if (listed) return parseTarget(connectTo[listed] ?? '', port)

  const host = bare(hostname)
  const named = isIP(host) ? null : guard.refusalOfName(host)
  if (named && !named.listedOnly) throw new RefusedError(named.reason)
  const addresses = isIP(host) ? [host] : await abortable(resolve(host, signal), signal)
  for (const address of addresses) {
    const refusal = guard.refusalOfAddress(address)
    if (refusal) throw new RefusedError(isIP(host) ? refusal : `${host} leads nowhere public: ${refusal}`)
    if (named && !guard.isListed(address)) throw new RefusedError(named.reason)
  }
  const portRefusal = guard.refusalOfPort(port)
  if (portRefusal && !addresses.every((each) => guard.isListed(each))) throw new RefusedError(portRefusal)
  if (addresses.length === 0) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' })
  return { addresses: addresses.slice(0, addressesMax), port }
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

/** @throws {RangeError} if it is not `address:port`, `[v6]:port` or an address. */
export function parseTarget(text: string, defaultPort: number): { addresses: [string]; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text)
  const address = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3] ?? defaultPort)
  if (isIP(address) === 0 || port < 1 || port > 65_535)
    throw new RangeError(`"${text}" is no address with a port, such as 127.0.0.1:8080.`)
  return { addresses: [address], port }
}

/** Of a name with very many addresses, so many are tried; all are checked. */
const addressesMax = 8
/** So long each address is tried before the next; Node's own 250 ms is less than a handshake around the world takes. */
const attemptMs = 3000

/** One address after the other, in the order of the answer. */
async function openFirst(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  const [only] = addresses
  const socket =
    addresses.length === 1 && only
      ? connectTcp({ host: only, port })
      : connectTcp({
          host: 'checked.invalid', // Never asked for: `lookup` hands out what was checked.
          port,
          autoSelectFamily: true,
          autoSelectFamilyAttemptTimeout: attemptMs,
          lookup: (_host, _options, callback) =>
            callback(
              null,
              addresses.map((address) => ({ address, family: isIP(address) })),
            ),
        })
  socket.setNoDelay(true)
  return ready(socket, 'connect', signal)
}

function ready<S extends Socket>(
  socket: S,
  event: 'connect' | 'secureConnect',
  signal: AbortSignal,
): Promise<S> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      signal.removeEventListener('abort', abort)
      socket.destroy()
      reject(error)
    }
    const abort = () => fail(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    socket.once('error', fail)
    socket.once(event, () => {
      signal.removeEventListener('abort', abort)
      socket.off('error', fail)
      // Between here and the exchange's own handlers an error must not crash the process.
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('close', () => fail(new Error('the connection was closed')))
  })
}

function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
