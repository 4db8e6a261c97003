import type { HttpUrl } from '#model'

/**
 * The key under which replay programs look a URL up: host turned round, all in lower case, `www.` left out,
 * parameters in order. Unlike our own `urlKey` it keeps everything else, as those programs do.
 *
 * @see http://crawler.archive.org/articles/user_manual/glossary.html#surt
 */
export function surtOf(url: HttpUrl): string {
  const { hostname, port, pathname, search } = new URL(
    url.replace(/^(https?:\/\/)www\d*\./i, '$1').toLowerCase(),
  )
  const host = hostname.split('.').reverse().join(',')
  const query = search ? `?${search.slice(1).split('&').sort().join('&')}` : ''
  return `${host}${port ? `:${port}` : ''})${pathname}${query}`
}
