import type { PlacedBlock } from './body-blocks.ts'
import type { PageFacts } from './page-facts.ts'
import { squeeze, weightOf } from './page-text.ts'
import { type PageNode, type PageTree, parsePage } from './page-tree.ts'

/** The body out of JSON-LD's articleBody, for pages that show no text of their own. Empty where it says less than they do. */
export function bodyFromLinked(facts: PageFacts, shownWeight: number): PlacedBlock[] {
  const body = facts.linked?.body ?? ''
  if (weightOf(body.slice(0, 20_000)) < Math.max(100, 3 * shownWeight) || shownWeight > 300) return []
  const node = parsePage('').root
  return linesOf(body.slice(0, 400_000)).map((text) => ({
    block: { kind: 'paragraph', runs: [{ text }] },
    node,
    linkShare: 0,
  }))
}

/** Lines of text that may be HTML, or have a sentence follow the last without a space. */
function linesOf(body: string): string[] {
  const text = /<(?:p|br|div)\b/i.test(body) ? textLines(parsePage(body)) : body
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
