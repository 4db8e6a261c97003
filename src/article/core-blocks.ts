import type { HttpUrl } from '#model'
import { textOfBlock } from './block-text.ts'
import { imageName, type PlacedBlock, readBlocks, readOne } from './body-blocks.ts'
import { type BodyScope, goodnessOf } from './body-scope.ts'
import { isPlayer } from './boilerplate.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, weightOf } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { isHeadMatter } from './signature.ts'

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

/**
 * Takes out boxes between the paragraphs: elements of another make than those that hold the text, with a heading
 * or names of their own: a portrait, a newsletter, a consent to foreign content.
 */
function withoutBoxes(blocks: readonly PlacedBlock[], root: PageNode): PlacedBlock[] {
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

/**
 * The standfirst: running text that stands between the heading and the body's element.
 * Empty where the body's element holds it, or there is none.
 */
export function readLead(options: {
  readonly segments: readonly Segment[]
  readonly scope: BodyScope
  readonly facts: PageFacts
  readonly heading: PageNode | null
  readonly base: HttpUrl
  readonly bodyText: string
}): PlacedBlock[] {
  const { segments, scope, facts, heading, base, bodyText } = options
  if (!heading || heading.endOrder > scope.root.order) return []
  const description = normalise(
    metaOf(facts, 'og:description', 'description') ?? facts.linked?.description ?? '',
  )
  const body = normalise(bodyText.slice(0, 5000))
  const lead: PlacedBlock[] = []
  for (const segment of segments) {
    if (segment.order < heading.endOrder || segment.order >= scope.root.order) continue
    const { container, text, weight, linkWeight } = segment
    if (scope.around[container.order] || weight < 50 || weight > 1200 || linkWeight > weight * 0.4) continue
    if (isHeadMatter(text)) continue
    const own = normalise(text)
    const isDescription =
      own.length > 30 &&
      description.length > 30 &&
      (description.startsWith(own.slice(0, 60)) || own.startsWith(description.slice(0, 60)))
    if (
      !isDescription &&
      !(leadNames.test(namesAround(container)) && weight > 50) &&
      !(goodnessOf(segment) > 0.9 && /[.!?。！？…”"»)]$/.test(text))
    )
      continue
    if (body.includes(own.slice(0, 60)) || captionLike.test(namesAround(container))) continue
    lead.push(...readBlocks(container, scope, base).filter((each) => each.block.kind !== 'figure'))
    if (lead.length > 3) break
  }
  return lead.filter(
    (each, index) =>
      lead.findIndex(
        (other) => other.node === each.node && textOfBlock(other.block) === textOfBlock(each.block),
      ) === index,
  )
}

/**
 * The pictures that stand before the body's element: around the heading, in the smallest element that holds both.
 * Pictures that lead to other pages are teasers.
 */
export function readLeadImages(options: {
  readonly tree: PageTree
  readonly scope: BodyScope
  readonly heading: PageNode | null
  readonly facts: PageFacts
  readonly known: readonly PlacedBlock[]
}): PlacedBlock[] {
  const { tree, scope, heading, facts, known } = options
  let top: PageNode | null = scope.root.parent
  while (heading && top && !top.contains(heading)) top = top.parent
  if (!top || top.tag === '#root') return []
  const seen = new Set(
    known.flatMap(({ block }) => (block.kind === 'figure' ? [imageName(block.image)] : [])),
  )
  const found: PlacedBlock[] = []
  for (const node of tree.nodes.slice(top.order, scope.root.order)) {
    if (found.length >= 3) break
    const isPicture = node.tag === 'figure' || node.tag === 'img' || node.tag === 'amp-img'
    if (!isPicture || (scope.around[node.order] && !isInPlayer(node))) continue
    if (node.contains(scope.root) || leadsElsewhere(node, facts.url)) continue
    for (const placed of readOne(node, scope, facts.base)) {
      if (placed.block.kind !== 'figure' || seen.has(imageName(placed.block.image))) continue
      seen.add(imageName(placed.block.image))
      found.push(placed)
    }
  }
  return found
}

function isInPlayer(node: PageNode): boolean {
  for (let up = node.parent, level = 0; up && level < 4; up = up.parent, level++)
    if (isPlayer(up)) return true
  return false
}

function leadsElsewhere(node: PageNode, url: string): boolean {
  for (let up = node.parent, level = 0; up && level < 4; up = up.parent, level++) {
    if (up.tag !== 'a') continue
    const href = up.attributes['href'] ?? ''
    return !(
      href === '' ||
      href.startsWith('#') ||
      /\.(?:jpe?g|png|webp|gif)/i.test(href) ||
      url.includes(href)
    )
  }
  return false
}

const leadNames =
  /lead|summary|standfirst|intro|excerpt|subtitle|sub-?head|sub-?line|dek|deck|description|vorspann|abstract|chapo|bajada|sommario|occhiello|ingress|preamble|teaser-?text|zhaiyao|daodu/
const captionLike = /caption|credit|figure|image|photo|gallery|video|player/

function namesAround(node: PageNode): string {
  return `${node.names} ${node.parent?.names ?? ''} ${node.tag === 'figcaption' ? 'caption' : ''}`
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
