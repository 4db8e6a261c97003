import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import { type HeaderList, header } from './exchange.ts'

export interface HttpMessage {
  /** The status line or request line, without its line end. */
  readonly startLine: string
  /** 0 for a request. */
  readonly status: number
  readonly headers: HeaderList
  /** Everything behind the empty line, as it came. */
  readonly body: Uint8Array
}

/**
 * Splits a stored HTTP/1.x message. Field values are read as Latin-1, so that no byte is lost.
 *
 * @throws {RangeError} if it has no status or request line of HTTP/1.x, or its headers do not end.
 * @see RFC 9112 §2.1
 */
export function parseHttpMessage(bytes: Uint8Array): HttpMessage {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { headEnd, bodyStart } = findHeadEnd(buffer)
  const lines = buffer.toString('latin1', 0, headEnd).split(/\r?\n/)
  const startLine = lines[0] ?? ''
  const status = /^HTTP\/1\.[01] +(\d{3})/i.exec(startLine)?.[1]
  if (!status && !/ HTTP\/1\.[01]$/i.test(startLine)) {
    throw new RangeError(`"${startLine.slice(0, 80)}" is no start line of HTTP/1.x.`)
  }
  const headers: [string, string][] = []
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':')
    const last = headers.at(-1)
    if (/^[ \t]/.test(line) && last)
      last[1] += ` ${line.trim()}` // Obsolete folding, RFC 9112 §5.2.
    else if (colon > 0) headers.push([line.slice(0, colon).trimEnd(), line.slice(colon + 1).trim()])
  }
  return { startLine, status: Number(status ?? 0), headers, body: bytes.subarray(bodyStart) }
}

function findHeadEnd(buffer: Buffer): { headEnd: number; bodyStart: number } {
  const strict = buffer.indexOf('\r\n\r\n')
  // Not beyond that: a body of a hundred megabytes would be searched through for nothing.
  const bare = (strict < 0 ? buffer : buffer.subarray(0, strict)).indexOf('\n\n')
  if (strict >= 0 && bare < 0) return { headEnd: strict, bodyStart: strict + 4 }
  if (bare >= 0) return { headEnd: bare, bodyStart: bare + 2 }
  throw new RangeError('The headers do not end: there is no empty line.')
}

/**
 * The body without its transfer coding. Chunks that break off give what came before the break.
 *
 * @see RFC 9112 §7.1
 */
export function removeTransferCoding(headers: HeaderList, body: Uint8Array): Uint8Array {
  if (!isChunked(headers)) return body
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  // One buffer for all: with a piece a chunk, chunks of one byte would take twenty times the body's memory.
  const joined = Buffer.allocUnsafe(buffer.length)
  let joinedBytes = 0
  let at = 0
  while (at < buffer.length) {
    const lineEnd = buffer.indexOf('\n', at)
    if (lineEnd < 0) return at === 0 ? body : joined.subarray(0, joinedBytes)
    const digits = /^[0-9a-f]{1,13}/i.exec(buffer.toString('latin1', at, Math.min(lineEnd, at + 20)))?.[0]
    const size = digits === undefined ? Number.NaN : Number.parseInt(digits, 16)
    if (Number.isNaN(size)) return joinedBytes > 0 ? joined.subarray(0, joinedBytes) : body // Labelled so, but not chunked.
    if (size === 0) break
    joinedBytes += buffer.copy(joined, joinedBytes, lineEnd + 1, lineEnd + 1 + size)
    at = lineEnd + 1 + size
    if (buffer[at] === 0x0d) at++
    if (buffer[at] === 0x0a) at++
  }
  return joined.subarray(0, joinedBytes)
}

/** Chunks are the outer form only if they are the last coding; RFC 9112 §6.3. */
function isChunked(headers: HeaderList): boolean {
  const codings = headers
    .filter(([name]) => name.toLowerCase() === 'transfer-encoding')
    .map(([, value]) => value)
  return /(^|,)[ \t]*chunked[ \t]*$/i.test(codings.join(','))
}

/**
 * Undoes the content coding (gzip, deflate, br, zstd, and lists of them).
 *
 * A payload that is not what its label says is given back as it is: outlets mislabel, and the text
 * may still be there.
 *
 * @param bytesMax Of the decoded body; a bomb stops here.
 * @throws {RangeError} if the decoded body would be larger.
 */
export function removeContentCoding(headers: HeaderList, payload: Uint8Array, bytesMax: number): Uint8Array {
  const codings = (header(headers, 'content-encoding') ?? '').toLowerCase().split(',')
  if (codings.length > codingsMax) return payload
  let bytes = payload
  for (const coding of codings.map((each) => each.trim()).reverse()) {
    const decode = decoders[coding]
    if (!decode || bytes.length === 0) continue
    try {
      bytes = decode(bytes, bytesMax)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
        throw new RangeError(`The body grows beyond ${bytesMax} bytes when it is unpacked.`, { cause: error })
      }
      return bytes
    }
  }
  return bytes
}

/** Nobody packs more often; each time may cost `bytesMax` of work, and a header has room for thousands. */
const codingsMax = 5

type Decoder = (bytes: Uint8Array, maxOutputLength: number) => Uint8Array

// `finishFlush` at the sync point lets a body that broke off give what had come.
const zlibTolerant = { finishFlush: 2 }
const decoders: Readonly<Record<string, Decoder | undefined>> = {
  gzip: (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength, ...zlibTolerant }),
  'x-gzip': (bytes, maxOutputLength) => gunzipSync(bytes, { maxOutputLength, ...zlibTolerant }),
  deflate: (bytes, maxOutputLength) =>
    ((bytes[0] ?? 0) & 0x0f) === 8
      ? inflateSync(bytes, { maxOutputLength, ...zlibTolerant })
      : inflateRawSync(bytes, { maxOutputLength, ...zlibTolerant }),
  br: (bytes, maxOutputLength) => brotliDecompressSync(bytes, { maxOutputLength }),
  zstd: (bytes, maxOutputLength) => zstdDecompressSync(bytes, { maxOutputLength }),
}
