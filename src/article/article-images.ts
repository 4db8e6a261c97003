import { type ImageRef, tryParseHttpUrl } from '#model'
import { imageName, type PlacedBlock } from './body-blocks.ts'
import { placeInLinked } from './json-ld.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { squeeze, textUnder, weightOf } from './page-text.ts'
import { parsePage } from './page-tree.ts'
import { placeOf } from './place-of.ts'

export interface ImagesFinding {
  readonly images: readonly ImageRef[]
  readonly rule: string
  /** The element of the first. */
  readonly where: string
}

/**
 * The body's pictures, with the captions that they are shown with, else those that JSON-LD gives them. Where it shows none, the one
 * that the page names for sharing, unless that is the outlet's own.
 */
export function findImages(blocks: readonly PlacedBlock[], facts: PageFacts): ImagesFinding | null {
  const linked = linkedCaptions(facts)
  const figures = blocks.flatMap(({ block, node }) => {
    if (block.kind !== 'figure') return []
    const caption = block.caption ?? linked.get(imageName(block.image)) ?? longAlt(block.alt)
    return [{ url: block.image, caption, node }]
  })
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
    ? { images: [{ url, caption: linked.get(imageName(url)) ?? null }], rule: named.rule, where: named.where }
    : null
}

function sharedImage(facts: PageFacts): { address: string; rule: string; where: string } | null {
  for (const name of ['og:image', 'twitter:image', 'twitter:image:src']) {
    const address = metaOf(facts, name)
    if (address) return { address, rule: name, where: `meta[${name}]` }
  }
  const address = facts.linked?.images[0]?.url
  return address ? { address, rule: 'json-ld image', where: placeInLinked(facts.linked, 'image') } : null
}

/** By the picture's name: it stands in several sizes. */
function linkedCaptions({ linked, base }: PageFacts): ReadonlyMap<string, string> {
  const captions = new Map<string, string>()
  for (const { url, caption } of linked?.images ?? []) {
    const address = caption ? tryParseHttpUrl(url, base) : null
    if (caption && address) captions.set(imageName(address), squeeze(textUnder(parsePage(caption).root)))
  }
  return captions
}

/** A text alternative that is a sentence stands in for a caption. */
function longAlt(alt: string | null): string | null {
  return alt && weightOf(alt) >= 24 && !/\.\w{3,4}$/.test(alt) ? alt : null
}
