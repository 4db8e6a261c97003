import { endOf } from './article-end.ts'
import { longestOf, startOf } from './article-start.ts'
import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { isStrayMeta } from './meta-line.ts'
import { isNoise } from './noise-lines.ts'
import { normalise } from './page-text.ts'
import { withCaptions, withoutSignature } from './signature.ts'
import type { TitleFinding } from './title.ts'

/**
 * Takes off what stands in the article's element but is no part of its text: the line of time and source at the
 * start; editors, sharing, related lists, disclaimers and copyright at the end.
 *
 * @param people Whom the page names as its authors to machines: a line that is only such a name is a by-line.
 */
export function trimBlocks(
  blocks: readonly PlacedBlock[],
  title: TitleFinding | null,
  people: readonly string[],
): PlacedBlock[] {
  const names = new Set(people.map(normalise))
  const bare: PlacedBlock[] = []
  for (const [index, each] of blocks.entries()) {
    const isEdge = index < 8 || index > blocks.length - 6
    if (isNoise(each) || (index < 8 && isStrayMeta(each))) continue
    if (!isEdge || each.block.kind !== 'paragraph' || !isOnly(names, textOfBlock(each.block))) bare.push(each)
  }
  const captioned = withCaptions(bare)
  // The caption of a picture story is its text.
  const kept = longestOf(captioned) < 0.5 * longestOf(bare) ? bare : captioned
  const start = startOf(kept, title)
  const end = endOf(kept, start)
  // Figures before the first line of text stay: the lead image.
  const lead = kept.slice(0, start).filter((each) => each.block.kind === 'figure')
  return [...lead, ...unsigned(kept.slice(start, end))]
}

function isOnly(names: ReadonlySet<string>, text: string): boolean {
  return text.length < 60 && names.has(normalise(text.replace(/^(?:by|von|par|por|di|door)\s+/i, '')))
}

/** Without the signature behind the last sentence. */
function unsigned(blocks: readonly PlacedBlock[]): PlacedBlock[] {
  const index = blocks.findLastIndex(
    (each) => each.block.kind === 'paragraph' && textOfBlock(each.block) !== '',
  )
  const stripped = index >= 0 ? withoutSignature(blocks[index]!) : null
  return stripped ? blocks.with(index, stripped) : [...blocks]
}
