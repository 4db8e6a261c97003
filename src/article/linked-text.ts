import { normalise, type Segment } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/** The deepest element that holds nearly all paragraphs that JSON-LD's articleBody has too. */
export function matchLinkedText(
  segments: readonly Segment[],
  body: string,
): { root: PageNode; segments: ReadonlySet<PageNode>; weight: number } | null {
  const wanted = normalise(body.slice(0, 200_000).replace(/<[^<>]{0,2000}>/g, ' '))
  if (wanted.length < 150) return null
  const shingles = new Set<string>()
  for (let at = 0; at + shingleChars <= wanted.length; at++) shingles.add(wanted.slice(at, at + shingleChars))
  const held = new Map<PageNode, number>()
  const containers = new Set<PageNode>()
  let total = 0
  for (const segment of segments) {
    if (segment.weight < 24 || !isMostlyIn(segment.text, shingles)) continue
    total += segment.weight
    containers.add(segment.container)
    for (let node: PageNode | null = segment.container; node; node = node.parent) {
      held.set(node, (held.get(node) ?? 0) + segment.weight)
    }
  }
  if (total < 0.5 * wanted.length) return null
  let deepest: PageNode | null = null
  for (const [node, weight] of held) {
    if (weight >= 0.9 * total && (!deepest || node.order > deepest.order)) deepest = node
  }
  return deepest && { root: inParagraph(deepest), segments: containers, weight: total }
}

// Long enough to be no chance, short enough to survive a changed word near by.
const shingleChars = 12

function isMostlyIn(segmentText: string, shingles: ReadonlySet<string>): boolean {
  const text = normalise(segmentText)
  let hits = 0
  let count = 0
  for (let at = 0; at + shingleChars <= text.length; at += 6) {
    count++
    if (shingles.has(text.slice(at, at + shingleChars))) hits++
  }
  return count > 0 && hits >= count * 0.6
}

/** A body in one paragraph is that of the block around it. */
function inParagraph(node: PageNode): PageNode {
  return (node.tag === 'p' || node.tag === 'span') && node.parent ? node.parent : node
}
