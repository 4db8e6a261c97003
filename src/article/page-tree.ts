import { Parser } from 'htmlparser2'

/** One element or text of a page, light enough for pages of a hundred thousand nodes. */
export class PageNode {
  /** Lower case; `#text` for text. */
  readonly tag: string
  readonly attributes: Readonly<Record<string, string>>
  readonly parent: PageNode | null
  readonly children: PageNode[] = []
  /** Of a text node. */
  text = ''
  /** Place in document order, from 0. */
  readonly order: number
  /** The first place behind this node and all it holds. */
  endOrder = 0
  /** Class and id in lower case, for looking for words such as `related`. */
  readonly names: string
  /** Text weight of all it holds: letters, CJK characters counted double. Set by `measureTexts`. */
  weight = 0
  /** The part of `weight` inside links. */
  linkWeight = 0

  constructor(
    tag: string,
    attributes: Readonly<Record<string, string>>,
    parent: PageNode | null,
    order: number,
  ) {
    this.tag = tag
    this.attributes = attributes
    this.parent = parent
    this.order = order
    const { class: classes, id } = attributes
    this.names = classes || id ? `${classes ?? ''} ${id ?? ''}`.toLowerCase() : ''
  }

  contains(other: PageNode): boolean {
    return other.order >= this.order && other.order < this.endOrder
  }
}

/** A script or state block: kept as text, never run. */
export interface PageScript {
  /** The `type`, lower case; empty for JavaScript. */
  readonly type: string
  readonly id: string
  readonly text: string
}

export interface PageTree {
  readonly root: PageNode
  /** In document order, so that `nodes[node.order] === node`. */
  readonly nodes: readonly PageNode[]
  readonly scripts: readonly PageScript[]
  /** True where the page was longer or deeper than we read. */
  readonly isCut: boolean
}

// Measured on 1,041 news pages: the deepest has 61 levels, the largest 31,000 nodes. Beyond these it is an attack.
const depthMax = 400
const nodesMax = 400_000
const scriptCharsMax = 6_000_000

/**
 * Parses any text as HTML; never throws. Linear in its length: the parser's cost of closing a tag grows with the
 * depth, so that the depth has a bound.
 */
export function parsePage(html: string): PageTree {
  const builder = new TreeBuilder()
  const parser = new Parser(builder, { decodeEntities: true })
  try {
    parser.write(html)
    parser.end()
  } catch (error) {
    if (error !== tooMuch) throw error
  }
  return builder.finish()
}

const tooMuch = new Error('The page is deeper or larger than we read.')

// Their text is no text of the page.
const dropped = new Set([
  'style',
  'template',
  'svg',
  'math',
  'select',
  'option',
  'textarea',
  'canvas',
  'object',
  'applet',
  'map',
  'dialog',
])
const headOnly = new Set(['param', 'track', 'area', 'col', 'input'])

class TreeBuilder {
  readonly #nodes: PageNode[] = []
  readonly #scripts: PageScript[] = []
  readonly #root: PageNode
  #at: PageNode
  #depth = 0
  /** Levels inside an element that is dropped; 0 outside. */
  #droppedDepth = 0
  #script: { type: string; id: string; parts: string[] } | null = null
  #scriptChars = 0
  #isCut = false

  constructor() {
    this.#root = new PageNode('#root', {}, null, 0)
    this.#nodes.push(this.#root)
    this.#at = this.#root
  }

  onopentag(tag: string, attributes: Record<string, string>): void {
    if (++this.#depth > depthMax || this.#nodes.length > nodesMax) {
      this.#isCut = true
      throw tooMuch
    }
    if (tag === 'script') {
      this.#script = { type: (attributes['type'] ?? '').toLowerCase(), id: attributes['id'] ?? '', parts: [] }
    } else if (this.#droppedDepth > 0 || dropped.has(tag)) this.#droppedDepth++
    else if (!headOnly.has(tag)) {
      const node = new PageNode(tag, attributes, this.#at, this.#nodes.length)
      this.#nodes.push(node)
      this.#at.children.push(node)
      this.#at = node
    }
  }

  onclosetag(tag: string): void {
    this.#depth--
    if (tag === 'script') this.#endScript()
    else if (this.#droppedDepth > 0) this.#droppedDepth--
    else if (!headOnly.has(tag)) this.#leave()
  }

  ontext(text: string): void {
    if (this.#script) this.#script.parts.push(text)
    else if (this.#droppedDepth === 0) this.#addText(text)
  }

  finish(): PageTree {
    while (this.#at !== this.#root) this.#leave()
    this.#root.endOrder = this.#nodes.length
    return { root: this.#root, nodes: this.#nodes, scripts: this.#scripts, isCut: this.#isCut }
  }

  #addText(text: string): void {
    const last = this.#at.children.at(-1)
    if (last?.tag === '#text') {
      last.text += text
      return
    }
    const node = new PageNode('#text', noAttributes, this.#at, this.#nodes.length)
    node.text = text
    node.endOrder = node.order + 1
    this.#nodes.push(node)
    this.#at.children.push(node)
  }

  #leave(): void {
    this.#at.endOrder = this.#nodes.length
    this.#at = this.#at.parent ?? this.#root
  }

  #endScript(): void {
    const script = this.#script
    this.#script = null
    if (!script) return
    const text = script.parts.join('')
    this.#scriptChars += text.length
    if (this.#scriptChars <= scriptCharsMax) {
      this.#scripts.push({ type: script.type, id: script.id, text })
    }
  }
}

const noAttributes: Readonly<Record<string, string>> = {}
