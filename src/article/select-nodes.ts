import type { SelectorStep } from '#model'
import type { PageNode, PageTree } from './page-tree.ts'

/** The elements that a selector means, in the page's order, at most so many. */
export function selectNodes(tree: PageTree, steps: readonly SelectorStep[], countMax: number): PageNode[] {
  const found: PageNode[] = []
  for (const node of tree.nodes) {
    if (node.tag === '#text' || node.tag === '#root' || !isMeant(node, steps)) continue
    found.push(node)
    if (found.length >= countMax) break
  }
  return found
}

/** With "within" as the only relation the nearest fitting ancestor of each step is as good as any. */
function isMeant(node: PageNode, steps: readonly SelectorStep[]): boolean {
  let index = steps.length - 1
  if (!fits(node, steps[index]!)) return false
  for (let at = node.parent; at && index > 0; at = at.parent) if (fits(at, steps[index - 1]!)) index--
  return index === 0
}

function fits(node: PageNode, { tag, id, classes, attributes }: SelectorStep): boolean {
  if (tag !== null && node.tag !== tag) return false
  if (id !== null && node.attribute('id') !== id) return false
  if (classes.length > 0) {
    const own = (node.attribute('class') ?? '').split(/\s+/)
    if (!classes.every((each) => own.includes(each))) return false
  }
  return attributes.every(({ name, value }) => {
    const said = node.attribute(name)
    return said !== undefined && (value === null || said === value)
  })
}
