import { createHash } from 'node:crypto'
import type { Asset } from './assets.ts'
import { acceptedCoding, compress } from './compression.ts'
import type { Html } from './html.ts'

/**
 * What every page is sent with. Nothing but our own files is loaded, nothing runs inside markup, no other
 * site may frame a page, and no address is given away by a link.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), interest-cohort=()',
}

export interface PageReply {
  readonly status: number
  readonly page: Html
  readonly headers?: Readonly<Record<string, string>>
}

/** Kept for ever: its name changes with its content. */
export function assetResponse(request: Request, { body, compressed, mediaType }: Asset): Response {
  const coding = acceptedCoding(request.headers.get('accept-encoding'))
  return new Response(coding ? compressed[coding] : body, {
    headers: {
      ...securityHeaders,
      'content-type': mediaType,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      ...(coding && { 'content-encoding': coding }),
    },
  })
}

/** An answer that is no page. */
export interface PlainReply {
  readonly body: string | Uint8Array<ArrayBuffer>
  /** 200 unless said. */
  readonly status?: number
  readonly mediaType: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Asked about again before every use, like pages: it may have been taken down. */
export function plainResponse({ body, status = 200, mediaType, headers }: PlainReply): Response {
  return new Response(body, {
    status,
    headers: { ...securityHeaders, 'content-type': mediaType, 'cache-control': 'no-cache', ...headers },
  })
}

/**
 * A page as a response. A page that may be kept is kept only as long as it is asked about again (`no-cache`
 * with an entity tag): a takedown must show at once.
 */
export function pageResponse(request: Request, reply: PageReply): Response {
  const body = reply.page.text
  const headers = new Headers({
    ...securityHeaders,
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-cache',
    vary: 'Accept-Encoding, Accept-Language',
    ...reply.headers,
  })
  if (reply.status === 200 && headers.get('cache-control') === 'no-cache') {
    const tag = `W/"${createHash('sha1').update(body).digest('base64url')}"`
    headers.set('etag', tag)
    if (request.headers.get('if-none-match')?.split(/,\s*/).includes(tag)) {
      headers.delete('content-type')
      return new Response(null, { status: 304, headers })
    }
  }
  const coding = acceptedCoding(request.headers.get('accept-encoding'))
  // What is private is not compressed: its length could tell of what is in it.
  if (!coding || body.length < compressedFromChars || headers.get('cache-control') === 'no-store')
    return new Response(body, { status: reply.status, headers })
  headers.set('content-encoding', coding)
  return new Response(compress(body, coding, 'each'), { status: reply.status, headers })
}

/** Less than this fits into one packet anyway. */
const compressedFromChars = 1000
