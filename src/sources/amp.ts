import { type HttpUrl, tryParseHttpUrl } from '#model'

/**
 * The page behind the address of its AMP variant: out of the AMP cache, and without what publishers add to mark one.
 * What carries no such mark comes back as it is. The page itself says by `rel=canonical` what holds; this only spares
 * a visit to both.
 */
export function withoutAmp(url: HttpUrl): HttpUrl {
  const parsed = new URL(url)
  const cached = /\.cdn\.ampproject\.org$/.test(parsed.hostname)
    ? /^\/[a-z]\/(s\/)?([^/]+\/.*)$/.exec(parsed.pathname)
    : null
  if (cached) return tryParseHttpUrl(`http${cached[1] ? 's' : ''}://${cached[2]}${parsed.search}`) ?? url
  parsed.hostname = parsed.hostname.replace(/^amp\./, 'www.')
  parsed.pathname = parsed.pathname
    .replace(/^\/amp\/(?=.)/, '/')
    .replace(/\/amp\/?$/, '/')
    .replace(/[.-]amp(\.html?)$/, '$1')
  for (const name of ['amp', 'outputType']) {
    if (/^(1|true|amp|)$/.test(parsed.searchParams.get(name) ?? 'none')) parsed.searchParams.delete(name)
  }
  return tryParseHttpUrl(parsed.href) ?? url
}

/** Leaves out the AMP variants of pages that are among the links themselves. */
export function withoutAmpTwins<Link extends { readonly url: HttpUrl }>(links: readonly Link[]): Link[] {
  const named = new Set(links.map(({ url }) => bare(url)))
  return links.filter(({ url }) => {
    const plain = withoutAmp(url)
    return plain === url || !named.has(bare(plain))
  })
}

/** `www.` and a slash at the end make no other page. */
function bare(url: HttpUrl): string {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')
}
