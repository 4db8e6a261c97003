import { placeInLinked } from './json-ld.ts'
import type { LinkedBody } from './linked-body.ts'
import type { ParsedPage } from './parsed-page.ts'
import { placeOf, placeOfLine } from './place-of.ts'

/** Where a rule that is named for its place reads: `json-ld headline`, `meta author`, `og:site_name`, a line with the value. */
export function placeOfRule(rule: string, value: string, page: ParsedPage): string {
  const { tree, facts } = page
  const property = /^json-ld (\w+)/.exec(rule)?.[1]
  if (property) return placeInLinked(facts.linked, property)
  if (/^(?:og|twitter):/.test(rule)) return `meta[${rule}]`
  const name = /^meta (\S+)$/.exec(rule)?.[1]
  if (name) return metaNamed(name, facts.metas)
  if (rule === 'title element' || rule === 'part of the window title')
    return placeOf(tree.nodes.find(({ tag }) => tag === 'title') ?? null)
  if (rule === 'known by its domain' || rule === 'address') return 'address'
  return placeOfText(value, page)
}

/** Where a text stands that no rule's name places: a line, else the tag that holds it, else the page. */
export function placeOfText(text: string, { facts, segments }: ParsedPage): string {
  const line = placeOfLine(text, segments)
  if (line !== 'html') return line
  for (const [name, values] of facts.metas)
    if (values.some((each) => each.includes(text))) return `meta[${name}]`
  return line
}

/** Where a text that is only told to machines stands: its property, or the script of the page's state. */
export function placeOfLinkedBody({ blocks, rule }: LinkedBody, { tree, facts }: ParsedPage): string {
  if (rule === 'json-ld articleBody') return placeInLinked(facts.linked, 'articleBody')
  const [first] = blocks
  const start = first?.block.kind === 'paragraph' ? (first.block.runs[0]?.text.slice(0, 12) ?? '') : ''
  const index = tree.scripts.findIndex(({ text }) => start !== '' && text.includes(start))
  return index < 0 ? 'script' : `script[${index + 1}]`
}

/** Some rules ask several tags for one thing: the first of them that the page has. */
function metaNamed(name: string, metas: ReadonlyMap<string, unknown>): string {
  const known = metas.has(name) ? name : [...metas.keys()].find((each) => each.includes(name))
  return `meta[${known ?? name}]`
}
