import { Tokenizer } from 'htmlparser2'
import { tryParseHttpUrl } from '#model'
import { type RewriteOptions, rewriteCss } from './rewrite-css.ts'

/**
 * Makes a captured page showable: links lead to captures; scripts, handlers and whatever would connect, send or
 * move on are taken out; comments too.
 *
 * Tags stay where the page had them, but each is written anew, all text escaped, so that a browser cannot read
 * markup where we read none. Beyond that, the response's Content-Security-Policy protects.
 */
export function rewriteHtml(html: string, options: RewriteOptions): string {
  const page = new PageWriter(html, options)
  const tokenizer = new Tokenizer({ decodeEntities: true }, page)
  tokenizer.write(html)
  tokenizer.end()
  return page.written.join('')
}

/** Takes tokens, in the order of the source, and writes what may stay. */
class PageWriter {
  readonly written: string[] = []
  readonly #html: string
  readonly #options: RewriteOptions
  /** What relative URLs are relative to: the page's own address until a `<base>` says otherwise. */
  #base: RewriteOptions['url']
  #tag = ''
  #attributes = new Map<string, string>()
  #attribute = ''
  #value = ''
  /** The element whose text is not written as text. */
  #inside: 'style' | 'dropped' | null = null

  constructor(html: string, options: RewriteOptions) {
    this.#html = html
    this.#options = options
    this.#base = options.url
  }

