import { type HttpUrl, tryParseHttpUrl } from '#model'
import { squeeze } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/** An image as it stands in the markup, before its caption is known. */
export interface FoundImage {
  readonly url: HttpUrl
  readonly alt: string | null
}

/** The largest version of an `<img>` or `<amp-img>` that is a picture, not an icon or a counter; null if it is none. */
export function readImage(image: PageNode, base: HttpUrl): FoundImage | null {
  if (isDecoration(image)) return null
  for (const address of addressesOf(image)) {
    if (/^(?:data|blob|about|javascript):/i.test(address)) continue
    const url = tryParseHttpUrl(address, base)
    if (url && !decorationPath.test(url)) return { url, alt: squeeze(image.attributes['alt'] ?? '') || null }
  }
  return null
}

/** Caption and credit of a `<figure>`: its figcaption, or what is named a caption. */
export function readFigureCaption(figure: PageNode): { caption: string | null; credit: string | null } {
  const caption =
    find(figure, (each) => each.tag === 'figcaption') ?? find(figure, (each) => /caption/.test(each.names))
  const credit = find(
    caption ?? figure,
    (each) =>
      /credit|copyright|source|photographer|byline/.test(each.names) ||
      each.attributes['itemprop'] === 'copyrightHolder',
  )
  return {
    caption: (caption && squeeze(spacedText(caption))) || null,
    credit: (credit && squeeze(spacedText(credit))) || null,
  }
}

/** The text of a caption, with a space where a new element starts. */
export function spacedText(node: PageNode): string {
  if (node.tag === '#text') return node.text
  if (node.tag === 'br') return ' '
  let text = ''
  for (const child of node.children) {
    if (child.tag === 'button' || child.tag === 'noscript') continue
    const isBlock = child.tag !== '#text' && !/^(?:a|b|i|em|strong|sup|sub|font|u)$/.test(child.tag)
    text += isBlock ? ` ${spacedText(child)} ` : spacedText(child)
  }
  return text
}

const lazyNames = [
  'data-src',
  'data-original',
  'data-original-src',
  'data-lazy-src',
  'data-lazyload',
  'data-lazy',
  'data-url',
  'data-img-src',
  'data-full-src',
  'data-image',
  'data-actualsrc',
  'data-echo',
  'data-hi-res-src',
  '_src',
  'original',
  'file',
  'zoomfile',
]

function* addressesOf(image: PageNode): Generator<string> {
  const { attributes, parent } = image
  for (const name of lazyNames) if (attributes[name]) yield attributes[name]
  const fromSet = largestOf(attributes['data-srcset'] ?? attributes['data-lazy-srcset'] ?? '')
  if (fromSet) yield fromSet
  const src = attributes['src'] ?? ''
  if (src && !placeholder.test(src)) yield src
  const fromPlainSet = largestOf(attributes['srcset'] ?? '')
  if (fromPlainSet) yield fromPlainSet
  if (parent?.tag === 'picture') {
    for (const source of parent.children) {
      const set = largestOf(source.attributes['srcset'] ?? source.attributes['data-srcset'] ?? '')
      if (set) yield set
    }
  }
}

/** The address with the greatest width or density. Addresses may hold commas, so the split is at a comma and a space. */
export function largestOf(srcset: string): string | null {
  let best: string | null = null
  let bestSize = -1
  for (const part of srcset.slice(0, 20_000).split(/,\s+|(?<=\s\d+(?:\.\d+)?[wx]),/)) {
    const [address, descriptor = '1x'] = part.trim().split(/\s+/)
    const size = Number.parseFloat(descriptor) * (descriptor.endsWith('x') ? 1000 : 1)
    if (address && size > bestSize) {
      best = address.replace(/,$/, '')
      bestSize = size
    }
  }
  return best
}

const placeholder =
  /^data:|(?:^|[/_-])(?:blank|spacer|placeholder|loading|transparent|lazy|grey|gray|pixel|1x1|default|nopic|dot|clear)[^/]*\.(?:gif|png|svg|jpe?g|webp)/i

const decorationPath =
  /(?:[/_-](?:logo|icons?|sprite|avatar|emoji|emoticon|smilies|spacer|pixel|blank|tracking|counter|qrcode|qr_code|erweima|weixin|wechat|button|btn|arrow|loading|share)(?:[/_.-]|\d*\.(?:gif|png|jpe?g|svg|webp))|\.svg(?:$|\?)|gravatar\.com|doubleclick|\/ads?\/|scorecardresearch|\/pixel)/i

function isDecoration(image: PageNode): boolean {
  const { attributes } = image
  const width = Number.parseInt(attributes['width'] ?? '', 10)
  const height = Number.parseInt(attributes['height'] ?? '', 10)
  if (width <= 60 || height <= 40) return width > 0 && !attributes['srcset'] && !attributes['data-src']
  return /\b(?:avatar|icon|logo|emoji|smil|author|wp-smiley|qrcode|profile)/i.test(image.names)
}

function find(node: PageNode, is: (node: PageNode) => boolean): PageNode | null {
  for (const child of node.children) {
    if (is(child)) return child
    const inner = find(child, is)
    if (inner) return inner
  }
  return null
}
