import { decodeAttribute } from './character-references.ts'

/** What the nodes of a page are read from. */
export interface PageSource {
  readonly html: string
  /** Of all attributes in document order: where in the source a name starts and ends, and its value. */
  readonly spans: readonly number[]
}

/**
 * One element or text of a page. It holds places in the source rather than values, which are made when they are
 * asked for: most never are.
 */
export class PageNode {
  /** Lower case; `#text` for text. */
  readonly tag: string
  readonly parent: PageNode | null
  readonly children: readonly PageNode[] = none
  /** Place in document order, from 0. */
  readonly order: number
  /** The first place behind this node and all it holds. */
  readonly endOrder: number
  /** Of a text node. */
  readonly text: string = ''
  /** Text weight of all it holds: letters, CJK characters counted double. Set by `readSegments`. */
  weight = 0
  /** The part of `weight` inside links. */
  linkWeight = 0
  readonly #source: PageSource
  readonly #spansFrom: number
  readonly #spansTo: number
  #attributes: Readonly<Record<string, string>> | null = null
  #label: string | null = null
  #names: string | null = null

  /** @param spansFrom Where its attributes begin in the source's spans, up to `spansTo`. */
  constructor(
    tag: string,
    parent: PageNode | null,
    order: number,
    source: PageSource,
    spansFrom: number,
    spansTo: number,
  ) {
    this.tag = tag
    this.parent = parent
    this.order = order
    this.endOrder = order + 1
    this.#source = source
    this.#spansFrom = spansFrom
    this.#spansTo = spansTo
  }

  contains(other: PageNode): boolean {
    return other.order >= this.order && other.order < this.endOrder
  }

  /** The value of one attribute, its name in lower case. Cheaper than `attributes` where most elements lack it. */
  attribute(name: string): string | undefined {
    if (this.#attributes) return this.#attributes[name]
    const { html, spans } = this.#source
    for (let at = this.#spansFrom; at < this.#spansTo; at += 4) {
      const start = spans[at]!
      if (spans[at + 1]! - start !== name.length) continue
      if (html.startsWith(name, start) || html.slice(start, spans[at + 1]).toLowerCase() === name)
        return decodeAttribute(html.slice(spans[at + 2], spans[at + 3]))
    }
    return undefined
  }

  /** All attributes by their names in lower case; of two with the same name the first. */
  get attributes(): Readonly<Record<string, string>> {
    this.#attributes ??= this.#spansFrom === this.#spansTo ? noAttributes : this.#readAttributes()
    return this.#attributes
  }

  /** Class and id as they stand. */
  get label(): string {
    this.#label ??= this.#spansFrom === this.#spansTo ? '' : this.#readLabel()
    return this.#label
  }

  /** Class and id in lower case, for looking for words such as `related`. */
  get names(): string {
    this.#names ??= this.label.toLowerCase()
    return this.#names
  }

  #readAttributes(): Readonly<Record<string, string>> {
    const { html, spans } = this.#source
    const attributes: Record<string, string> = {}
    for (let at = this.#spansFrom; at < this.#spansTo; at += 4) {
      const name = html.slice(spans[at], spans[at + 1]).toLowerCase()
      if (!Object.hasOwn(attributes, name))
        attributes[name] = decodeAttribute(html.slice(spans[at + 2], spans[at + 3]))
    }
    return attributes
  }

  #readLabel(): string {
    const classes = this.attribute('class')
    const id = this.attribute('id')
    return classes || id ? `${classes ?? ''} ${id ?? ''}` : ''
  }
}

const none: readonly PageNode[] = []
const noAttributes: Readonly<Record<string, string>> = {}
