import { type HttpUrl, tryParseHttpUrl } from '#model'
import { readMarkup } from './markup.ts'

/** A link as a page shows it. */
export interface PageLink {
  readonly url: HttpUrl
  /** Of all links of the page to this URL, the longest text. */
  readonly text: string
  /** Where it stands: the part of the page that all of its links are in. */
  readonly place: 'navigation' | 'content' | 'footer'
}

/** What the head and the links of an HTML page say about its outlet. */
export interface PageOutline {
  readonly title: string | null
  /** `og:site_name` and its like. */
  readonly siteName: string | null
  readonly language: string | null
  /** `<link rel=alternate>` with a feed's type, in order. */
  readonly feeds: readonly HttpUrl[]
  /** `<link rel=next>`. */
  readonly next: HttpUrl | null
  /** In the page's order. */
  readonly links: readonly PageLink[]
}

const linksMax = 5000
const textCharsMax = 500
const depthMax = 512

/** Reads an HTML page as it streams by; there is no text that it does not read. */
export function outlinePage(html: string, pageUrl: HttpUrl): PageOutline {
  const links = new Map<HttpUrl, { text: string; place: PageLink['place'] }>()
  const feeds = new Set<HttpUrl>()
  const stack: { tag: string; place: PageLink['place'] }[] = []
  let base = pageUrl
  let title = ''
  let next: HttpUrl | null = null
  let siteName: string | null = null
  let language: string | null = null
  let open: { url: HttpUrl; text: string; fallback: string; place: PageLink['place'] } | null = null

  readMarkup(
    html,
    {
      onopentag(tag, attributes) {
        const outer = stack.at(-1)?.place ?? 'content'
        const place = placeOf(tag, attributes, outer)
        if (stack.length < depthMax) stack.push({ tag, place })
        if (tag === 'html') language ??= attributes['lang'] || attributes['xml:lang'] || null
        else if (tag === 'base') base = tryParseHttpUrl(attributes['href'] ?? '', pageUrl) ?? base
        else if (tag === 'meta') readMeta(attributes)
        else if (tag === 'link') readLink(attributes)
        else if (tag === 'img' && open) open.fallback ||= attributes['alt'] ?? ''
        else if (tag === 'a') {
          keep()
          const href = attributes['href']?.trim() ?? ''
          const url = href.startsWith('#') ? null : tryParseHttpUrl(href, base)
          open = url && { url, text: '', fallback: attributes['title'] ?? '', place }
        }
      },
      ontext(piece) {
        const inside = stack.at(-1)?.tag
        if (inside === 'script' || inside === 'style') return
        if (inside === 'title' && title.length < textCharsMax) title += piece
        if (open && open.text.length < textCharsMax) open.text += piece
      },
      onclosetag(tag) {
        if (tag === 'a') keep()
        if (stack.at(-1)?.tag === tag) stack.pop()
      },
    },
    {},
  )
  keep()

  return {
    title: oneLine(title) || null,
    siteName,
    language,
    feeds: [...feeds],
    next,
    links: [...links].map(([url, { text, place }]) => ({ url, text, place })),
  }

  function keep(): void {
    if (!open) return
    const { url, place } = open
    const text = oneLine(open.text) || oneLine(open.fallback)
    const before = links.get(url)
    if (before) {
      if (text.length > before.text.length) before.text = text
      if (place === 'content') before.place = 'content'
    } else if (links.size < linksMax) links.set(url, { text, place })
    open = null
  }

  function readMeta(attributes: Readonly<Record<string, string>>): void {
    const name = (
      attributes['property'] ??
      attributes['name'] ??
      attributes['http-equiv'] ??
      ''
    ).toLowerCase()
    const content = oneLine(attributes['content'] ?? '')
    if (content === '') return
    if (name === 'og:site_name') siteName = content
    else if (name === 'application-name' || name === 'apple-mobile-web-app-title') siteName ??= content
    else if (name === 'content-language') language ??= content
  }

  function readLink(attributes: Readonly<Record<string, string>>): void {
    if (/\bnext\b/i.test(attributes['rel'] ?? '')) next ??= tryParseHttpUrl(attributes['href'] ?? '', base)
    if (!/\balternate\b/i.test(attributes['rel'] ?? '')) return
    if (!/\b(rss|atom|rdf|feed)\b/i.test(attributes['type'] ?? '')) return
    const url = tryParseHttpUrl(attributes['href'] ?? '', base)
    if (url && feeds.size < 50) feeds.add(url)
  }
}

const nextPageText =
  /^[>»›→\s]*(下一?[页頁]|后[页頁]|next( page)?|older( (posts|news|articles|stories))?|次へ|다음)[>»›→\s]*$/i

/** The further page of the list that a page shows: what its head or a link of that name says, on the same host. */
export function nextPageAmong({ next, links }: PageOutline, pageUrl: HttpUrl): HttpUrl | null {
  const found = next ?? links.find(({ text }) => nextPageText.test(text))?.url ?? null
  const isOther = found !== null && found !== pageUrl && new URL(found).host === new URL(pageUrl).host
  return isOther ? found : null
}

const navigationName =
  /(^|[-_\s])(nav|menu|navbar|navigation|breadcrumbs?|crumbs?|topbar|channel-?list|daohang|mbx)([-_\s]|$)/i
const footerName = /(^|[-_\s])(footer|foot|copyright|friend-?links?|yqlj|bottom)([-_\s]|$)/i

function placeOf(
  tag: string,
  { class: className = '', id = '', role = '' }: Readonly<Record<string, string>>,
  outer: PageLink['place'],
): PageLink['place'] {
  if (outer !== 'content') return outer
  if (tag === 'footer' || role === 'contentinfo') return 'footer'
  if (tag === 'nav' || role === 'navigation') return 'navigation'
  if (tag === 'body' || tag === 'html' || tag === 'a') return outer
  const names = `${className} ${id}`
  if (footerName.test(names)) return 'footer'
  return navigationName.test(names) ? 'navigation' : outer
}

function oneLine(text: string): string {
  return text.slice(0, textCharsMax).replace(/\s+/g, ' ').trim()
}
