/** Where a list goes on: the sort values of the last item shown. */
export type CursorValues = readonly (string | number)[]

export function formatCursor(values: CursorValues): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/**
 * @param shape The type of each value, such as `['number', 'string']`.
 * @throws {RangeError} if the text was not made by `formatCursor` for a list of this shape.
 */
export function parseCursor(text: string, shape: readonly ('string' | 'number')[]): (string | number)[] {
  const values = tryParse(text)
  const fits =
    Array.isArray(values) &&
    values.length === shape.length &&
    values.every((value, index) => typeof value === shape[index] && value !== Infinity)
  if (!fits)
    throw new RangeError('The cursor does not belong to this list. Ask for the first page without one.')
  return values
}

function tryParse(text: string): unknown {
  if (text.length > 1000) return null
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return null
  }
}
