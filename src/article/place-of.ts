import type { PageNode } from './page-node.ts'

/** A short path to an element, as evidence is told: `article.news > div#content`. Empty for null. */
export function placeOf(node: PageNode | null): string {
  const steps: string[] = []
  for (let at = node; at && at.tag !== '#root' && steps.length < 4; at = at.parent) {
    const id = at.attribute('id')
    const first = at.attribute('class')?.trim().split(/\s+/)[0]
    steps.unshift(`${at.tag}${id ? `#${id}` : first ? `.${first}` : ''}`.slice(0, 60))
  }
  return steps.join(' > ')
}
