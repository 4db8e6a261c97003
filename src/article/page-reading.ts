import { textOfBlock } from './block-text.ts'
import { type PlacedBlock, readBlocks } from './body-blocks.ts'
import { type BodyScope, findBodyScope } from './body-scope.ts'
import { keepCore } from './core-blocks.ts'
import { type HintedParts, scopeOfHint, titleOfHint } from './hinted-parts.ts'
import { readLead, readLeadImages } from './lead-blocks.ts'
import { linesAround, startOfText } from './lines-around.ts'
import { type LinkedBody, readLinkedBody } from './linked-body.ts'
import { metaOf } from './page-facts.ts'
import { type Segment, weightOf } from './page-text.ts'
import type { ParsedPage } from './parsed-page.ts'
import { isNameOfSite } from './site-name.ts'
import { findTitle, type TitleFinding, titleBeside } from './title.ts'
import { trimBlocks } from './trim-blocks.ts'

/** What of a page is its article: the title, the element of the text, and the text as blocks. */
export interface PageReading {
  readonly heading: TitleFinding | null
  /** Null where the page shows no text. */
  readonly scope: BodyScope | null
  /** Where the text is only told to machines. */
  readonly linked: LinkedBody | null
  readonly blocks: readonly PlacedBlock[]
  /** Their text, a line each. */
  readonly text: string
  /** The paragraphs of the text's element, before what signs the text is taken off: by-lines stand there. */
  readonly paragraphs: readonly string[]
  /** Lines from somewhat before the heading to the text. */
  readonly before: readonly Segment[]
  /** Lines behind the text, its last ones among them. */
  readonly after: readonly Segment[]
}

/** Tells the article from the page around it. */
export function readPage(page: ParsedPage, hinted: HintedParts): PageReading {
  const { tree, facts, segments } = page
  const claimed = titleOfHint(hinted) ?? findTitle(tree, segments, facts)
  const found = findBodyScope(tree, segments, facts, claimed?.heading ?? null)
  const scope = scopeOfHint(hinted, tree, found) ?? found
  const heading = chooseHeading(claimed, scope, page)
  const core = scope ? keepCore(readBlocks(scope.root, scope, facts.base), scope) : []
  const shown = scope ? shownBlocks(page, core, scope, heading) : []
  const linked = readLinkedBody(facts, tree.scripts, heading?.title ?? facts.title, weightOf(textOf(shown)))
  const blocks = linked?.blocks ?? shown
  const paragraphs = core.flatMap(({ block }) => (block.kind === 'figure' ? [] : textOfBlock(block) || []))
  const around = linesAround(segments, scope, heading?.heading ?? null)
  return { heading, scope, linked, blocks, text: textOf(blocks), paragraphs, ...around }
}

/**
 * The title that the page claims, where it shows it, or all agree on it; else the line before the text that looks
 * like a heading.
 */
function chooseHeading(
  claimed: TitleFinding | null,
  scope: BodyScope | null,
  { facts, segments }: ParsedPage,
): TitleFinding | null {
  const isSite = claimed !== null && isNameOfSite(claimed.title, facts)
  const isOnRecord = claimed !== null && claimed.sure >= sureTitle && !isSite
  if ((claimed?.heading && !isSite) || isOnRecord || !scope) return claimed
  const isWeak = isSite || (claimed?.title.length ?? 0) < 6
  return titleBeside(segments, startOfText(segments, scope), isWeak) ?? claimed
}

// From here on a title stands also where the page shows it nowhere, as one that is only drawn in a picture.
const sureTitle = 0.9

/** The blocks without what signs, ends or surrounds the text, with the standfirst and the pictures above it. */
function shownBlocks(
  { tree, facts, segments }: ParsedPage,
  core: readonly PlacedBlock[],
  scope: BodyScope,
  title: TitleFinding | null,
): PlacedBlock[] {
  const people = (facts.linked?.authors ?? []).map((each) => each.name)
  const meta = metaOf(facts, 'author', 'byl', 'parsely-author', 'sailthru.author')
  const blocks = trimBlocks(core, title, meta ? [...people, meta] : people)
  const bodyText = blocks.map((each) => textOfBlock(each.block)).join(' ')
  const heading = title?.heading ?? null
  // A hint names the whole text: what stands above it is no standfirst.
  const isWhole = scope.rule === 'hint'
  const lead = isWhole ? [] : readLead({ segments, scope, facts, heading, base: facts.base, bodyText })
  const pictures = readLeadImages({ tree, scope, heading, facts, known: blocks })
  return [...lead, ...pictures, ...blocks]
}

function textOf(blocks: readonly PlacedBlock[]): string {
  return blocks
    .map((each) => textOfBlock(each.block))
    .filter(Boolean)
    .join('\n')
}
