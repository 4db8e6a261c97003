import { decodeReferences } from './character-references.ts'

/** What a scanner tells of a page, in the page's order. Names are in lower case. */
export interface MarkupSink {
  /** Says what follows the tag. */
  openTag(tag: StartTag): Following
  closeTag(name: string): void
  text(text: string): void
  /** Whether CDATA is text here: in SVG and MathML. */
  isForeign(): boolean
}

/**
 * More markup; text alone up to the element's end tag, in which a character reference stands for a character or for
 * nothing but itself; text up to the page's end.
 */
export type Following = 'markup' | 'text-with-references' | 'text' | 'text-to-the-end'

/** A start tag; its values hold only until the sink has answered. */
export interface StartTag {
  readonly name: string
  readonly isSelfClosing: boolean
  readonly attributeCount: number
  /** For each attribute where in the source its name starts and ends, and its value. */
  readonly spans: readonly number[]
}

/**
 * Splits HTML into tags and text as the standard's tokeniser does, in one pass that never looks back: linear in the
 * length, whatever the input. Comments and declarations are passed over. Ends early when the sink has enough.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#tokenization
 */
export function scanMarkup(html: string, sink: MarkupSink, hasEnough: () => boolean): void {
  new Scanner(html, sink).run(hasEnough)
}

const tab = 0x09
const lineFeed = 0x0a
const formFeed = 0x0c
const carriageReturn = 0x0d
const space = 0x20
const exclamation = 0x21
const doubleQuote = 0x22
const singleQuote = 0x27
const dash = 0x2d
const slash = 0x2f
const equals = 0x3d
const greaterThan = 0x3e
const question = 0x3f

// The most of any element on 1,041 news pages is below 100.
const attributesMax = 1000

class Scanner {
  readonly #html: string
  readonly #sink: MarkupSink
  readonly #tag = { name: '', isSelfClosing: false, attributeCount: 0, spans: [] as number[] }
  #at = 0
  #textStart = 0
  /** The next `&` from the text on, so that each is looked for once; past the end where there is none. */
  #nextReference = 0

  constructor(html: string, sink: MarkupSink) {
    this.#html = html
    this.#sink = sink
    this.#findReference(0)
  }

  run(hasEnough: () => boolean): void {
    const html = this.#html
    for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', this.#at)) {
      const code = html.charCodeAt(at + 1)
      if (isLetter(code)) {
        this.#endText(at)
        if (!this.#startTag(at + 1) || hasEnough()) return
      } else if (code === slash && at + 2 < html.length) {
        this.#endText(at)
        this.#endTag(at + 2)
      } else if (code === exclamation || code === question) {
        this.#endText(at)
        this.#declaration(at + 2, code)
      } else {
        // A sign of its own, as in `a < b`.
        this.#at = at + 1
        continue
      }
      this.#textStart = this.#at
    }
    this.#endText(html.length)
  }

  #endText(end: number): void {
    const start = this.#textStart
    if (start >= end) return
    const text = this.#html.slice(start, end)
    if (this.#nextReference < start) this.#findReference(start)
    this.#sink.text(this.#nextReference < end ? decodeReferences(text) : text)
  }

