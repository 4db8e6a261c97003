import type { HttpUrl } from '#model'
import { textOfBlock } from './block-text.ts'
import { imageName, type PlacedBlock, readBlocks, readOne } from './body-blocks.ts'
import { type BodyScope, goodnessOf } from './body-scope.ts'
import { isPlayer } from './boilerplate.ts'
import { isPictureBox } from './figures.ts'
import { isNoiseLine } from './noise-lines.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { isHeadMatter } from './signature.ts'

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
  // Most lines are no lead, and need no comparing.
  let body: string | null = null
  const lead: PlacedBlock[] = []
  for (const segment of segments) {
    if (segment.order < heading.endOrder || segment.order >= scope.root.order) continue
    const { container, text, weight, linkWeight } = segment
    if (scope.around[container.order] || weight < 50 || weight > 1200 || linkWeight > weight * 0.4) continue
    if (isHeadMatter(text) || isNoiseLine(text)) continue
    const own = normalise(text)
    const isDescription =
      own.length > 30 &&
      description.length > 30 &&
      (description.startsWith(own.slice(0, 60)) || own.startsWith(description.slice(0, 60)))
    // Paragraphs beside the body's element are of one text with it: a paywall may enclose but the rest.
    const isBeside = container.tag === 'p' && container.parent === scope.root.parent
    if (
      !isDescription &&
      !(isBeside && weight > 150) &&
      !(leadNames.test(namesAround(container)) && weight > 50) &&
      !(goodnessOf(segment) > 0.9 && /[.!?。！？…”"»)]$/.test(text))
    )
      continue
    // A standfirst often begins as the text does and goes on otherwise; of characters, a few say as much.
    body ??= normalise(bodyText.slice(0, 5000))
    if (
      body.includes(own.slice(0, /[\u3040-\u9fff]/.test(own) ? 60 : 200)) ||
      captionLike.test(namesAround(container))
    )
      continue
    // What lies around the body's element is a line of its own before it, not all that is in there.
    if (container.contains(scope.root)) {
      lead.push({ block: { kind: 'paragraph', runs: [{ text }] }, node: container, linkShare: 0 })
      continue
    }
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
    for (const placed of readOne(boxOf(node), scope, facts.base)) {
      if (placed.block.kind !== 'figure' || seen.has(imageName(placed.block.image))) continue
      seen.add(imageName(placed.block.image))
      found.push(placed)
    }
  }
  return found
}

/** The box with the picture and its caption, where there is one. */
function boxOf(picture: PageNode): PageNode {
  for (let up = picture.parent, level = 0; up && level < 4; up = up.parent, level++)
    if (isPictureBox(up)) return up
  return picture
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