  ondeclaration(start: number, end: number): void {
    const declaration = this.#html.slice(start, end)
    // Its public identifier decides how a browser lays the page out.
    if (/^doctype\s[\w\s"'/.:+-]{0,200}$/i.test(declaration)) this.written.push(`<!${declaration}>`)
  }

  onopentagname(start: number, end: number): void {
    this.#tag = this.#html.slice(start, end).toLowerCase()
    this.#attributes = new Map()
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#html.slice(start, end).toLowerCase()
    this.#value = ''
  }

  onattribdata(start: number, end: number): void {
    this.#value += this.#html.slice(start, end)
  }

  onattribentity(codepoint: number): void {
    this.#value += String.fromCodePoint(codepoint)
  }

  onattribend(): void {
    // The first of a name counts.
    if (!this.#attributes.has(this.#attribute)) this.#attributes.set(this.#attribute, this.#value)
  }

  onopentagend(): void {
    this.#open(false)
  }

  onselfclosingtag(): void {
    this.#open(true)
  }

  onclosetag(start: number, end: number): void {
    const name = this.#html.slice(start, end).toLowerCase()
    if (this.#inside && textElements.has(name)) this.#inside = null
    if (isWritable(name) && !removedElements.has(name)) this.written.push(`</${renamed[name] ?? name}>`)
  }

  ontext(start: number, end: number): void {
    const text = this.#html.slice(start, end)
    if (this.#inside === null) this.written.push(escapeText(text))
    // Inside SVG a browser reads `<` in a style sheet as the start of a tag; CSS has another way to write it.
    if (this.#inside === 'style')
      this.written.push(rewriteCss(text, this.#resolving()).replaceAll('<', '\\3c '))
  }

  ontextentity(codepoint: number): void {
    if (this.#inside === null) this.written.push(escapeText(String.fromCodePoint(codepoint)))
  }

  oncomment(): void {}
  oncdata(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  #open(isSelfClosing: boolean): void {
    const name = this.#tag
    if (name === 'base')
      this.#base = tryParseHttpUrl(this.#attributes.get('href') ?? '', this.#options.url) ?? this.#base
    // Within HTML these take the text behind them even if they are written as `<script/>`.
    if (textElements.has(name)) this.#inside = name === 'style' ? 'style' : 'dropped'
    if (!isWritable(name) || removedElements.has(name) || isConnector(name, this.#attributes)) return
    const attributes = [...this.#attributes].flatMap(([attribute, value]) => {
      const options = this.#resolving(loadsPart(name, attribute, this.#attributes))
      const kept = rewriteAttribute(attribute, value, options)
      return kept === null ? [] : [` ${attribute}="${escapeText(kept).replaceAll('"', '&quot;')}"`]
    })
    this.written.push(`<${renamed[name] ?? name}${attributes.join('')}${isSelfClosing ? ' /' : ''}>`)
  }

  /** @param isPart Whether what is rewritten is told as a part of the page. */
  #resolving(isPart = true): RewriteOptions {
    const { rewrite, onPart } = this.#options
    return { url: this.#base, rewrite, ...(isPart && onPart && { onPart }) }
  }
}

/** Their text is no text: it is style, or left out. */
const textElements = new Set(['style', 'script', 'iframe', 'noembed', 'noframes'])
/** The last four are SVG's way to change attributes later. */
const removedElements = new Set(['script', 'base', 'animate', 'set', 'animatetransform', 'animatemotion'])
/** In these a browser would show our escapes. */
const renamed: Readonly<Record<string, string>> = { xmp: 'pre', plaintext: 'pre', listing: 'pre' }

const urlAttributes = new Set([
  'href',
  'src',
  'poster',
  'background',
  'data',
  'cite',
  'longdesc',
  'xlink:href',
])
/** Elements whose `src` and the like a replayed page still loads: frames and plug-ins it does not. */
const loadingElements = new Set([
  'img',
  'source',
  'video',
  'audio',
  'track',
  'input',
  'image',
  'use',
  'feimage',
])

function loadsPart(name: string, attribute: string, attributes: ReadonlyMap<string, string>): boolean {
  if (name === 'link') return /\b(stylesheet|icon)\b/i.test(attributes.get('rel') ?? '')
  return loadingElements.has(name) || !urlAttributes.has(attribute) || attribute === 'background'
}

const droppedAttributes =
  /^(on.*|integrity|nonce|crossorigin|ping|action|formaction|target|srcdoc|manifest|codebase|classid|archive|attributionsrc|xml:base)$/

function isWritable(name: string): boolean {
  return /^[a-z][a-z0-9:-]{0,60}$/.test(name)
}

/** Would connect, move on or set something for the whole page. */
function isConnector(name: string, attributes: ReadonlyMap<string, string>): boolean {
  if (name === 'meta') return attributes.has('http-equiv')
  const kinds =
    /\b(preload|prefetch|preconnect|dns-prefetch|modulepreload|prerender|manifest|pingback|import)\b/i
  return name === 'link' && kinds.test(attributes.get('rel') ?? '')
}

/** The value to write; null where the attribute is left out. */
function rewriteAttribute(name: string, value: string, options: RewriteOptions): string | null {
  if (!/^[a-z_][a-z0-9_.:-]{0,100}$/.test(name) || droppedAttributes.test(name)) return null
  if (/javascript:|vbscript:|data:text\/html/i.test(value.replace(/[\0-\x20]/g, ''))) return null
  if (urlAttributes.has(name)) return rewriteUrl(value, options)
  if (name === 'srcset' || name === 'imagesrcset') return rewriteSrcset(value, options)
  // Outside of `style` too: SVG has `fill="url(…)"`.
  return name === 'style' || /url\(/i.test(value) ? rewriteCss(value, options) : value
}

function rewriteUrl(value: string, { url, rewrite, onPart }: RewriteOptions): string | null {
  const trimmed = value.trim()
  if (trimmed === '' || trimmed.startsWith('#') || /^(data:image\/|mailto:|tel:)/i.test(trimmed)) return value
  const target = tryParseHttpUrl(trimmed, url)
  if (!target) return null
  onPart?.(target)
  return rewrite(target) + fragmentOf(trimmed)
}

function fragmentOf(value: string): string {
  const hash = value.indexOf('#')
  return hash < 0 ? '' : value.slice(hash)
}

/** @see https://html.spec.whatwg.org/multipage/images.html#parsing-a-srcset-attribute */
function rewriteSrcset(value: string, options: RewriteOptions): string | null {
  const candidates = value.split(/,\s+|,(?=https?:|\/)/).flatMap((candidate) => {
    const [written = '', ...descriptors] = candidate.trim().split(/\s+/)
    const address = written && rewriteUrl(written, options)
    // A comma in the address would be read as the end of it.
    return address ? [[address.replaceAll(',', '%2C'), ...descriptors].join(' ')] : []
  })
  return candidates.length > 0 ? candidates.join(', ') : null
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
