import type { Access } from '#access'
import {
  decodeText,
  formatTimestamp14,
  type HttpUrl,
  header,
  removeContentCoding,
  tryParseHttpUrl,
} from '#model'
import { formatHttpDate } from './memento-links.ts'
import { collectParts, formatMissingParts } from './missing-parts.ts'
import { Problem } from './problem.ts'
import { rewriteCss } from './rewrite-css.ts'
import { rewriteHtml } from './rewrite-html.ts'

type Memento = NonNullable<Awaited<ReturnType<Access['memento']>>>

export interface ReplayOptions {
  readonly baseUrl: string
  /** The Link header of the memento. */
  readonly link: string
  /** The payload as it was sent, nothing rewritten. */
  readonly isRaw: boolean
  /** Whether a part of the page could be shown. */
  readonly isHeld: (url: HttpUrl) => Promise<boolean>
}

/**
 * Shows what an outlet once sent, which is hostile: it may not run, not reach out, and not be taken for ours.
 * Links and images lead to the captures of the same time; images and style sheets that are not held are named.
 */
export async function replayResponse(
  { capture, exchange }: Memento,
  options: ReplayOptions,
): Promise<Response> {
  const { baseUrl, link, isRaw, isHeld } = options
  const headers = new Headers({
    ...isolation,
    'memento-datetime': formatHttpDate(capture.capturedAt),
    link,
    'cache-control': 'no-cache',
  })
  const { status, nullBody } = replayStatus(capture.status)
  const timestamp = formatTimestamp14(capture.capturedAt)
  const webPrefix = `${new URL(baseUrl).pathname.replace(/\/$/, '')}/web/`
  const rewrite = (url: HttpUrl) => `${webPrefix}${timestamp}/${url}`

  const target = redirectTarget(exchange.headers, exchange.url)
  if (status >= 300 && status < 400 && target) {
    headers.set('location', `${baseUrl}/web/${timestamp}${isRaw ? 'id_' : ''}/${target}`)
  }
  if (nullBody) return new Response(null, { status, headers })

  const contentType = header(exchange.headers, 'content-type')
  const type = safeType(contentType)
  headers.set('content-type', type)
  if (isRaw) {
    // With its content coding, so that what arrives is what the payload digest was made of.
    const coding = header(exchange.headers, 'content-encoding')
    if (coding && /^(gzip|deflate|br|zstd)$/i.test(coding.trim()))
      headers.set('content-encoding', coding.trim().toLowerCase())
    return new Response(bodyOf(exchange.payload), { status, headers })
  }
  const rewriter = rewriterOf(type)
  if (!rewriter) return new Response(bodyOf(decodedPayload(exchange, decodedBytesMax)), { status, headers })
  const { text } = decodeText(decodedPayload(exchange, rewrittenBytesMax), contentType)
  headers.set('content-type', rewriter.type)
  if (rewriter.rewrite !== rewriteHtml)
    return new Response(rewriter.rewrite(text, { url: exchange.url, rewrite }), { status, headers })
  headers.set('cross-origin-resource-policy', 'same-origin')
  const parts = collectParts()
  const page = rewriteHtml(text, { url: exchange.url, rewrite, onPart: parts.add })
  return new Response(page + formatMissingParts(await parts.missing(isHeld)), { status, headers })
}

/** A file may unpack to so many bytes before it is shown; most outlets' pages have less than 1 MiB. */
const decodedBytesMax = 32 * 1024 ** 2
/** Rewriting keeps others waiting: measured, up to 0.4 s a MiB where a page is nothing but links. */
const rewrittenBytesMax = 4 * 1024 ** 2

/**
 * `sandbox` without a single permission: no scripts, forms, pop-ups, plug-ins, and an origin of its own, so that
 * even what slips through is not this site. Images must stay loadable from that origin, hence `cross-origin`.
 */
const isolation = {
  'content-security-policy':
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src 'self'; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'cross-origin',
  'referrer-policy': 'no-referrer',
  // No policy keeps a browser from looking up the names in links.
  'x-dns-prefetch-control': 'off',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), interest-cohort=()',
  // The archive is not to compete with the outlet in search engines.
  'x-robots-tag': 'noindex, noarchive',
}

/** The status of the capture, where it can be said again: a 304 has the payload that it confirmed. */
function replayStatus(captured: number): { status: number; nullBody: boolean } {
  if (captured === 204 || captured === 205) return { status: captured, nullBody: true }
  if (captured < 200 || captured > 599 || captured === 304 || captured === 206)
    return { status: 200, nullBody: false }
  return { status: captured, nullBody: false }
}

function redirectTarget(headers: Memento['exchange']['headers'], url: HttpUrl): HttpUrl | null {
  const location = header(headers, 'location')
  return location === null ? null : tryParseHttpUrl(location, url)
}

/**
 * The media type to show it as. Scripts go out as plain text: under our own address they could otherwise be
 * loaded by our own pages.
 */
function safeType(contentType: string | null): string {
  const type = (contentType ?? '').trim()
  if (!/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+\s*(;[\x20-\x7e]*)?$/i.test(type))
    return 'application/octet-stream'
  return /^[^;]*(java|ecma|live|j)script|^[^;]*wasm/i.test(type) ? 'text/plain; charset=utf-8' : type
}

function rewriterOf(type: string) {
  if (/^(text\/html|application\/xhtml\+xml)\b/i.test(type))
    return { type: 'text/html; charset=utf-8', rewrite: rewriteHtml }
  return /^text\/css\b/i.test(type) ? { type: 'text/css; charset=utf-8', rewrite: rewriteCss } : null
}

function decodedPayload({ headers, payload }: Memento['exchange'], bytesMax: number): Uint8Array {
  try {
    const bytes = removeContentCoding(headers, payload, bytesMax)
    if (bytes.length <= bytesMax) return bytes
    throw new RangeError(`It has more than ${bytesMax} bytes.`)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Problem(
      500,
      'too-large',
      'This capture is larger than can be shown. Its raw bytes are under /web/{time}id_/{url}.',
    )
  }
}

function bodyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
