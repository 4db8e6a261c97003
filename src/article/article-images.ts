import { type ImageRef, tryParseHttpUrl } from '#model'
import type { PlacedBlock } from './body-blocks.ts'
import { placeInLinked } from './json-ld.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { weightOf } from './page-text.ts'
import { placeOf } from './place-of.ts'

export interface ImagesFinding {
  readonly images: readonly ImageRef[]
  readonly rule: string
  /** The element of the first. */
  readonly where: string
}

/** The body's pictures; where it shows none, the one that the page names for sharing, unless that is the outlet's own. */
export function findImages(blocks: readonly PlacedBlock[], facts: PageFacts): ImagesFinding | null {
  const figures = blocks.flatMap(({ block, node }) =>
    block.kind === 'figure' ? [{ url: block.image, caption: block.caption ?? longAlt(block.alt), node }] : [],
  )
  const first = figures[0]
  if (first)
    return {
      images: figures.map(({ url, caption }) => ({ url, caption })),
      rule: 'figures of the text',
      where: placeOf(first.node),
    }
  const named = sharedImage(facts)
  const url = named && tryParseHttpUrl(named.address, facts.base)
  return url && !/logo|default|placeholder|fallback|share|icon|avatar/i.test(url)
    ? { images: [{ url, caption: null }], rule: named.rule, where: named.where }
    : null
}

function sharedImage(facts: PageFacts): { address: string; rule: string; where: string } | null {
  for (const name of ['og:image', 'twitter:image', 'twitter:image:src']) {
    const address = metaOf(facts, name)
    if (address) return { address, rule: name, where: `meta[${name}]` }
  }
  const address = facts.linked?.images[0]
  return address ? { address, rule: 'json-ld image', where: placeInLinked(facts.linked, 'image') } : null
}

/** A text alternative that is a sentence stands in for a caption. */
function longAlt(alt: string | null): string | null {
  return alt && weightOf(alt) >= 24 && !/\.\w{3,4}$/.test(alt) ? alt : null
}
