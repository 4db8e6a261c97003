import type { HttpUrl } from '#model'
import { type PageFacts, readFacts } from './page-facts.ts'
import { readSegments, type Segment } from './page-text.ts'
import { type PageTree, parsePage } from './page-tree.ts'

/** A page as every rule looks at it: its elements, what it tells machines, and its lines as a reader sees them. */
export interface ParsedPage {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
}

export function readParsedPage(html: string, url: HttpUrl): ParsedPage {
  const tree = parsePage(html)
  const facts = readFacts(tree, url)
  return { tree, facts, segments: readSegments(tree, ({ tag }) => unread.has(tag)) }
}

const unread = new Set(['head', 'title', 'iframe', 'noscript', 'video', 'audio', 'script'])
