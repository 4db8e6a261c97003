import { foldText } from '#model'
import { compareTexts } from './compare-texts.ts'
import type { DiffPiece, TextComparison } from './stories.ts'
import { isUnknownWord } from './words.ts'

/** What a revision did to an article, the gravest first. */
export const revisionKinds = [
  'gutted',
  'restored',
  'correction',
  'title',
  'number',
  'name',
  'paragraph-removed',
  'paragraph-added',
  'wording',
] as const
export type RevisionKind = (typeof revisionKinds)[number]

export interface RevisionChanges {
  readonly title: TextComparison
  readonly body: TextComparison
  /** Each kind once, in the order of `revisionKinds`; none where title and text are the same. */
  readonly kinds: readonly RevisionKind[]
  /** Whether the revision says that it is one: a correction, a clarification, an editor's note that was not there. */
  readonly isDeclared: boolean
}

interface Version {
  readonly title: string
  readonly text: string
}

/** Of the text, less than this part is left where it was gutted. */
const gutShare = 0.25
/** A shorter text than this has nothing to be gutted of. */
const guttedCharsMin = 80
/** Paragraphs of fewer characters are no news by themselves: a credit, a "read more". */
const paragraphCharsMin = 12
const nameCharsMax = 30

/** Tells how a later version of an article differs from an earlier one, and of what kind each change is. */
export function revisionChanges(from: Version, to: Version): RevisionChanges {
  const title = compareTexts(from.title, to.title)
  const body = compareTexts(from.text, to.text)
  const added = textOf(title, 'added') + textOf(body, 'added')
  const isDeclared = notice.test(foldText(added)) && !notice.test(foldText(`${from.title}\n${from.text}`))
  const inBody = replacements(body)
  const has: Readonly<Record<RevisionKind, boolean>> = {
    gutted: isGutted(from.text, to.text),
    restored: isGutted(to.text, from.text),
    correction: isDeclared,
    title: isChanged(title),
    number: [...replacements(title), ...inBody].some(([before, after]) => isOtherNumber(before, after)),
    // A headline is rewritten phrase by phrase: what looks like names there are none.
    name: inBody.some(([before, after]) => isOtherName(before, after)),
    'paragraph-removed': hasParagraph(body, 'removed'),
    'paragraph-added': hasParagraph(body, 'added'),
    wording: false,
  }
  const kinds = revisionKinds.filter((kind) => has[kind])
  const isOther = kinds.length === 0 && (isChanged(title) || isChanged(body))
  return { title, body, kinds: isOther ? ['wording'] : kinds, isDeclared }
}

// At the start of a line or of a bracket: a text that tells of somebody else's correction is none.
const notice =
  /(?:^|[\n(【[。])\s*(?:更正|勘误|订正|澄清|致歉|更新|编者注|编者按|编辑注|本文已|本报道已|correction|corrected|clarification|editor'?s? note|an earlier version|this (?:article|story) (?:has been|was) (?:updated|amended|corrected))/u

function isGutted(before: string, after: string): boolean {
  return before.trim().length >= guttedCharsMin && after.trim().length < gutShare * before.trim().length
}

function isChanged({ addedChars, removedChars }: TextComparison): boolean {
  return addedChars + removedChars > 0
}

function hasParagraph({ paragraphs }: TextComparison, kind: 'added' | 'removed'): boolean {
  return paragraphs.some((each) => each.kind === kind && charCount(each.pieces) >= paragraphCharsMin)
}

function charCount(pieces: readonly DiffPiece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.trim().length, 0)
}

function textOf({ paragraphs }: TextComparison, kind: DiffPiece['kind']): string {
  return paragraphs
    .map(({ pieces }) => `${pieces.flatMap((piece) => (piece.kind === kind ? piece.text : [])).join('')}\n`)
    .join('')
}

/** What stood in a place and what took it, inside paragraphs that stayed. */
function replacements({ paragraphs }: TextComparison): [string, string][] {
  return paragraphs.flatMap(({ kind, pieces }) => {
    if (kind !== 'changed') return []
    return pieces.flatMap((piece, index): [string, string][] => {
      const next = pieces[index + 1]
      return piece.kind === 'removed' && next?.kind === 'added' ? [[piece.text, next.text]] : []
    })
  })
}

function isOtherNumber(before: string, after: string): boolean {
  const numbers = [before, after].map((text) => (foldText(text).match(number) ?? []).join(' '))
  return numbers[0] !== numbers[1] && numbers.every((each) => each !== '')
}

// 三 alone is part of a word more often than a figure.
const number = /\p{Nd}+(?:[.,:]\p{Nd}+)*|[零〇一二两三四五六七八九十百千万亿]{2,}/gu

function isOtherName(before: string, after: string): boolean {
  const isName = (text: string) => text.length <= nameCharsMax && (hanName(text) || latinName.test(text))
  return isName(before.trim()) && isName(after.trim()) && foldText(before) !== foldText(after)
}

/** A person's name of two to four characters is what no dictionary has; a foreign one has its dot. */
function hanName(text: string): boolean {
  if (/^\p{sc=Han}+(?:·\p{sc=Han}+)+$/u.test(text)) return true
  return /^\p{sc=Han}{2,4}$/u.test(text) && isUnknownWord(foldText(text))
}

const latinName = /^(?:\p{Lu}[\p{L}\p{M}'’.-]*)(?: \p{Lu}[\p{L}\p{M}'’.-]*){0,4}$/u
