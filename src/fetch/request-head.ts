import type { HttpUrl } from '#model'
import type { FetchRequest } from './fetch-outcome.ts'

/**
 * The whole request as it goes over the wire.
 *
 * @param isRedirected Then `If-Modified-Since` alone is left out: another resource's older date would read
 *   as "not modified". An entity tag does not have that weakness.
 */
export function formatRequest(
  url: HttpUrl,
  request: Omit<FetchRequest, 'url'>,
  options: { userAgent: string; isRedirected: boolean },
): Buffer {
  const { host, pathname, search } = new URL(url)
  const { etag = null, lastModified = null } = request.validators ?? {}
  const fields: readonly (readonly [string, string | null | undefined])[] = [
    ['Host', host],
    ['User-Agent', options.userAgent],
    ['Accept', accepts[request.purpose]],
    ['Accept-Encoding', 'gzip, br'],
    ['Referer', isDowngrade(request.referrer, url) ? null : request.referrer],
    ['If-None-Match', etag],
    ['If-Modified-Since', options.isRedirected && etag === null ? null : lastModified],
    ['Connection', 'keep-alive'],
  ]
  const lines = fields
    .filter(([, value]) => value && isFieldValue(value))
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}

const accepts: Readonly<Record<FetchRequest['purpose'], string>> = {
  page: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  feed: 'application/atom+xml,application/rss+xml,application/feed+json,application/xml;q=0.9,*/*;q=0.5',
  sitemap: 'application/xml,text/xml,text/plain;q=0.8,*/*;q=0.5',
  subresource: '*/*',
  image: 'image/*,*/*;q=0.5',
  robots: 'text/plain,*/*;q=0.5',
}

/** Where we read over TLS is no business of whoever listens in on plain http. @see RFC 9110 §10.1.3 */
function isDowngrade(referrer: HttpUrl | null | undefined, url: HttpUrl): boolean {
  return referrer?.startsWith('https:') === true && url.startsWith('http:')
}

/** What another server once sent us must not become a second header line. */
function isFieldValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]+$/.test(value)
}
