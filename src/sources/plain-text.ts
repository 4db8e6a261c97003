import { Parser } from 'htmlparser2'

const titleCharsMax = 4000
/** What XML does not allow and nobody sees. */
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g

/**
 * What a reader sees of a title, on one line.
 *
 * @param kind `text` is taken at its word; `html` is markup; `unknown` is markup where it has tags of HTML.
 */
export function plainText(text: string, kind: 'text' | 'html' | 'unknown'): string | null {
  const start = text.slice(0, titleCharsMax)
  const bare = kind === 'text' ? start : withoutTags(start)
  const visible = decodeEntities(bare)
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
  /<\/?(a|abbr|acronym|applet|audio|b|base|big|blink|blockquote|br|button|center|cite|code|dd|del|div|dl|dt|em|embed|figure|font|form|frame|frameset|h[1-6]|head|hr|html|i|iframe|img|input|ins|kbd|li|link|mark|meta|nobr|noscript|object|ol|p|param|pre|q|ruby|rt|s|small|span|strike|strong|sub|sup|svg|table|tbody|td|th|thead|tr|tt|u|ul|video|wbr)(?:[\s/][^<>]*)?>/gi

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  return text
    .replace(/<(script|style)\b[^<>]*>[^<]*(?:<(?!\/(?:script|style))[^<]*)*<\/(script|style)\s*>/gi, '')
    .replace(/<!--[^>]*-->/g, '')
    .replace(htmlTag, '')
}
