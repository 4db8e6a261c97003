import type { HttpUrl } from '#model'
import { imageName, type PlacedBlock, readBlocks, readOne, textOfBlock } from './body-blocks.ts'
import { type BodyScope, goodnessOf } from './body-scope.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, weightOf } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** Keeps what belongs to the text where something tells it from boxes between its paragraphs. */
export function keepCore(blocks: readonly PlacedBlock[], scope: BodyScope): PlacedBlock[] {
  if (scope.linked) return keepLinked(blocks, scope.linked)
  if (scope.parts.length > 1) return keepParts(blocks, scope.parts)
  return [...blocks]
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
    if (!isPicture || scope.around[node.order]) continue
    if (node.contains(scope.root) || leadsElsewhere(node, facts.url)) continue
    for (const placed of readOne(node, scope, facts.base)) {
      if (placed.block.kind !== 'figure' || seen.has(imageName(placed.block.image))) continue
      seen.add(imageName(placed.block.image))
      found.push(placed)
    }
  }
  return found
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
    if (index > last) return false
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