  #findReference(from: number): void {
    const at = this.#html.indexOf('&', from)
    this.#nextReference = at < 0 ? this.#html.length : at
  }

  /** @returns False where the page ends within the tag: then it is none. */
  #startTag(start: number): boolean {
    const html = this.#html
    const nameEnd = endOfName(html, start)
    if (nameEnd < 0 || !this.#attributes(nameEnd)) return false
    const name = lowerName(html.slice(start, nameEnd))
    this.#tag.name = name
    const following = this.#sink.openTag(this.#tag)
    if (following === 'markup') return true
    const end = following === 'text-to-the-end' ? html.length : endOfElement(html, this.#at, name)
    this.#textStart = this.#at
    if (following === 'text-with-references') this.#endText(end)
    else if (end > this.#at) this.#sink.text(html.slice(this.#at, end))
    this.#at = end
    return true
  }

  /** Reads attributes up to behind the tag's `>`. */
  #attributes(from: number): boolean {
    const html = this.#html
    const { length } = html
    this.#tag.attributeCount = 0
    this.#tag.isSelfClosing = false
    let at = from
    while (at < length) {
      const code = html.charCodeAt(at)
      if (code === greaterThan) {
        this.#at = at + 1
        return true
      }
      if (code === slash) {
        // White space may stand between the slash and the bracket.
        at = behindSpace(html, at + 1)
        this.#tag.isSelfClosing = html.charCodeAt(at) === greaterThan
      } else if (isSpace(code)) at++
      else at = this.#attribute(at)
    }
    return false
  }

  /** @returns The place behind the attribute. */
  #attribute(start: number): number {
    const html = this.#html
    const { length } = html
    let nameEnd = start + 1
    while (nameEnd < length && !endsAttributeName(html.charCodeAt(nameEnd))) nameEnd++
    let at = behindSpace(html, nameEnd)
    if (html.charCodeAt(at) !== equals) {
      this.#add(start, nameEnd, at, at)
      return at
    }
    at = behindSpace(html, at + 1)
    const quote = html.charCodeAt(at)
    if (quote === doubleQuote || quote === singleQuote) {
      const end = html.indexOf(quote === doubleQuote ? '"' : "'", at + 1)
      if (end < 0) return length
      this.#add(start, nameEnd, at + 1, end)
      return end + 1
    }
    const valueStart = at
    while (at < length && html.charCodeAt(at) !== greaterThan && !isSpace(html.charCodeAt(at))) at++
    this.#add(start, nameEnd, valueStart, at)
    return at
  }

  #add(nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    const { spans, attributeCount } = this.#tag
    if (attributeCount === attributesMax) return
    const from = attributeCount * 4
    spans[from] = nameStart
    spans[from + 1] = nameEnd
    spans[from + 2] = valueStart
    spans[from + 3] = valueEnd
    this.#tag.attributeCount++
  }

  #endTag(start: number): void {
    const html = this.#html
    const end = html.indexOf('>', start)
    this.#at = end < 0 ? html.length : end + 1
    if (!isLetter(html.charCodeAt(start))) return
    const nameEnd = endOfName(html, start)
    if (nameEnd >= 0) this.#sink.closeTag(lowerName(html.slice(start, nameEnd)))
  }

  /** Passes over a comment, a declaration or what looks like one. */
  #declaration(start: number, mark: number): void {
    const html = this.#html
    if (mark === exclamation && html.startsWith('--', start)) this.#at = behindComment(html, start + 2)
    else if (mark === exclamation && html.startsWith('[CDATA[', start)) {
      const end = html.indexOf(']]>', start + 7)
      if (end >= 0 && this.#sink.isForeign()) this.#sink.text(html.slice(start + 7, end))
      this.#at = end < 0 ? html.length : end + 3
    } else {
      const end = html.indexOf('>', start)
      this.#at = end < 0 ? html.length : end + 1
    }
  }
}

/** The place behind `-->` or `--!>`; `<!-->` and `<!--->` are comments too. */
function behindComment(html: string, start: number): number {
  if (html.charCodeAt(start) === greaterThan) return start + 1
  if (html.charCodeAt(start) === dash && html.charCodeAt(start + 1) === greaterThan) return start + 2
  for (let at = html.indexOf('--', start); at >= 0; at = html.indexOf('--', at)) {
    at += 2
    while (html.charCodeAt(at) === dash) at++
    if (html.charCodeAt(at) === greaterThan) return at + 1
    if (html.charCodeAt(at) === exclamation && html.charCodeAt(at + 1) === greaterThan) return at + 2
  }
  return html.length
}

/** Where the end tag of an element that holds only text begins; the page's end where it has none. */
function endOfElement(html: string, start: number, name: string): number {
  for (let at = html.indexOf('</', start); at >= 0; at = html.indexOf('</', at + 2)) {
    const end = at + 2 + name.length
    if (endsName(html.charCodeAt(end)) && html.slice(at + 2, end).toLowerCase() === name) return at
  }
  return html.length
}

function endOfName(html: string, start: number): number {
  for (let at = start + 1; at < html.length; at++) if (endsName(html.charCodeAt(at))) return at
  return -1
}

function behindSpace(html: string, start: number): number {
  let at = start
  while (at < html.length && isSpace(html.charCodeAt(at))) at++
  return at
}

function endsName(code: number): boolean {
  return code === greaterThan || code === slash || isSpace(code)
}

function endsAttributeName(code: number): boolean {
  return code === equals || endsName(code)
}

function isSpace(code: number): boolean {
  return code === space || code === lineFeed || code === tab || code === carriageReturn || code === formFeed
}

function isLetter(code: number): boolean {
  return (code > 0x60 && code < 0x7b) || (code > 0x40 && code < 0x5b)
}

/** Pages repeat the same few tags, so each name is made lower case once, and is the same string ever after. */
function lowerName(name: string): string {
  // V8 cuts a longer one out of the page, and would keep the page for it.
  if (name.length > 12) return name.toLowerCase()
  let lower = lowerNames.get(name)
  if (lower === undefined) {
    lower = name.toLowerCase()
    if (lowerNames.size >= 2000) lowerNames.clear()
    lowerNames.set(name, lower)
  }
  return lower
}

const lowerNames = new Map<string, string>()
