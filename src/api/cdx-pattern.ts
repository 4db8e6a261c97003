import { Problem } from './problem.ts'

/**
 * The regular expressions that people write in CDX filters, as far as they can be matched in linear time:
 * characters, `.` for any one, `.*` for any number, and `|` between whole patterns. They match whole values.
 *
 * @throws {Problem} 400 on anything else that has a meaning in a regular expression.
 */
export function parsePattern(pattern: string): (value: string) => boolean {
  if (pattern.length > 500)
    throw new Problem(400, 'bad-parameter', 'filter: a pattern has at most 500 characters.')
  const alternatives = pattern.split('|').map(parseAlternative)
  return (value) => alternatives.some((matches) => matches(value))
}

function parseAlternative(pattern: string): (value: string) => boolean {
  const pieces = pattern.split('.*').map(parsePiece)
  const [first = [], ...rest] = pieces
  const last = rest.pop()
  return (value) => {
    if (!fitsAt(value, 0, first)) return false
    if (!last) return value.length === first.length
    let at = first.length
    // Taking each piece where it first fits leaves the most room for those behind it.
    for (const piece of rest) {
      while (at + piece.length <= value.length && !fitsAt(value, at, piece)) at++
      if (at + piece.length > value.length) return false
      at += piece.length
    }
    return value.length - last.length >= at && fitsAt(value, value.length - last.length, last)
  }
}

/** By character; null for any. */
type Piece = readonly (string | null)[]

function parsePiece(text: string): Piece {
  const piece: (string | null)[] = []
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (char === '\\' && at + 1 < text.length) piece.push(text[++at] as string)
    else if (char === '.') piece.push(null)
    else if (/[\\()[\]{}^$*+?]/.test(char)) {
      throw new Problem(
        400,
        'bad-parameter',
        `filter: "${char}" is not understood; there are ".", ".*" and "|".`,
      )
    } else piece.push(char)
  }
  return piece
}

function fitsAt(value: string, at: number, piece: Piece): boolean {
  return (
    at + piece.length <= value.length &&
    piece.every((char, offset) => char === null || char === value[at + offset])
  )
}
