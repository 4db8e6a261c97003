import { Parser, type ParserOptions } from 'htmlparser2'

export interface MarkupHandler {
  onopentag(tag: string, attributes: Record<string, string>): void
  ontext(text: string): void
  onclosetag(tag: string): void
}

// What a browser lays out nests some hundred deep. The parser's work grows with the square of the depth:
// measured, 100,000 open tags take 6 seconds, so that a page of 20 MB would take days.
const depthMax = 5000

/** Streams markup through a handler; stops, without an error, where it nests beyond all sense. */
export function readMarkup(text: string, handler: MarkupHandler, options: ParserOptions): void {
  let depth = 0
  const parser = new Parser(
    {
      onopentag(tag, attributes) {
        if (++depth > depthMax) throw new TooDeep()
        handler.onopentag(tag, attributes)
      },
      ontext: (piece) => handler.ontext(piece),
      onclosetag(tag) {
        depth--
        handler.onclosetag(tag)
      },
    },
    options,
  )
  try {
    parser.end(text)
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error
  }
}

class TooDeep extends Error {}
