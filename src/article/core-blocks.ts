import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import type { BodyScope } from './body-scope.ts'
import { weightOf } from './page-text.ts'
import type { PageNode } from './page-tree.ts'
import { withoutBoxes } from './text-boxes.ts'

/** Keeps what belongs to the text where something tells it from boxes between its paragraphs. */
export function keepCore(all: readonly PlacedBlock[], scope: BodyScope): PlacedBlock[] {
  const blocks = withoutTeasers(all)
  if (scope.linked) return keepLinked(withoutBoxes(blocks, scope.root), scope.linked)
  if (scope.parts.length > 1) return keepParts(blocks, scope.parts)
  return withoutBoxes(blocks, scope.root)
}

/**
 * Takes out runs of teasers: a line that is nothing but a link, a short text under it, and the next such pair.
 * Three pairs make a list of other pages; a single link before a paragraph may be the text's own.
 */
function withoutTeasers(blocks: readonly PlacedBlock[]): PlacedBlock[] {
  const isOut = new Uint8Array(blocks.length)
  let pairs: number[] = []
  const close = () => {
    if (pairs.length >= 6) for (const index of pairs) isOut[index] = 1
    pairs = []
  }
  let waiting = -1
  let since = 0
  for (const [index, { block, linkShare }] of blocks.entries()) {
    if (block.kind === 'figure' || block.kind === 'divider') continue
    const weight = weightOf(textOfBlock(block))
    if (linkShare > 0.75 && weight >= 14 && weight < 260 && !/^https?:/.test(textOfBlock(block))) {
      if (waiting >= 0) close()
      waiting = index
      since = 0
    } else if (waiting >= 0 && linkShare < 0.5 && weight < 420 && block.kind !== 'heading') {
      pairs.push(waiting, index)
      waiting = -1
      since = 0
    } else if (++since > 1) {
      close()
      waiting = -1
    }
  }
  close()
  // Text of the same make as the paragraphs around it belongs to them: the links stand between the text's own.
  const styles = new Set(
    blocks.flatMap(({ block, node, linkShare }, index) =>
      !isOut[index] && block.kind === 'paragraph' && linkShare < 0.5 && weightOf(textOfBlock(block)) > 60
        ? [styleOf(node)]
        : [],
    ),
  )
  return blocks.filter(
    ({ node, linkShare }, index) => !isOut[index] || (linkShare < 0.5 && styles.has(styleOf(node))),
  )
}

function keepLinked(blocks: readonly PlacedBlock[], linked: ReadonlySet<PageNode>): PlacedBlock[] {
  const orders = [...linked].map((each) => each.order).sort((a, b) => a - b)
  const isLinked = blocks.map(({ node, block }) => block.kind !== 'figure' && holdsAny(node, orders))
  const first = isLinked.indexOf(true)
  const last = isLinked.lastIndexOf(true)
  if (first < 0) return [...blocks]
  const styles = new Set(blocks.flatMap((each, index) => (isLinked[index] ? [styleOf(each.node)] : [])))
  return blocks.filter((each, index) => {
    if (isLinked[index] || each.block.kind === 'figure' || each.block.kind === 'embed') return true
    if (index < first)
      return (
        each.block.kind === 'paragraph' &&
        weightOf(textOfBlock(each.block)) > 60 &&
        styles.has(styleOf(each.node))
      )
    if (index > last)
      return (
        index - last < 12 &&
        each.block.kind === 'paragraph' &&
        each.linkShare < 0.3 &&
        styles.has(styleOf(each.node))
      )
    return each.block.kind === 'heading' || styles.has(styleOf(each.node))
  })
}

function keepParts(blocks: readonly PlacedBlock[], parts: readonly PageNode[]): PlacedBlock[] {
  return blocks.filter(({ block, node }) => {
    if (block.kind === 'figure' || block.kind === 'embed' || block.kind === 'heading') return true
    return (
      parts.some((each) => each.contains(node)) ||
      (block.kind === 'paragraph' && weightOf(textOfBlock(block)) > 150)
    )
  })
}

function styleOf(node: PageNode): string {
  return `${node.tag}.${node.names}<${node.parent?.tag}.${node.parent?.names}`
}

/** Whether one of the orders (sorted) lies within the node. */
function holdsAny(node: PageNode, orders: readonly number[]): boolean {
  let low = 0
  let high = orders.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (orders[middle]! < node.order) low = middle + 1
    else high = middle
  }
  return low < orders.length && orders[low]! < node.endOrder
}
