import type { PageNode } from './page-node.ts'
import type { Segment } from './page-text.ts'

/**
 * The path to an element, as evidence tells it: `html/body/div[2]/p[1]`. A step bears its place among the siblings of
 * its name, from 1, where there are several. Empty for null and for the page itself.
 */
export function placeOf(node: PageNode | null): string {
  const steps: string[] = []
  for (let at = node?.tag === '#text' ? node.parent : node; at?.parent; at = at.parent) steps.push(stepTo(at))
  return steps.reverse().join('/')
}

/** The element at a path that `placeOf` gave, for a tree of the same bytes; null where there is none. */
export function nodeAt(root: PageNode, place: string): PageNode | null {
  let at: PageNode | undefined = root
  for (const step of place.split('/')) {
    const match = /^([^[\]]+)(?:\[(\d+)\])?$/.exec(step)
    if (!match) return null
    at = at?.children.filter(({ tag }) => tag === match[1])[Number(match[2] ?? 1) - 1]
  }
  return at ?? null
}

/**
 * The path to the element that a line stands in.
 *
 * @param around Where it is at least, for a line that was put together out of several.
 */
export function placeOfLine(
  line: string,
  segments: readonly Segment[],
  around: PageNode | null = null,
): string {
  const start = line.slice(0, 40).trim()
  const segment = start === '' ? undefined : segments.find(({ text }) => text.includes(start))
  return placeOf(segment?.container ?? around) || 'html'
}

function stepTo(node: PageNode): string {
  let place = 0
  let count = 0
  for (const sibling of node.parent!.children) {
    if (sibling.tag !== node.tag) continue
    count++
    if (sibling === node) place = count
  }
  return count > 1 ? `${node.tag}[${place}]` : node.tag
}
