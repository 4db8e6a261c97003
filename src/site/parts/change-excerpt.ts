import type { DiffPiece, TextComparison } from '#access'
import { type Html, html, nothing } from '../html.ts'
import type { Messages } from '../messages/en.ts'
import { differencePiece } from './difference.ts'

/** Of what did not change, on either side of what did. */
const contextCharsMax = 18
/** Of one piece that came or went. */
const pieceCharsMax = 48
/** Pieces that are shown, what did not change between them included. */
const piecesMax = 7

/**
 * The first words that a rewrite changed, struck out and written in as on a printer's proof: of the title, where that
 * changed, else of the first paragraph that differs. Nothing where both versions have the same text.
 */
export function changeExcerpt(
  say: Messages,
  { title, body }: { readonly title: TextComparison; readonly body: TextComparison },
): Html {
  const paragraph = [...title.paragraphs, ...body.paragraphs].find(({ kind }) => kind !== 'same')
  if (!paragraph) return nothing
  const first = paragraph.pieces.findIndex(({ kind }) => kind !== 'same')
  const from = Math.max(0, first - 1)
  const pieces = paragraph.pieces.slice(from, from + piecesMax)
  const isCut = from > 0 || from + piecesMax < paragraph.pieces.length
  return html`${pieces.map((piece, index) =>
    differencePiece(shortened(piece, { isFirst: index === 0, isLast: index === pieces.length - 1 }), say),
  )}${isCut ? '…' : ''}`
}

function shortened(piece: DiffPiece, { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): DiffPiece {
  const chars = [...piece.text]
  const max = piece.kind === 'same' ? contextCharsMax : pieceCharsMax
  if (chars.length <= max) return piece
  const text =
    piece.kind !== 'same' || isLast
      ? `${chars.slice(0, max).join('')}…`
      : isFirst
        ? `…${chars.slice(-max).join('')}`
        : `${chars.slice(0, max / 2).join('')}…${chars.slice(-max / 2).join('')}`
  return { ...piece, text }
}
