import { Parser } from 'htmlparser2'
import { tryParseHttpUrl } from '#model'
import { type RewriteOptions, rewriteCss } from './rewrite-css.ts'

/**
 * Makes a captured page showable: links lead to captures, and what would run, reach out or move on is taken out.
 * Everything else stays as it was written, character for character.
 *
 * The response's Content-Security-Policy is what protects; this makes pages look right under it.
 */
export function rewriteHtml(html: string, { url, rewrite }: RewriteOptions): string {
  const edits: Edit[] = []
  let base = url
  let scriptStart = -1
  let isInStyle = false

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const [start, end] = [parser.startIndex, parser.endIndex + 1]
        if (scriptStart >= 0) return
        if (name === 'script') {
          scriptStart = start
          return
        }
        if (name === 'base') base = tryParseHttpUrl(attributes['href'] ?? '', url) ?? base
        if (name === 'style') isInStyle = true
        if (isTakenOut(name, attributes)) edits.push({ start, end, text: '' })
        else {
          const kept = rewriteAttributes(attributes, { url: base, rewrite })
          if (kept)
            edits.push({ start, end, text: formatTag(name, kept, html.slice(start, end).endsWith('/>')) })
        }
      },
      ontext(text) {
        if (!isInStyle || scriptStart >= 0) return
        const [start, end] = [parser.startIndex, parser.endIndex + 1]
        // Only where the parser gives the text as it stands in the source; it does for style sheets.
        if (html.slice(start, end) === text)
          edits.push({ start, end, text: rewriteCss(text, { url: base, rewrite }) })
      },
      onclosetag(name) {
        if (name === 'style') isInStyle = false
        if (name !== 'script' || scriptStart < 0) return
        edits.push({ start: scriptStart, end: parser.endIndex + 1, text: '' })
        scriptStart = -1
      },
    },
    { decodeEntities: true, recognizeSelfClosing: false },
  )
  parser.write(html)
  parser.end()
  if (scriptStart >= 0) edits.push({ start: scriptStart, end: html.length, text: '' })
  return applied(html, edits)
}

/** A piece of the source and what stands in its place. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

type Attributes = Readonly<Record<string, string>>

/** Would connect, move on or set something for the whole page. */
function isTakenOut(name: string, attributes: Attributes): boolean {
  if (name === 'base') return true
  if (name === 'meta') return attributes['http-equiv'] !== undefined
  const linkKinds =
    /\b(preload|prefetch|preconnect|dns-prefetch|modulepreload|prerender|manifest|pingback|import)\b/i
  return name === 'link' && linkKinds.test(attributes['rel'] ?? '')
}

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
const droppedAttributes =
  /^(on.*|integrity|nonce|crossorigin|ping|action|formaction|target|srcdoc|manifest|codebase|classid|archive|http-equiv)$/

/** The attributes to write anew; null where none changes. */
function rewriteAttributes(attributes: Attributes, options: RewriteOptions): Attributes | null {
  const kept: Record<string, string> = {}
  let isChanged = false
  for (const [attribute, value] of Object.entries(attributes)) {
    const replaced = rewriteAttribute(attribute, value, options)
    if (replaced !== value) isChanged = true
    if (replaced !== null) kept[attribute] = replaced
  }
  return isChanged ? kept : null
}

function rewriteAttribute(name: string, value: string, options: RewriteOptions): string | null {
  if (droppedAttributes.test(name)) return null
  if (urlAttributes.has(name)) return rewriteUrl(value, options)
  if (name === 'srcset' || name === 'imagesrcset') return rewriteSrcset(value, options)
  return name === 'style' ? rewriteCss(value, options) : value
}

function rewriteUrl(value: string, { url, rewrite }: RewriteOptions): string | null {
  const trimmed = value.trim()
  if (trimmed === '' || trimmed.startsWith('#') || /^(data:image\/|mailto:|tel:)/i.test(trimmed)) return value
  const target = tryParseHttpUrl(trimmed, url)
  return target && rewrite(target) + fragmentOf(trimmed)
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

function formatTag(name: string, attributes: Attributes, isSelfClosing: boolean): string {
  const written = Object.entries(attributes).map(
    ([attribute, value]) => ` ${attribute}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
  )
  return `<${name}${written.join('')}${isSelfClosing ? ' /' : ''}>`
}

function applied(html: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const { start, end, text } of edits) {
    if (start < at) continue
    result += html.slice(at, start) + text
    at = end
  }
  return result + html.slice(at)
}
