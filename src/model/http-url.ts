/** An absolute http or https URL as WHATWG URL serialises it, without fragment and credentials. */
export type HttpUrl = string & { readonly __brand: 'HttpUrl' }

/** Longer ones are refused: nothing that publishes news needs them. Twice what browsers promise to take. */
export const urlCharsMax = 4096

/**
 * Parses a URL that somebody else wrote.
 *
 * @param base Against which a relative one is resolved.
 * @throws {RangeError} if it is no http(s) URL, carries a user name, or is longer than `urlCharsMax`.
 */
export function parseHttpUrl(text: string, base?: HttpUrl): HttpUrl {
  const read = readHttpUrl(text, base)
  if ('refusal' in read) throw new RangeError(read.refusal)
  return read.url
}

/** As `parseHttpUrl`, with null for what it would throw on: for links on pages, most of which are junk. */
export function tryParseHttpUrl(text: string, base?: HttpUrl): HttpUrl | null {
  const read = readHttpUrl(text, base)
  return 'url' in read ? read.url : null
}

/** Without throwing: an error for each of a page's thousand links costs more than the rest of reading it. */
function readHttpUrl(text: string, base: HttpUrl | undefined): { url: HttpUrl } | { refusal: string } {
  if (text.length > urlCharsMax) return { refusal: `The URL is longer than ${urlCharsMax} characters.` }
  const url = URL.parse(text.trim(), base)
  if (!url)
    return { refusal: `"${text}" is no URL. Give it whole, such as https://news.example/2024/1.html.` }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return { refusal: `"${text}" is no http or https URL.` }
  if (url.username || url.password) return { refusal: `"${url.host}" carries a user name; leave it out.` }
  url.hash = ''
  return { url: url.href as HttpUrl }
}

/** Host name with its port where it is not the scheme's own: what politeness is counted by. */
export function hostOf(url: HttpUrl): string {
  return new URL(url).host
}
