import type { HeaderList } from '#model'

/** What came does not follow HTTP/1.1. The message says where, in words for a person. */
export class MalformedResponseError extends Error {}

export interface ResponseLimits {
  /** Of the status line and headers, and again of the trailers. */
  readonly headerBytesMax: number
  /** Of the body as it comes over the wire, chunk framing included. */
  readonly bodyBytesMax: number
}

export interface ResponseHead {
  /** The minor version of HTTP/1. */
  readonly minor: number
  readonly status: number
  readonly headers: HeaderList
}

/**
 * Takes the bytes of one connection as they come, keeps those of the final response exactly, and knows
 * where it ends. Interim answers (1xx) are read and dropped.
 *
 * As strict as the parser of Node and undici: line ends are CRLF, names are tokens, chunk sizes are plain
 * hexadecimal. A crawler gains nothing from guessing at what a broken server meant.
 *
 * @see RFC 9112
 */
export class ResponseReader {
  /** Null until the headers have ended. */
  head: ResponseHead | null = null
  /** The body stopped at `bodyBytesMax`. */
  cut = false

  readonly #limits: ResponseLimits
  readonly #pieces: Buffer[] = []
  #whole: Buffer | null = null
  #hasSurplus = false
  #headBytes: Buffer = Buffer.alloc(0)
  #bodyBytes = 0
  #framing: Framing = { kind: 'until-close' }

  constructor(limits: ResponseLimits) {
    this.#limits = limits
  }

  /** @returns true once the response is whole or cut. @throws {MalformedResponseError} */
  push(chunk: Buffer): boolean {
    if (this.head) return this.#pushBody(chunk)
    this.#headBytes = this.#headBytes.length > 0 ? Buffer.concat([this.#headBytes, chunk]) : chunk
    return this.#readHead()
  }

