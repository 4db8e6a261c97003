import { type HttpUrl, type UrlKey, urlKey } from '#model'

/**
 * More than one URL, as the CDX server API has it: all that begin so, all at a host, all at a host and those
 * below it. Like keys, scopes do not tell http from https, nor `www.` from none.
 *
 * @see https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server#url-match-scope
 */
export interface CaptureScope {
  readonly url: HttpUrl
  readonly matchType: 'prefix' | 'host' | 'domain'
  /** Leaves out what lies before this key: for whoever goes on where an earlier answer ended. */
  readonly from?: UrlKey
}

/** The keys from `from` up to, not including, `below`, by their bytes. */
export interface KeyRange {
  readonly from: UrlKey
  readonly below: UrlKey
}

/**
 * Where the keys of a scope lie, in their order.
 *
 * A prefix that ends with a slash takes the folder and what is in it. A host is one port's; a domain is every
 * port's.
 */
export function keyRangesOf({ from, ...scope }: CaptureScope): KeyRange[] {
  const ranges = wholeRangesOf(scope)
  if (from === undefined) return ranges
  return ranges
    .filter(({ below }) => from < below)
    .map((range) => (range.from < from ? { ...range, from } : range))
}

function wholeRangesOf({ url, matchType }: Omit<CaptureScope, 'from'>): KeyRange[] {
  const key = urlKey(url)
  const host = key.slice(0, key.indexOf(')'))
  const { pathname, search, port } = new URL(url)
  if (matchType === 'host') return [beginningWith(`${host})`)]
  if (matchType === 'domain') {
    const name = port ? host.slice(0, -port.length - 1) : host
    return [`${name})`, `${name},`, `${name}:`].map(beginningWith)
  }
  // The key has neither the slash nor the question mark that the prefix ends with.
  if (url.endsWith('?')) return [beginningWith(`${key}?`)]
  const isFolder = search === '' && pathname.endsWith('/') && !key.endsWith('/')
  return isFolder ? [only(key), beginningWith(`${key}/`), beginningWith(`${key}?`)] : [beginningWith(key)]
}

/** Keys are printable ASCII without spaces, so this sorts behind all that begin with the text. */
function beginningWith(text: string): KeyRange {
  return { from: text as UrlKey, below: `${text}\x7f` as UrlKey }
}

function only(key: UrlKey): KeyRange {
  return { from: key, below: `${key}\x20` as UrlKey }
}
