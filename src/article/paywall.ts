import type { PageFacts } from './page-facts.ts'
import { metaOf } from './page-facts.ts'
import type { PageTree } from './page-tree.ts'

/** Whether the page says that all may read it whole: by JSON-LD, by a meta tag, or by the wall that it shows. */
export function readAccess(tree: PageTree, facts: PageFacts): 'free' | 'paid' | null {
  const isFree = facts.linked?.isFree ?? null
  if (isFree === false) return 'paid'
  const tier = metaOf(facts, 'article:content_tier', 'og:article:content_tier', 'content_tier')
  if (tier && /^(?:locked|metered|paid|premium)$/i.test(tier)) return 'paid'
  if (showsWall(tree)) return 'paid'
  return isFree || /^free$/i.test(tier ?? '') ? 'free' : null
}

function showsWall(tree: PageTree): boolean {
  for (const node of tree.nodes)
    if (node.tag === 'div' && node.weight >= wallWeightMin && wallNames.test(node.names)) return true
  return false
}

/** Names that only the box in front of hidden text has; `paywall` alone is also on the text that it would hide. */
const wallNames =
  /(?:^|[\s_-])(?:paywall|regwall|meter)[-_]?(?:offer|prompt|barrier|overlay|banner|teaser|message|modal)(?:$|[\s_-])|(?:^|\s)(?:piano-offer|subscription-required|article-locked|locked-content|pay-tips)(?:$|[\s_-])/
// A wall asks for something in at least a sentence; scripts leave empty boxes on pages for all.
const wallWeightMin = 20
