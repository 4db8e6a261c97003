import { type HttpUrl, tryParseHttpUrl } from '#model'
import { type LinkedArticle, readLinkedArticle } from './json-ld.ts'
import { squeeze, textUnder } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** What the head and the markup claim, before it is weighed against what the page shows. */
export interface PageFacts {
  readonly url: HttpUrl
  /** What relative addresses are resolved against. */
  readonly base: HttpUrl
  /** By name, property or itemprop in lower case; the values in the page's order. */
  readonly metas: ReadonlyMap<string, readonly string[]>
  readonly title: string | null
  readonly htmlLanguage: string | null
  readonly canonical: HttpUrl | null
  readonly relNext: HttpUrl | null
  /** `link` elements for other versions of the page and for its licence, in the page's order. */
  readonly links: readonly PageLink[]
  readonly linked: LinkedArticle | null
  /** Elements with a microdata property, by property in lower case. */
  readonly properties: ReadonlyMap<string, readonly PageNode[]>
}

export interface PageLink {
  /** Lower case. */
  readonly rel: string
  readonly url: HttpUrl
  /** The media query that it is for, lower case; empty for none. */
  readonly media: string
}

export function readFacts(tree: PageTree, url: HttpUrl): PageFacts {
  const metas = new Map<string, string[]>()
  const properties = new Map<string, PageNode[]>()
  let title: string | null = null
  let htmlLanguage: string | null = null
  let canonical: HttpUrl | null = null
  let relNext: HttpUrl | null = null
  let base: HttpUrl | null = null
  const links: PageLink[] = []
  for (const node of tree.nodes) {
    if (node.tag === '#text') continue
    if (node.tag === 'meta') addMeta(metas, node.attributes)
    else if (node.tag === 'link') {
      const { attributes } = node
      const rel = (attributes['rel'] ?? '').toLowerCase()
      if (!readRels.test(rel)) continue
      const target = attributes['href'] ? tryParseHttpUrl(attributes['href'], base ?? url) : null
      if (rel === 'canonical') canonical ??= target
      if (rel === 'next') relNext ??= target
      if (target && keptRels.test(rel) && links.length < linksMax)
        links.push({ rel, url: target, media: (attributes['media'] ?? '').toLowerCase() })
    } else if (node.tag === 'base') {
      // Only the first counts. @see https://html.spec.whatwg.org/multipage/semantics.html#the-base-element
      const address = node.attribute('href')
      base ??= address ? tryParseHttpUrl(address, url) : null
    } else if (node.tag === 'title' && title === null) title = squeeze(textUnder(node)) || null
    else if (node.tag === 'html') {
      htmlLanguage ??= node.attribute('lang') || node.attribute('xml:lang') || null
    }
    const property = node.attribute('itemprop')
    if (property) for (const each of property.toLowerCase().split(/\s+/)) push(properties, each, node)
  }
  const linked = readLinkedArticle(tree.scripts)
  return { url, base: base ?? url, metas, title, htmlLanguage, canonical, relNext, links, linked, properties }
}

const readRels = /^(?:canonical|next|amphtml|alternate|license|print)$/
const keptRels = /^(?:amphtml|alternate|license|print)$/
const linksMax = 100

/** The first non-empty value among these names. */
export function metaOf(facts: PageFacts, ...names: readonly string[]): string | null {
  for (const name of names) {
    const value = facts.metas.get(name)?.find((each) => each !== '')
    if (value) return value
  }
  return null
}

function addMeta(metas: Map<string, string[]>, attributes: Readonly<Record<string, string>>): void {
  const name =
    attributes['property'] ?? attributes['name'] ?? attributes['itemprop'] ?? attributes['http-equiv']
  const content = attributes['content'] ?? attributes['value']
  if (name && content !== undefined) push(metas, name.trim().toLowerCase(), squeeze(content))
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
