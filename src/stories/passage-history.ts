import type { Instant, Snapshot, SnapshotId } from '#model'
import { compareTexts } from './compare-texts.ts'
import { locatePassage, type Passage } from './passage.ts'
import type { DiffPiece, TextComparison } from './stories.ts'

/** A time in which an article had a passage, as far as its captures show. */
export interface PassageSpan {
  /** The first snapshot that has it; the article may have had it before. */
  readonly since: SnapshotId
  readonly sinceAt: Instant
  /** The last one that has it. */
  readonly last: SnapshotId
  readonly lastAt: Instant
  /** The first one without it; null where it still stands. */
  readonly until: SnapshotId | null
  readonly untilAt: Instant | null
}

/** What became of a passage in one article. */
export interface PassageHistory {
  /** How much of the passage its best revision has, 0 to 1. */
  readonly contained: number
  readonly isExact: boolean
  /** Oldest first; more than one where it went and came back. */
  readonly spans: readonly PassageSpan[]
  /** The paragraphs where it last stood, with what took its place; null where it still stands. */
  readonly change: readonly DiffPiece[] | null
}

/** Where no revision has it word for word, those that have nearly as much as the best have it. */
const nearlyShare = 0.9
/** Words that did not change are kept so far around what did. */
const contextChars = 30
const paragraphCountMax = 6

/** @param revisions Of one article, oldest first. Null where none has at least `containedMin` of the passage. */
export function passageHistory(
  passage: Passage,
  revisions: readonly Pick<Snapshot, 'id' | 'capturedAt' | 'article'>[],
  containedMin: number,
): PassageHistory | null {
  const matches = revisions.map(({ article }) => locatePassage(passage, readable(article)))
  const contained = Math.max(0, ...matches.map((match) => match?.contained ?? 0))
  if (contained < containedMin) return null
  const isExact = matches.some((match) => match?.isExact)
  const stands = matches.map((match) =>
    isExact ? match?.isExact === true : (match?.contained ?? 0) >= nearlyShare * contained,
  )
  const spans: PassageSpan[] = []
  for (let index = 0; index < revisions.length; index++) {
    if (!stands[index]) continue
    const first = revisions[index]!
    while (stands[index + 1]) index++
    const last = revisions[index]!
    const next = revisions[index + 1]
    spans.push({
      since: first.id,
      sinceAt: first.capturedAt,
      last: last.id,
      lastAt: last.capturedAt,
      until: next?.id ?? null,
      untilAt: next?.capturedAt ?? null,
    })
  }
  const ended = spans.at(-1)
  const find = (id: SnapshotId | null | undefined) => revisions.find((each) => each.id === id)?.article
  const [before, after] = [find(ended?.last), find(ended?.until)]
  return { contained, isExact, spans, change: before && after ? changeOf(passage, before, after) : null }
}

function readable({ title, text }: { title: string; text: string }): string {
  return `${title}\n${text}`
}

function changeOf(
  passage: Passage,
  before: Parameters<typeof readable>[0],
  after: Parameters<typeof readable>[0],
): DiffPiece[] {
  const { paragraphs } = compareTexts(readable(before), readable(after))
  const chosen = new Set<number>()
  for (const [index, paragraph] of paragraphs.entries()) {
    if (!hadSomeOf(passage, paragraph)) continue
    chosen.add(index)
    if (paragraph.kind === 'changed') continue
    // Rewritten beyond recognition: what was added in the same gap stands there now.
    for (let next = index + 1; paragraphs[next] && paragraphs[next]!.kind !== 'same'; next++)
      if (paragraphs[next]!.kind === 'added') chosen.add(next)
  }
  return [...chosen]
    .sort((a, b) => a - b)
    .slice(0, paragraphCountMax)
    .flatMap((index, nth): DiffPiece[] => [
      ...(nth > 0 ? [{ kind: 'same', text: '\n' } as const] : []),
      ...withoutFarWords(paragraphs[index]!.pieces),
    ])
}

function hadSomeOf(passage: Passage, { kind, pieces }: TextComparison['paragraphs'][number]): boolean {
  if (kind !== 'changed' && kind !== 'removed') return false
  const old = pieces.flatMap((piece) => (piece.kind === 'added' ? [] : piece.text)).join('')
  // Of a long passage a stretch of some length, not one common word.
  return (locatePassage(passage, old)?.contained ?? 0) >= Math.min(0.2, 6 / passage.units.length)
}

function withoutFarWords(pieces: readonly DiffPiece[]): DiffPiece[] {
  return pieces.map((piece, index) => {
    if (piece.kind !== 'same' || piece.text.length <= 2 * contextChars) return piece
    const chars = [...piece.text]
    const [head, tail] = [chars.slice(0, contextChars).join(''), chars.slice(-contextChars).join('')]
    if (index === 0) return { ...piece, text: `…${tail}` }
    return { ...piece, text: index === pieces.length - 1 ? `${head}…` : `${head}…${tail}` }
  })
}
