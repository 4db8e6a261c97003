import type { HttpUrl } from '#model'
import { type PageFacts, readFacts } from './page-facts.ts'
import { readSegments, type Segment, textUnder, weightOf } from './page-text.ts'
import { type PageTree, parsePage } from './page-tree.ts'

/** A page as every rule looks at it: its elements, what it tells machines, and its lines as a reader sees them. */
export interface ParsedPage {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
}

export function readParsedPage(html: string, url: HttpUrl): ParsedPage {
  const page = parsedFrom(parsePage(html), url)
  return isWithoutScripts(page) ? parsedFrom(parsePage(html, { scripts: 'off' }), url) : page
}

function parsedFrom(tree: PageTree, url: HttpUrl): ParsedPage {
  const facts = readFacts(tree, url)
  return { tree, facts, segments: readSegments(tree, ({ tag }) => unread.has(tag)) }
}

/** Whether most of the page's text is what it shows where no script runs: not a word to turn them on, but an article. */
function isWithoutScripts({ tree }: ParsedPage): boolean {
  const shown = tree.root.weight
  if (shown > frameWeightMax) return false
  let hidden = 0
  for (let at = 0; at < tree.nodes.length; at++) {
    const node = tree.nodes[at]!
    if (node.tag !== 'noscript') continue
    hidden += weightOf(textUnder(node))
    // One within another is counted with it.
    at = node.endOrder - 1
  }
  return hidden >= noscriptWeightMin && hidden > 2 * shown
}

// What a page that is put together by scripts shows without them: its bars and its footer.
const frameWeightMax = 3000
// The words that ask for scripts take a sentence or two, in Chinese up to a hundred characters.
const noscriptWeightMin = 300

const unread = new Set(['head', 'title', 'iframe', 'noscript', 'video', 'audio', 'script'])
