import { Parser } from 'htmlparser2'
import sanitize from 'sanitize-html'

/**
 * Foreign HTML as a snapshot page would embed it: text, its structure, links and images, and nothing that runs,
 * submits, frames, styles, reaches for another scheme than http(s), or loads anything from another site.
 */
export function sanitizeHtml(html: string): string {
  return sanitize(withinDepth(html.slice(0, charsMax)), {
    allowedTags,
    allowedAttributes: {
      a: ['href', 'rel'],
      img: ['data-original', 'alt', 'width', 'height'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      time: ['datetime'],
      ol: ['start'],
    },
    allowedSchemes: ['http', 'https'],
    allowedSchemesAppliedToAttributes: ['href', 'data-original'],
    allowProtocolRelative: false,
    allowedClasses: {},
    disallowedTagsMode: 'discard',
    nonTextTags,
    enforceHtmlBoundary: false,
    nestingLimit: 60,
    transformTags: { a: guardedLink, img: guardedImage },
  })
}

const charsMax = 2_000_000
// sanitize-html's time grows with the square of the depth: a minute at 400,000 levels. News pages have 61 at most.
const depthMax = 300

/** The HTML up to where it nests deeper than any page does. */
function withinDepth(html: string): string {
  let depth = 0
  let end = html.length
  const parser: Parser = new Parser({
    onopentagname() {
      if (++depth <= depthMax || end < html.length) return
      end = parser.startIndex
      throw tooDeep
    },
    onclosetag() {
      depth--
    },
  })
  try {
    parser.end(html)
  } catch (error) {
    if (error !== tooDeep) throw error
  }
  return html.slice(0, end)
}

const tooDeep = new Error('Nested deeper than any page.')

const allowedTags =
  'p h2 h3 h4 ul ol li blockquote table thead tbody tfoot tr td th caption figure figcaption img a strong b em i sub sup code pre br hr time q cite s u ruby rt rp'.split(
    ' ',
  )

// Their content is no text either: it goes with them.
const nonTextTags =
  'script style textarea option noscript xmp iframe noembed noframes plaintext template svg math title object embed select'.split(
    ' ',
  )

type Attributes = Record<string, string>

function guardedLink(_tag: string, attributes: Attributes): { tagName: string; attribs: Attributes } {
  const href = httpOnly(attributes['href'])
  return { tagName: 'a', attribs: href ? { href, rel: 'nofollow noopener noreferrer' } : {} }
}

/** A page of ours asks no other site for anything: the image's address is named, but not loaded. */
function guardedImage(_tag: string, attributes: Attributes): { tagName: string; attribs: Attributes } {
  const src = httpOnly(attributes['src'] ?? attributes['data-original'])
  const kept: Attributes = src ? { 'data-original': src } : {}
  if (attributes['alt']) kept['alt'] = attributes['alt']
  for (const name of ['width', 'height']) {
    if (/^\d{1,4}$/.test(attributes[name] ?? '')) kept[name] = attributes[name]!
  }
  return { tagName: 'img', attribs: kept }
}

/** Only whole http(s) addresses: a relative one would point into the page that embeds it. */
function httpOnly(address: string | undefined): string | null {
  const url = URL.parse((address ?? '').trim())
  return url && (url.protocol === 'http:' || url.protocol === 'https:') && !url.username ? url.href : null
}
