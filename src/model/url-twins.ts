import { type HttpUrl, tryParseHttpUrl } from './http-url.ts'
import { type UrlKey, urlKey } from './url-key.ts'

/**
 * The keys under which the same page may be held where outlets serve phones, and readers' tools, from addresses of
 * their own: `m.news.example/1` for `www.news.example/1`, `/1/amp`, `/index.html` for `/`. The URL's own key comes first.
 *
 * They are guesses to look up, never to merge by: two outlets in a thousand have other pages under such a name.
 */
export function urlTwins(url: HttpUrl): UrlKey[] {
  const { hostname } = new URL(url)
  const labels = hostname.split('.')
  const isMobile = labels.length > 2 && mobileLabel.test(labels[0] ?? '')
  const bare = isMobile || labels[0] === 'www' ? labels.slice(1).join('.') : hostname
  const isName = labels.length > 1 && !/^[\d.]+$|^\[/.test(hostname)
  const hosts = isName ? [hostname, bare, ...mobileHosts.map((label) => `${label}.${bare}`)] : [hostname]
  const keys = hosts.flatMap((host) =>
    pathTwins(url).flatMap((twin) => {
      const moved = new URL(twin)
      moved.hostname = host
      const parsed = tryParseHttpUrl(moved.href)
      return parsed ? [urlKey(parsed)] : []
    }),
  )
  return [...new Set([urlKey(url), ...keys])]
}

const mobileHosts = ['m', 'wap', 'mobile', '3g', 'amp', 'h5'] as const
const mobileLabel = /^(m|wap|mobile|3g|amp|h5|touch|i|mip)$/

/** The URL itself, and without what names a page's other clothes or a folder's own file. */
function pathTwins(url: HttpUrl): string[] {
  const parsed = new URL(url)
  const { pathname } = parsed
  const plain = pathname
    .replace(/\/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$/i, '/')
    .replace(/(?:\/amp\/?|\.amp)$/i, '')
    .replace(/\.amp\.html$/i, '.html')
  parsed.pathname = plain
  for (const name of ['amp', 'outputType']) {
    if (/^(1|amp|true)?$/i.test(parsed.searchParams.get(name) ?? 'absent')) parsed.searchParams.delete(name)
  }
  return [url, parsed.href]
}
