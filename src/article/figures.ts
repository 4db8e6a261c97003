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

/**
 * Whether an element that is no `<figure>` frames a picture with its caption: one image and a line or two, in an element
 * of another make than those beside it that hold text.
 */
export function isPictureBox(node: PageNode): boolean {
  if (node.tag !== 'div' || node.weight === 0 || node.weight > boxWeightMax || !node.parent) return false
  if (node.endOrder - node.order > boxNodesMax || node.linkWeight > 0.5 * node.weight) return false
  const images = imagesIn(node)
  if (images.length !== 1 || textLinesBefore(node, images[0]!) > 1) return false
  const twins = node.parent.children.filter((each) => each.tag === node.tag && each.names === node.names)
  // A story told in pictures has its text in such boxes.
  const weight = twins.reduce((sum, each) => sum + each.weight, 0)
  if (node.parent.weight < 4 * weight) return false
  return twins.every((each) => each === node || each.weight === 0 || imagesIn(each).length > 0)
}

// A caption with its credit; what is longer tells the story itself.
const boxWeightMax = 350
const boxNodesMax = 60

function imagesIn(node: PageNode): PageNode[] {
  if (node.endOrder - node.order > 400) return []
  const isImage = node.tag === 'img' || node.tag === 'amp-img'
  return isImage ? [node] : node.children.flatMap(imagesIn)
}

function textLinesBefore(node: PageNode, image: PageNode): number {
  if (node.tag === '#text') return node.order < image.order && squeeze(node.text) !== '' ? 1 : 0
  return node.children.reduce((sum, each) => sum + textLinesBefore(each, image), 0)
}

/**
 * Caption and credit of a `<figure>` or a picture's box, told apart: the credit is what is named so, or a line that
 * opens with "Photo:" and its like; the caption is the rest of what is named a caption, or of all the text.
 */
export function readFigureCaption(figure: PageNode): { caption: string | null; credit: string | null } {
  const frame =
    find(figure, (each) => each.tag === 'figcaption') ??
    find(figure, (each) => /caption/.test(each.names) && each.tag !== 'img') ??
    figure
  const named = find(frame, isCredit) ?? find(figure, isCredit)
  const lines = linesOf(frame, named)
  const creditLine = named ? null : lines.findLast((each) => creditStart.test(each) && each.length < 80)
  const caption = squeeze(lines.filter((each) => each !== creditLine).join(' '))
  const credit = named ? squeeze(spacedText(named)) : creditLine
  return { caption: caption || null, credit: credit || null }
}

function isCredit(node: PageNode): boolean {
  return (
    /(?:^|[^a-z])(?:credits?|copyright|source|photographer|byline)|copyright|credit/.test(node.names) ||
    /^(?:copyrightHolder|creditText)$/.test(node.attributes['itemprop'] ?? '')
  )
}

const creditStart =
  /^(?:photo(?:graph)?s?|fotos?|bild(?:er)?|images?|pictures?|credit|quelle|imagen|immagine|foto di|摄影|攝影|图源|圖源|图片来源|圖片來源|图|圖)\s*(?:by\b|credit|[:：|/©]|©)|^©/iu

/** The lines of text in an element, but for those of one part of it. */
function linesOf(node: PageNode, without: PageNode | null): string[] {
  const lines: string[] = []
  let line = ''
  const visit = (each: PageNode): void => {
    if (each === without || each.tag === 'button' || each.tag === 'noscript') return
    if (each.tag === '#text') line += each.text
    const isBlock = !/^(?:#text|a|b|i|em|strong|sup|sub|font|u|small)$/.test(each.tag)
    if (isBlock) end()
    for (const child of each.children) visit(child)
    if (isBlock) end()
  }
  const end = (): void => {
    const text = squeeze(line)
    if (text !== '') lines.push(text)
    line = ''
  }
  visit(node)
  end()
  return lines
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
  // `src` is for browsers that know no sets: often the smallest.
  const fromPlainSet = largestOf(attributes['srcset'] ?? '')
  if (fromPlainSet) yield fromPlainSet
  const src = attributes['src'] ?? ''
  if (src && !placeholder.test(src)) yield src
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
