import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { isMetaLine } from './meta-line.ts'
import { normalise, weightOf } from './page-text.ts'
import { isHeadMatter, isSignatureLine } from './signature.ts'
import { sharedPairs, type TitleFinding } from './title.ts'

/**
 * Where the text starts: behind the heading, where the element holds it; then behind lines that are no running text
 * (by-line, time, section), as long as running text follows soon.
 */
export function startOf(blocks: readonly PlacedBlock[], title: TitleFinding | null): number {
  const heading = title?.heading ?? null
  let start = 0
  if (heading) {
    const behind = blocks.findIndex((each) => each.node.order > heading.order && !heading.contains(each.node))
    const isInside = blocks.some((each) => heading.contains(each.node))
    if (isInside && behind > 0) start = behind
  }
  const longest = longestOf(blocks.slice(start))
  for (let index = start; index < Math.min(blocks.length, start + 14); index++) {
    const { block } = blocks[index]!
    const text = textOfBlock(block)
    if (text === '') continue
    // What breaks off at a comma goes on in the next line.
    if (weightOf(text) === longest || /[，、]$/.test(text)) break
    if (
      isAboveByline(blocks, index) ||
      (title && sameLine(text, title.title)) ||
      isMetaLine(text) ||
      isSignatureLine(text) ||
      (isHeadMatter(text) && !holdsSentence(blocks.slice(start, index))) ||
      isRepeatedBelow(blocks, index) ||
      isNearTitle(text, title) ||
      isNameInTitle(text, title) ||
      isLinkAbove(blocks[index]!)
    )
      start = index + 1
    else if (
      isInsideOf(blocks, index) &&
      weightOf(text) < 50 &&
      !/[.!?。！？…:：”"»]$/.test(text) &&
      block.kind === 'paragraph' &&
      heading &&
      start > 0
    )
      start = index + 1
    else if (weightOf(text) > 60) break
  }
  return start >= blocks.length ? 0 : start
}

/** A subtitle or a repeated title: no sentence, with a by-line or a time line within the next two lines. */
function isAboveByline(blocks: readonly PlacedBlock[], index: number): boolean {
  const text = textOfBlock(blocks[index]!.block)
  if (weightOf(text) > 130 || /[。！？.!?…”"]$/.test(text)) return false
  return blocks
    .slice(index + 1, index + 3)
    .map((each) => textOfBlock(each.block))
    .some(
      (each) => each !== '' && /[\u4e00-\u9fff]/.test(each) && (isSignatureLine(each) || isMetaLine(each)),
    )
}

/** A caption or a summary behind a sentence says nothing against the sentence. */
function holdsSentence(blocks: readonly PlacedBlock[]): boolean {
  return blocks.some(
    ({ block }) => block.kind === 'paragraph' && /[。！？!?]["”』」]?$/.test(textOfBlock(block)),
  )
}

/** What the event was called on its banner, set above a text that names it in its first paragraph: no sentence, all of it said again. */
function isRepeatedBelow(blocks: readonly PlacedBlock[], index: number): boolean {
  const text = textOfBlock(blocks[index]!.block)
  const below = blocks[index + 1]
  if (!below || text.length > 80 || /[。！？.!?…，、；：,;:]$/.test(text)) return false
  // A name or a place is also said again.
  if (weightOf(text) < 24) return false
  return normalise(textOfBlock(below.block).slice(0, 400)).includes(normalise(text))
}

/** The title again, or a part of it with its kicker: short, without an end, most of it in the title. */
function isNearTitle(text: string, title: TitleFinding | null): boolean {
  if (
    !title ||
    text.length < 6 ||
    text.length > title.title.length * 1.6 + 6 ||
    /[。！？.!?…，、；：,;:]$/.test(text)
  )
    return false
  return sharedPairs(normalise(text), normalise(title.title)) > 0.7
}

/** `某某` above a text called `某某：…`: who wrote or said it. */
function isNameInTitle(text: string, title: TitleFinding | null): boolean {
  return (
    title !== null &&
    text.length <= 12 &&
    /^[：:]/.test(title.title.slice(text.length)) &&
    title.title.startsWith(text)
  )
}

/** The last of a list of other pages. */
function isLinkAbove({ block, linkShare }: PlacedBlock): boolean {
  return block.kind === 'paragraph' && linkShare > 0.95
}

function isInsideOf(blocks: readonly PlacedBlock[], index: number): boolean {
  return blocks.slice(index + 1, index + 6).some((each) => weightOf(textOfBlock(each.block)) > 100)
}

function sameLine(a: string, b: string): boolean {
  const clean = (text: string) =>
    text
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}]+/gu, '')
      .toLowerCase()
  return clean(a) === clean(b)
}

/** The weight of the longest block. */
export function longestOf(blocks: readonly PlacedBlock[]): number {
  let longest = 0
  for (const { block } of blocks.slice(0, 5000)) longest = Math.max(longest, weightOf(textOfBlock(block)))
  return longest
}
