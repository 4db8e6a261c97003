import type { Block } from '#model'
import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { baseOf, fitsScript, languageOfText, languageTag } from './language.ts'
import {
  chineseScript,
  countScripts,
  countWords,
  isPlainlyIn,
  isToldByWords,
  type Script,
  scriptOf,
} from './language-evidence.ts'
import type { PageNode } from './page-node.ts'

/**
 * Marks the passages that are in another language or script than the article: a statement in the original, a poem
 * beside its translation. All others bear no mark.
 *
 * A `lang` attribute counts where the text bears it out: templates say `lang="en"` of whatever is filled in. Text
 * without one is told by its script, or by its common words where it has enough of them.
 *
 * @param language The article's; where it is unknown, nothing can differ from it.
 */
export function withLanguages(blocks: readonly PlacedBlock[], language: string | null): PlacedBlock[] {
  const script = scriptOf(
    blocks
      .map((each) => textOfBlock(each.block))
      .join(' ')
      .slice(0, 6000),
  )
  if (language === null || script === null) return [...blocks]
  const around = { language, script }
  const found: PlacedBlock[] = []
  for (const each of blocks) {
    const block = marked(each.block, saidOf(each.node), around)
    found.push(block === each.block ? each : { ...each, block })
  }
  return found
}

interface Surroundings {
  readonly language: string
  readonly script: Script
}

function marked(block: Block, said: string | null, around: Surroundings): Block {
  if (block.kind === 'preformatted' || isCode(block)) return block
  const language = otherLanguage(textOfBlock(block).slice(0, passageCharsMax), said, around)
  return language ? { ...block, language } : block
}

function isCode(block: Block): boolean {
  return block.kind === 'paragraph' && block.runs.every((each) => each.mark === 'code')
}

// A passage of this length tells as much as a longer one.
const passageCharsMax = 400

/** The nearest `lang` attribute, below the page's own. */
function saidOf(node: PageNode): string | null {
  for (let up: PageNode | null = node; up && up.tag !== 'html' && up.tag !== 'body'; up = up.parent) {
    const tag = languageTag(up.attribute('lang') ?? up.attribute('xml:lang') ?? null)
    if (tag) return tag
  }
  return null
}

/** What a passage is in, where that is not what the article is in. */
function otherLanguage(text: string, said: string | null, around: Surroundings): string | null {
  const counts = countScripts(text)
  const script = scriptOf(text, counts)
  if (script === null) return null
  const isSaid = said !== null && baseOf(said) !== baseOf(around.language)
  if (!isNear(script, around.script)) {
    if (isSaid && fitsScript(said, script)) return said
    const letters = counts.get(script) ?? 0
    const isMixed = (counts.get(around.script) ?? 0) > 0.1 * letters
    return isMixed || letters < (script === 'Latn' ? 20 : 6) ? null : languageOfText(bare(text), script)
  }
  if (script === 'Hani') return otherChinese(text, around.language)
  if (isSaid && fitsScript(said, script)) return isBorneOut(said, text, around.language) ? said : null
  return said === null ? otherByWords(text, around.language) : null
}

/** Japanese sets lines without kana; they are no Chinese. */
function isNear(script: Script, own: Script): boolean {
  return script === own || (script === 'Hani' && own === 'Jpan')
}

/** Without addresses, whose letters are no words. */
function bare(text: string): string {
  return text.replace(/https?:\/\/\S+/g, ' ')
}

/** A passage in the other of the two Chinese scripts, where most of what tells them apart says so. */
function otherChinese(text: string, language: string): string | null {
  if (baseOf(language) !== 'zh') return null
  const seen = chineseScript(text)
  return seen.language !== language && seen.own >= 6 && seen.own > 8 * seen.other ? seen.language : null
}

/** Whether the words of a passage are rather those of the language that its markup says. */
function isBorneOut(said: string, text: string, language: string): boolean {
  const counts = countWords(text)
  const own = counts.of(baseOf(language))
  return isToldByWords(baseOf(said)) ? counts.of(baseOf(said)) > own : own < 0.1 * counts.words
}

function otherByWords(text: string, language: string): string | null {
  if (text.length < sentenceChars || !isToldByWords(baseOf(language))) return null
  // Nearly all passages are in the article's language, which their beginning shows.
  if (isPlainlyIn(text.slice(0, beginningChars), baseOf(language))) return null
  const counts = countWords(bare(text))
  const { most, words } = counts
  if (most === null || most === baseOf(language)) return null
  const hits = counts.of(most)
  return hits >= 5 && hits > 0.2 * words && hits > 3 * counts.of(baseOf(language)) ? most : null
}

// In less than this, a title or an address is all there may be.
const sentenceChars = 60
const beginningChars = 150
