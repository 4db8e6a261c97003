import type { HttpUrl } from './http-url.ts'

/**
 * What two spellings of one article's address have in common, in sort-friendly (SURT) order:
 * `com,example,news)/2024/1?id=7`. Scheme, `www.`, default port, tracking parameters, parameter order and
 * a trailing slash do not count.
 */
export type UrlKey = string & { readonly __brand: 'UrlKey' }

const trackingParameter =
  /^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_[ce]id|igshid|spm|_ga|jsessionid|phpsessid)$/i

/** @see http://crawler.archive.org/articles/user_manual/glossary.html#surt for the order of the host. */
export function urlKey(url: HttpUrl): UrlKey {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const isAddress = hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
  const host = hostname.replace(/^www\d*\./, '')
  const surt = isAddress ? host : host.split('.').reverse().join(',')
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') : '/'
  const query = [...searchParams]
    .filter(([name]) => !trackingParameter.test(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&')
  return `${surt}${port ? `:${port}` : ''})${path}${query ? `?${query}` : ''}` as UrlKey
}
