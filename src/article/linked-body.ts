import type { PlacedBlock } from './body-blocks.ts'
import type { PageFacts } from './page-facts.ts'
import { squeeze, weightOf } from './page-text.ts'
import { type PageNode, type PageScript, type PageTree, parsePage } from './page-tree.ts'
import { bodyFromState } from './state-body.ts'

/** The text of an article that its page tells machines, and where. */
export interface LinkedBody {
  readonly blocks: readonly PlacedBlock[]
  readonly rule: 'json-ld articleBody' | 'hydration state'
}

/**
 * The body out of JSON-LD's articleBody or the state of the page's scripts, for pages that show no text of their own.
 * Null where these say less than the page shows, or little more.
 */
export function readLinkedBody(
  facts: PageFacts,
  scripts: readonly PageScript[],
  title: string | null,
  shownWeight: number,
): LinkedBody | null {
  if (shownWeight > 300) return null
  const least = Math.max(100, 3 * shownWeight)
  const linked = facts.linked?.body ?? ''
  if (weightOf(linked.slice(0, 20_000)) >= least)
    return { blocks: blocksOf(linked), rule: 'json-ld articleBody' }
  const state = bodyFromState(scripts, title) ?? ''
  if (weightOf(state.slice(0, 20_000)) < least) return null
  const blocks = blocksOf(state)
  return { blocks, rule: 'hydration state' }
}

function blocksOf(body: string): PlacedBlock[] {
  const node = parsePage('').root
  return linesOf(body.slice(0, 400_000)).map((text) => ({
    block: { kind: 'paragraph', runs: [{ text }] },
    node,
    linkShare: 0,
  }))
}

/** Lines of text that may be HTML, or have a sentence follow the last without a space. */
function linesOf(body: string): string[] {
  const text = /<\/?[a-z][a-z1-6]{0,10}\b[^<>]{0,2000}>/i.test(body) ? textLines(parsePage(body)) : body
  return text
    .split(/\n+/)
    .map(squeeze)
    .filter((each) => each !== '')
}

function textLines(tree: PageTree): string {
  const visit = (node: PageNode): string => {
    if (node.tag === '#text') return node.text
    const inner = node.children.map(visit).join('')
    return /^(?:p|br|div|li|h[1-6]|blockquote)$/.test(node.tag) ? `\n${inner}\n` : inner
  }
  return visit(tree.root)
}
