import { type BodyScope, goodnessOf } from './body-scope.ts'
import type { Segment } from './page-text.ts'
import type { PageNode } from './page-tree.ts'

/** Lines from somewhat before the heading to the text, and those behind the text. */
export function linesAround(
  segments: readonly Segment[],
  scope: BodyScope | null,
  heading: PageNode | null,
): { before: Segment[]; after: Segment[] } {
  if (!scope) return { before: [...segments], after: [] }
  const { root } = scope
  const bodyStart = segments.findIndex((each) => each.order >= root.order && each.weight > 80)
  const headingAt = heading ? segments.findIndex((each) => each.order >= heading.order) : -1
  const from =
    headingAt >= 0 && headingAt < bodyStart ? Math.max(0, headingAt - 8) : Math.max(0, bodyStart - 15)
  const until = bodyStart >= 0 ? bodyStart + 1 : Math.min(segments.length, from + 30)
  const bodyEnd = segments.findIndex((each) => each.order >= root.endOrder)
  const inside = segments.filter((each) => each.order >= root.order && each.order < root.endOrder).slice(-10)
  return {
    before: segments.slice(from, until),
    after: [...inside, ...(bodyEnd >= 0 ? segments.slice(bodyEnd, bodyEnd + 25) : [])],
  }
}

/** The place of the first running text in the body's element. */
export function startOfText(segments: readonly Segment[], scope: BodyScope): number {
  const first = segments.find((each) => each.order >= scope.root.order && goodnessOf(each) > 0.8)
  return first?.order ?? scope.root.order
}
