import { endedBy, followingOf, integrationTags, voidTags } from './html-rules.ts'
import { type Following, type MarkupSink, type StartTag, scanMarkup } from './markup-scanner.ts'
import { PageNode, type PageSource } from './page-node.ts'

export { PageNode } from './page-node.ts'

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
const nodesMax = 200_000
const scriptCharsMax = 6_000_000

/**
 * Parses any text as HTML; never throws. Linear in its length.
 *
 * @param options.scripts `off`: as where no script runs, so that what is in `noscript` is part of the page.
 */
export function parsePage(html: string, options: { readonly scripts?: 'on' | 'off' } = {}): PageTree {
  const builder = new TreeBuilder(html, options.scripts !== 'off')
  scanMarkup(html, builder, () => builder.isCut)
  return builder.finish()
}

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

/** Nodes grow here; to all others they are read-only. */
type Growing = PageNode & { children: PageNode[]; endOrder: number; text: string }

/**
 * Puts tags into a tree. Here we leave the standard: an end tag ends its element whatever stands open within it, and
 * nothing is moved out of tables. News pages read the same, and it takes one pass.
 */
class TreeBuilder implements MarkupSink {
  isCut = false
  readonly #hasScripts: boolean
  readonly #spans: number[] = []
  readonly #source: PageSource
  readonly #nodes: PageNode[] = []
  readonly #scripts: PageScript[] = []
  #at: Growing
  /** Names of the open elements, outermost first, and how many there are of each name. */
  readonly #open: string[] = []
  readonly #openCounts = new Map<string, number>()
  /** Of the open elements those that begin SVG or MathML, and those in which HTML stands again (`html`). */
  readonly #contexts: ('svg' | 'math' | 'html')[] = []
  /** Levels inside an element that is dropped; 0 outside. */
  #droppedDepth = 0
  #script: { type: string; id: string; text: string } | null = null
  #scriptChars = 0

  constructor(html: string, hasScripts: boolean) {
    this.#hasScripts = hasScripts
    this.#source = { html, spans: this.#spans }
    this.#at = this.#newNode('#root', null)
    this.#nodes.push(this.#at)
  }

  openTag(tag: StartTag): Following {
    const name = this.#nameOf(tag.name)
    const following = this.isForeign() ? 'markup' : (followingOf.get(name) ?? 'markup')
    // A form within a form is none.
    if (name === 'form' && this.#isOpen(name)) return following
    const ended = endedBy.get(name)
    if (ended) while (ended.has(this.#open.at(-1) ?? '')) this.#close()
    if (this.#open.length >= depthMax || this.#nodes.length > nodesMax) {
      this.isCut = true
      return 'markup'
    }
    this.#begin(name, tag)
    if (voidTags.has(name)) this.#end(name)
    else {
      this.#open.push(name)
      this.#openCounts.set(name, (this.#openCounts.get(name) ?? 0) + 1)
      if (name === 'svg' || name === 'math') this.#contexts.push(name)
      else if (integrationTags.has(name)) this.#contexts.push('html')
      if (tag.isSelfClosing && this.isForeign()) this.#close()
    }
    return following
  }

  closeTag(tagName: string): void {
    const name = this.#nameOf(tagName)
    if (this.#isOpen(name)) {
      while (this.#open.at(-1) !== name) this.#close()
      this.#close()
    } else if (name === 'br' || name === 'p') {
      // The standard takes these two for elements of their own.
      this.#begin(name, null)
      this.#end(name)
    }
  }

  text(text: string): void {
    if (this.#script) this.#script.text += text
    else if (this.#droppedDepth === 0) this.#addText(text)
  }

  isForeign(): boolean {
    const context = this.#contexts.at(-1)
    return context !== undefined && context !== 'html'
  }

  finish(): PageTree {
    while (this.#open.length > 0) this.#close()
    this.#leave()
    return { root: this.#nodes[0]!, nodes: this.#nodes, scripts: this.#scripts, isCut: this.isCut }
  }

  #isOpen(name: string): boolean {
    return (this.#openCounts.get(name) ?? 0) > 0
  }

  /** `foreignObject` is told by its capital, since elsewhere a `foreignobject` is nothing special. */
  #nameOf(tagName: string): string {
    if (tagName === 'image') return this.isForeign() ? tagName : 'img'
    if (tagName === 'noscript' && !this.#hasScripts) return 'div'
    if (tagName !== 'foreignobject') return tagName
    return this.#contexts.at(-1) === 'svg' || this.#isOpen('foreignObject') ? 'foreignObject' : tagName
  }

  /** Ends the innermost element. */
  #close(): void {
    const name = this.#open.pop()!
    this.#openCounts.set(name, this.#openCounts.get(name)! - 1)
    if (name === 'svg' || name === 'math' || integrationTags.has(name)) this.#contexts.pop()
    this.#end(name)
  }

  #begin(name: string, tag: StartTag | null): void {
    if (name === 'script') {
      const script = this.#newNode(name, tag)
      const type = (script.attribute('type') ?? '').toLowerCase()
      this.#script = { type, id: script.attribute('id') ?? '', text: '' }
    } else if (this.#droppedDepth > 0 || dropped.has(name)) this.#droppedDepth++
    else if (!headOnly.has(name)) {
      const node = this.#newNode(name, tag)
      this.#add(node)
      this.#at = node
    }
  }

  #end(name: string): void {
    if (name === 'script') this.#endScript()
    else if (this.#droppedDepth > 0) this.#droppedDepth--
    else if (!headOnly.has(name)) this.#leave()
  }

  #newNode(name: string, tag: StartTag | null): Growing {
    const from = this.#spans.length
    if (tag) for (let at = 0; at < tag.attributeCount * 4; at++) this.#spans.push(tag.spans[at]!)
    const parent = name === '#root' ? null : this.#at
    return new PageNode(name, parent, this.#nodes.length, this.#source, from, this.#spans.length) as Growing
  }

  #add(node: Growing): void {
    this.#nodes.push(node)
    if (this.#at.children.length === 0) this.#at.children = [node]
    else this.#at.children.push(node)
  }

  #addText(text: string): void {
    const last = this.#at.children.at(-1) as Growing | undefined
    if (last?.tag === '#text') {
      last.text += text
      return
    }
    const node = this.#newNode('#text', null)
    node.text = text
    this.#add(node)
  }

  #leave(): void {
    this.#at.endOrder = this.#nodes.length
    if (this.#at.parent) this.#at = this.#at.parent as Growing
  }

  #endScript(): void {
    const script = this.#script
    this.#script = null
    if (!script) return
    this.#scriptChars += script.text.length
    if (this.#scriptChars <= scriptCharsMax) this.#scripts.push(script)
  }
}
