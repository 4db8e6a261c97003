import type { HttpUrl } from './http-url.ts'

/**
 * What two spellings of one article's address have in common, in sort-friendly (SURT) order:
 * `com,example,news)/2024/1?id=7`.
 *
 * Scheme, `www.`, default port, tracking and session parameters, parameter order, doubled and trailing slashes
 * and how a character is escaped do not count. Upper and lower case of path and query do, unlike in the keys of
 * the Internet Archive: there are outlets whose article ids differ in nothing else.
 */
export type UrlKey = string & { readonly __brand: 'UrlKey' }

/**
 * The same for all spellings of an address, and for the address that the key itself spells.
 *
 * @see http://crawler.archive.org/articles/user_manual/glossary.html#surt for the order of the host.
 */
export function urlKey(url: HttpUrl): UrlKey {
  const { hostname, port, pathname, search } = new URL(url)
  const query = queryKey(search.slice(1))
  return `${hostKey(hostname)}${port ? `:${port}` : ''})${pathKey(pathname)}${query ? `?${query}` : ''}` as UrlKey
}

function hostKey(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  const labels = hostname.split('.').filter((label) => label !== '')
  while (labels.length > 2 && /^www\d*$/.test(labels[0] ?? '')) labels.shift()
  return labels.reverse().join(',')
}

// `;jsessionid=…` of Java, `(S(…))` and `(…)` of ASP.NET; as the Internet Archive's keys have it.
const pathSession =
  /;(jsessionid|phpsessid|sid)=[^/;]*|\/\((?:[a-z]\([0-9a-z]{24}\))+\)|\/\([0-9a-z]{24}\)(?=\/)/gi

function pathKey(pathname: string): string {
  const path = sameEscapes(pathname, plainInPath)
    .replace(pathSession, '')
    .replace(/\/{2,}/g, '/')
  return path.length > 1 ? path.replace(/\/$/, '') : '/'
}

function queryKey(query: string): string {
  return query
    .split('&')
    .map((part) => sameEscapes(part.replaceAll('+', '%20'), plainInQuery).replace(/^([^=]*)=+$/, '$1'))
    .filter((part) => part !== '' && !part.startsWith('=') && !saysNothingOfThePage(part))
    .sort()
    .join('&')
}

const tracking =
  /^(utm_\w+|at_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|mc_[ce]id|mkt_tok|igshid|igsh|spm|scm|_ga|_gl|_hsenc|_hsmi|vero_id|oly_(anon|enc)_id|xtor|isappinstalled|nsukey|share_token)(=|$)/i
const session =
  /^(jsessionid(=|$)|phpsessid(=|$)|aspsessionid[a-z]{8}(=|$)|cf(id|token)=|s?sid=[0-9a-z]{32}$|sessionid=[0-9a-z]{16,}$)/i
// What WeChat adds where a link was passed on; other values of `from` may well choose the page.
const passedOn = /^from=(timeline|singlemessage|groupmessage)$/i

function saysNothingOfThePage(parameter: string): boolean {
  return tracking.test(parameter) || session.test(parameter) || passedOn.test(parameter)
}

// What reads the same escaped or not. The rest keeps its escape, as it would otherwise mean something else:
// a slash in a path, an ampersand in a query. So do all bytes beyond ASCII: they may be of any encoding.
const plainInPath = /[\w\-.~!$&()*+,;=:@]/
const plainInQuery = /[\w\-.~!$()*,;:@/?]/

/** Until nothing changes: some links were escaped twice, and one escape undone may make another. */
function sameEscapes(text: string, plain: RegExp): string {
  let before: string
  let now = text
  do {
    before = now
    now = escapesOnce(before, plain)
  } while (now !== before)
  return now
}

function escapesOnce(text: string, plain: RegExp): string {
  return text
    .replace(/%(?:25)+(?=[0-9a-f]{2})/gi, '%')
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
    .replace(/%([0-9a-f]{2})/gi, (code, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16))
      return plain.test(character) ? character : code.toUpperCase()
    })
    .replace(/["'<>\\^`{|}[\]]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
