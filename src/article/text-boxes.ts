import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { weightOf } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/**
 * Takes out boxes between the paragraphs: elements of another make than those that hold the text, with a heading
 * or names of their own: a portrait, a newsletter, a consent to foreign content.
 */
export function withoutBoxes(blocks: readonly PlacedBlock[], root: PageNode): PlacedBlock[] {
  const weights = blocks.map((each) => weightOf(textOfBlock(each.block)))
  const total = weights.reduce((sum, each) => sum + each, 0)
  const holder = holderOf(blocks, weights, root, total)
  const pieces = new Map<
    PageNode,
    { weight: number; blocks: number; hasHeading: boolean; hasData: boolean }
  >()
  const makes = new Map<string, number>()
  const pieceOf = blocks.map(({ node, block }, index) => {
    const piece = holder.contains(node) ? childHolding(holder, node) : null
    if (!piece) return null
    const seen = pieces.get(piece) ?? { weight: 0, blocks: 0, hasHeading: false, hasData: false }
    seen.weight += weights[index]!
    seen.blocks++
    seen.hasHeading ||= block.kind === 'heading'
    seen.hasData ||= block.kind === 'table' || block.kind === 'list' || block.kind === 'quotation'
    pieces.set(piece, seen)
    makes.set(makeOf(piece), (makes.get(makeOf(piece)) ?? 0) + weights[index]!)
    return piece
  })
  return blocks.filter(({ block }, index) => {
    const piece = pieceOf[index]
    if (!piece || block.kind === 'figure' || plainTags.has(piece.tag)) return true
    const { weight, blocks: count, hasHeading, hasData } = pieces.get(piece)!
    if (weight > 0.2 * total || (makes.get(makeOf(piece)) ?? 0) > 0.3 * total) return true
    return !(boxNames.test(piece.names) || (hasHeading && !hasData && count > 1 && weight < 0.12 * total))
  })
}

const plainTags = new Set([
  '#text',
  'p',
  'h1',
  'h2',
  'h3',
  'h4',
  'ul',
  'ol',
  'blockquote',
  'table',
  'figure',
  'pre',
  'a',
  'b',
  'strong',
  'em',
  'i',
  'span',
  'font',
  'center',
  'dl',
  'header',
])
const boxNames =
  /info-?box|fact-?box|faktbox|accordion|newsletter|paywall|piano|consent|opt-?in|teaser|promo|related|widget|advert|offer|upsell|glossary|biography|portrait|collapsible/

/** The deepest element that still holds nearly all of the text. */
function holderOf(
  blocks: readonly PlacedBlock[],
  weights: readonly number[],
  root: PageNode,
  total: number,
): PageNode {
  let holder = root
  for (let depth = 0; depth < 12; depth++) {
    const inside = new Map<PageNode, number>()
    for (const [index, { node }] of blocks.entries()) {
      const child = holder.contains(node) ? childHolding(holder, node) : null
      if (child) inside.set(child, (inside.get(child) ?? 0) + weights[index]!)
    }
    const next = [...inside].find(([child, weight]) => weight > 0.6 * total && !plainTags.has(child.tag))
    if (!next) return holder
    holder = next[0]
  }
  return holder
}

function childHolding(holder: PageNode, node: PageNode): PageNode | null {
  let child: PageNode | null = node === holder ? null : node
  while (child && child.parent !== holder) child = child.parent
  return child
}

function makeOf(node: PageNode): string {
  return `${node.tag}.${node.names}`
}
