import type { PageNode, PageTree } from './page-tree.ts'

/**
 * A stretch of text between two block boundaries or line breaks: what a reader sees as one line or paragraph.
 */
export interface Segment {
  readonly text: string
  /** Letters and digits, CJK characters counted double. */
  readonly weight: number
  readonly linkWeight: number
  /** The nearest block element around it. */
  readonly container: PageNode
  /** Place of its first text node in document order. */
  readonly order: number
  /** Whether a `<br>`, not a block boundary, stands before it. */
  readonly isAfterBreak: boolean
}

/** Elements that a reader sees as part of a line. All others start a block. */
export const inlineTags: ReadonlySet<string> = new Set(
  (
    '#text a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr noscript q rp rt ruby s ' +
    'samp small span strike strong sub sup time tt u var wbr amp-img picture source o:p st1:personname center_ ' +
    'button'
  ).split(' '),
)

/** All visible text in document order, and the weights of all elements. Linear in the page. */
export function readSegments(tree: PageTree, isSkipped: (node: PageNode) => boolean): Segment[] {
  const reader = new SegmentReader(isSkipped)
  reader.visit(tree.root, tree.root, false)
  reader.flush(tree.root, false)
  for (const segment of reader.segments) {
    for (let node: PageNode | null = segment.container; node; node = node.parent) {
      node.weight += segment.weight
      node.linkWeight += segment.linkWeight
    }
  }
  return reader.segments
}

// Methods rather than closures: V8 drops the compiled code of a closure with the closure, and compiles it page by page.
class SegmentReader {
  readonly segments: Segment[] = []
  readonly #isSkipped: (node: PageNode) => boolean
  #parts: string[] = []
  #linkParts: string[] = []
  #order = -1
  #isAfterBreak = false

  constructor(isSkipped: (node: PageNode) => boolean) {
    this.#isSkipped = isSkipped
  }

  visit(node: PageNode, container: PageNode, inLink: boolean): void {
    for (const child of node.children) {
      if (child.tag === '#text') {
        if (this.#order < 0) this.#order = child.order
        this.#parts.push(child.text)
        if (inLink) this.#linkParts.push(child.text)
      } else if (child.tag === 'br') this.flush(container, true)
      else if (this.#isSkipped(child)) continue
      else if (inlineTags.has(child.tag)) this.visit(child, container, inLink || child.tag === 'a')
      else {
        this.flush(container, false)
        this.visit(child, child, inLink)
        this.flush(child, false)
      }
    }
  }

  flush(container: PageNode, byBreak: boolean): void {
    if (this.#parts.length > 0) this.#end(container)
    this.#isAfterBreak = byBreak
  }

  #end(container: PageNode): void {
    const text = squeeze(this.#parts.length === 1 ? this.#parts[0]! : this.#parts.join(''))
    if (text !== '') {
      const weight = weightOf(text)
      const linkWeight = this.#linkParts.length > 0 ? Math.min(weight, weightOf(this.#linkParts.join(''))) : 0
      const order = this.#order
      this.segments.push({ text, weight, linkWeight, container, order, isAfterBreak: this.#isAfterBreak })
    }
    this.#parts = []
    this.#linkParts = []
    this.#order = -1
  }
}

/** All text under a node, as it stands. */
export function textUnder(node: PageNode): string {
  if (node.tag === '#text') return node.text
  let text = ''
  for (const child of node.children) text += child.tag === 'br' ? '\n' : textUnder(child)
  return text
}

/**
 * The text under an element that should hold a few words: a date, a name, a label. Empty where it holds so much that
 * it is something else, so that elements nested in each other cost no more than their number.
 */
export function shortTextUnder(node: PageNode): string {
  return node.endOrder - node.order > shortNodesMax ? '' : squeeze(textUnder(node))
}

// The longest by-line in 1,041 news pages takes 60.
const shortNodesMax = 300

/** White space of every kind as single spaces, none at the ends; zero-width characters gone. */
export function squeeze(text: string): string {
  const trimmed = text.trim()
  if (!isLoose(trimmed)) return trimmed
  return trimmed
    .replace(/[\u200b\u200c\u2060\ufeff\u00ad\u200e\u200f]+/g, '')
    .replace(/[\s\u00a0\u3000]+/g, ' ')
    .trim()
}

/** Whether there is anything to squeeze: most text, once trimmed, is as it should be. */
export function isLoose(text: string): boolean {
  let wasSpace = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const isSpace = code === 0x20
    if (isSpace ? wasSpace : code < 0x20 || (code > 0x7e && isOddSpace(code))) return true
    wasSpace = isSpace
  }
  return false
}

/** White space other than ASCII's, and characters without a width. */
function isOddSpace(code: number): boolean {
  if (code < 0x2000) return code === 0xa0 || code === 0xad || code === 0x1680
  return code <= 0x2060 ? code <= 0x200f || code > 0x2027 : code === 0x3000 || code === 0xfeff
}

/** How much a text says: letters and digits, CJK characters counted double. */
export function weightOf(text: string): number {
  let weight = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code > 0x2e7f) weight += code < 0xff00 || code > 0xff0f ? 2 : 1
    else if (code > 0x40 || (code > 0x2f && code < 0x3a)) weight += 1
  }
  return weight
}

/** Only letters and digits, lower case, compatibility forms unified: for comparing titles and names. */
export function normalise(text: string): string {
  if (isPlainAscii.test(text)) return text.toLowerCase().replace(/[^a-z0-9]+/g, '')
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

const isPlainAscii = /^[\x00-\x7f]*$/
