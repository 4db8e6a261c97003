import { Parser } from 'htmlparser2'

const titleCharsMax = 4000
const windows1252 = new TextDecoder('windows-1252')
const proseCharsMax = 100_000
/** Of Windows-1252, by numbers that are controls in Unicode: `&#146;` is meant to be an apostrophe, as in HTML. */
const windows = /[\u0080-\u009f]+/g
/** What XML does not allow and nobody sees. */
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g

/**
 * What a reader sees of a title, on one line.
 *
 * @param kind `text` is taken at its word; `html` is markup; `unknown` is markup where it has tags of HTML.
 */
export function plainText(text: string, kind: 'text' | 'html' | 'unknown'): string | null {
  return shown(text.slice(0, titleCharsMax), kind)
}

/** The same of a text of any length, which its paragraphs do not run together in. */
export function proseText(text: string, kind: 'text' | 'html' | 'unknown'): string | null {
  return shown(text.slice(0, proseCharsMax), kind)
}

/** Of those tags that stand on lines of their own, as in `<p>1</p><p>2</p>`. */
export function isBlockTag(name: string): boolean {
  return blockTags.test(name)
}

const blockTags = /^(?:blockquote|br|center|dd|div|dl|dt|figure|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul)$/i

function shown(text: string, kind: 'text' | 'html' | 'unknown'): string | null {
  const bare = kind === 'text' ? text : withoutTags(text)
  const visible = decodeEntities(bare)
    .replace(windows, (text) => windows1252.decode(Buffer.from(text, 'latin1')))
    .replace(controls, '')
    .replace(/[ \t\r\n\f]+/g, ' ')
    .trim()
  return visible === '' ? null : visible
}

/** Named and numeric references of HTML, which XML feeds use without declaring them. Without `;` it is none. */
export function decodeEntities(text: string): string {
  return text.replace(/(?:&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)+/gi, (references) => {
    let decoded = ''
    const parser = new Parser({
      ontext(piece) {
        decoded += piece
      },
    })
    parser.end(references)
    return decoded
  })
}

// Only these are taken out: a title may speak of `vector<int>`.
const htmlTag =
  /<\/?(a|abbr|acronym|applet|area|audio|b|base|big|blink|blockquote|br|button|center|cite|code|command|dd|del|div|dl|dt|em|embed|figure|font|form|frame|frameset|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|nobr|noscript|object|ol|p|param|pre|q|ruby|rt|s|small|span|strike|strong|sub|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video|wbr)(?:[\s/][^<>]*)?>/gi

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  return text
    .replace(/<(script|style)\b[^<>]*>[^<]*(?:<(?!\/(?:script|style))[^<]*)*<\/(script|style)\s*>/gi, '')
    .replace(/<!--[^>]*-->/g, '')
    .replace(htmlTag, (_tag, name: string) => (isBlockTag(name) ? ' ' : ''))
}