  /** The connection ended. @returns whether that is where the response ends. @throws {MalformedResponseError} */
  end(): boolean {
    if (this.head) return this.#framing.kind === 'until-close'
    if (this.#headBytes.length > 0) readStatusLine(firstLine(this.#headBytes))
    return false
  }

  /** Status line, headers, empty line, body with its framing: as they came. */
  bytes(): Buffer {
    this.#whole ??= Buffer.concat([this.#headBytes, ...this.#pieces])
    return this.#whole
  }

  /** The body with its framing; of the same memory as `bytes`. */
  body(): Buffer {
    return this.bytes().subarray(this.#headBytes.length)
  }

  /** How long the connection may be kept for another request; 0 where it may not. @see RFC 9112 §9.3 */
  get keepAliveMs(): number {
    if (!this.head || this.cut || this.#hasSurplus || this.#framing.kind === 'until-close') return 0
    return keepAliveMsOf(this.head)
  }

  get byteCount(): number {
    return this.#headBytes.length + this.#bodyBytes
  }

  /** Of the body; null where its length was not announced. */
  get bodyBytesAnnounced(): number | null {
    return this.#framing.kind === 'length' ? this.#framing.total : null
  }

  #readHead(): boolean {
    for (;;) {
      // Some servers send a stray line end first; RFC 9112 §2.2 asks for tolerance on the other side only.
      while (this.#headBytes[0] === 0x0d && this.#headBytes[1] === 0x0a)
        this.#headBytes = this.#headBytes.subarray(2)
      const lineFeed = this.#headBytes.indexOf(0x0a)
      if (lineFeed >= 0) readStatusLine(firstLine(this.#headBytes))
      const end = this.#headBytes.indexOf('\r\n\r\n')
      if ((end < 0 ? this.#headBytes.length : end) > this.#limits.headerBytesMax)
        throw new MalformedResponseError(
          `headers of more than ${this.#limits.headerBytesMax} bytes (fetch.headerBytesMax)`,
        )
      if (end < 0) return false
      const head = readResponseHead(this.#headBytes.toString('latin1', 0, end))
      const rest = this.#headBytes.subarray(end + 4)
      if (head.status === 101)
        throw new MalformedResponseError('a switch of protocols that nobody asked for (101)')
      if (head.status < 200) {
        this.#headBytes = rest
        continue
      }
      this.#headBytes = this.#headBytes.subarray(0, end + 4)
      this.head = head
      this.#framing = framingOf(head, this.#limits.headerBytesMax)
      return this.#pushBody(rest)
    }
  }

  #pushBody(chunk: Buffer): boolean {
    const { used, whole } = this.#advance(chunk)
    this.#hasSurplus = used < chunk.length
    const room = this.#limits.bodyBytesMax - this.#bodyBytes
    const kept = chunk.subarray(0, Math.min(used, room))
    if (kept.length > 0) this.#pieces.push(kept)
    this.#bodyBytes += kept.length
    this.cut = used > room
    return whole || this.cut
  }

  #advance(chunk: Buffer): { used: number; whole: boolean } {
    const framing = this.#framing
    if (framing.kind === 'until-close') return { used: chunk.length, whole: false }
    if (framing.kind === 'chunked') return framing.chunks.push(chunk)
    const used = Math.min(chunk.length, framing.left)
    framing.left -= used
    return { used, whole: framing.left === 0 }
  }
}

type Framing =
  | { readonly kind: 'until-close' }
  | { readonly kind: 'length'; readonly total: number; left: number }
  | { readonly kind: 'chunked'; readonly chunks: ChunkCounter }

/** @see RFC 9112 §6.3 */
function framingOf({ status, headers }: ResponseHead, trailerBytesMax: number): Framing {
  if (status === 204 || status === 304) return { kind: 'length', total: 0, left: 0 }
  const codings = listOf(headers, 'transfer-encoding')
  if (codings.at(-1) === 'chunked') return { kind: 'chunked', chunks: new ChunkCounter(trailerBytesMax) }
  if (codings.length > 0) return { kind: 'until-close' }
  const lengths = [...new Set(listOf(headers, 'content-length'))]
  if (lengths.length === 0) return { kind: 'until-close' }
  const total = /^\d{1,15}$/.test(lengths[0] ?? '') ? Number(lengths[0]) : Number.NaN
  if (lengths.length > 1 || Number.isNaN(total))
    throw new MalformedResponseError(`the Content-Length "${lengths.join(', ').slice(0, 60)}"`)
  return { kind: 'length', total, left: total }
}

/** Servers close idle connections after 5 s (Node, Apache) to 75 s (nginx), and some say when. */
const keepAliveMsDefault = 15_000

function keepAliveMsOf({ minor, headers }: ResponseHead): number {
  const connection = listOf(headers, 'connection')
  if (connection.includes('close') || (minor === 0 && !connection.includes('keep-alive'))) return 0
  const said = /\btimeout=(\d{1,6})\b/.exec(listOf(headers, 'keep-alive').join())?.[1]
  // A second less, so that we do not ask at the moment at which it closes.
  return said ? Math.min(Number(said) * 1000 - 1000, keepAliveMsDefault) : keepAliveMsDefault
}

/** The values of a field that is a list, lower case. */
function listOf(headers: HeaderList, name: string): string[] {
  return headers
    .filter(([each]) => each.length === name.length && each.toLowerCase() === name)
    .flatMap(([, value]) => value.split(',').map((part) => part.trim().toLowerCase()))
}

function firstLine(bytes: Buffer): string {
  const lineFeed = bytes.indexOf(0x0a)
  return bytes.toString('latin1', 0, lineFeed < 0 ? Math.min(bytes.length, 200) : lineFeed + 1)
}

function readStatusLine(line: string): { minor: number; status: number } {
  const match = /^HTTP\/1\.([01]) (\d{3})(?: [^\r\n\0]*)?\r\n$/.exec(line)
  if (!match)
    throw new MalformedResponseError(`no status line of HTTP/1.1 but ${JSON.stringify(line.slice(0, 60))}`)
  return { minor: Number(match[1]), status: Number(match[2]) }
}

function readResponseHead(text: string): ResponseHead {
  const [statusLine = '', ...lines] = text.split('\r\n')
  const { minor, status } = readStatusLine(`${statusLine}\r\n`)
  const headers: [string, string][] = []
  for (const line of lines) {
    if (/[\r\n\0]/.test(line)) throw new MalformedResponseError('a bare CR, LF or NUL in the headers')
    const last = headers.at(-1)
    if (/^[ \t]/.test(line) && last) {
      last[1] += ` ${line.trim()}` // Obsolete folding, RFC 9112 §5.2.
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name))
      throw new MalformedResponseError(`the header line ${JSON.stringify(line.slice(0, 60))}`)
    headers.push([name, line.slice(colon + 1).trim()])
  }
  return { minor, status, headers }
}

// Name, then optionally a token or a quoted string; no blanks. RFC 9112 §7.1.1.
const chunkLine =
  /^([0-9a-f]{1,12})(?:;[!#$%&'*+\-.^_`|~\w]+(?:=(?:[!#$%&'*+\-.^_`|~\w]+|"(?:[^"\\\r\n\0]|\\[^\r\n\0])*"))?)*$/i
const chunkLineCharsMax = 4096

/** Follows chunked framing without keeping anything: only where it ends. @see RFC 9112 §7.1 */
class ChunkCounter {
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  #left = 0
  #line = ''
  #trailerBytes = 0
  readonly #trailerBytesMax: number

  constructor(trailerBytesMax: number) {
    this.#trailerBytesMax = trailerBytesMax
  }

  push(bytes: Buffer): { used: number; whole: boolean } {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'data') {
        const step = Math.min(this.#left, bytes.length - at)
        at += step
        this.#left -= step
        if (this.#left === 0) this.#state = 'data-end'
        continue
      }
      const lineFeed = bytes.indexOf(0x0a, at)
      const lineEnd = lineFeed < 0 ? bytes.length : lineFeed + 1
      this.#line += bytes.toString('latin1', at, Math.min(lineEnd, at + chunkLineCharsMax + 1))
      at = lineEnd
      const isWhole = lineFeed >= 0
      if (this.#line.length > chunkLineCharsMax && this.#state !== 'trailer')
        throw new MalformedResponseError('a chunk without its size')
      if (this.#state === 'data-end' && !'\r\n'.startsWith(this.#line))
        throw new MalformedResponseError('a chunk that is longer than it says')
      if (this.#state === 'trailer') {
        this.#trailerBytes += this.#line.length
        if (this.#trailerBytes > this.#trailerBytesMax)
          throw new MalformedResponseError('trailers without end')
      }
      if (isWhole && this.#takeLine()) return { used: at, whole: true }
    }
    return { used: at, whole: false }
  }

  /** @returns true on the empty line that ends the message. */
  #takeLine(): boolean {
    const line = this.#line
    this.#line = ''
    if (!line.endsWith('\r\n')) throw new MalformedResponseError('a bare LF in the chunk framing')
    if (this.#state === 'data-end') this.#state = 'size'
    else if (this.#state === 'trailer') return line === '\r\n'
    else {
      const size = chunkLine.exec(line.slice(0, -2))?.[1]
      if (!size) throw new MalformedResponseError(`the chunk size ${JSON.stringify(line.slice(0, 60))}`)
      this.#left = Number.parseInt(size, 16)
      this.#state = this.#left === 0 ? 'trailer' : 'data'
    }
    return false
  }
}
