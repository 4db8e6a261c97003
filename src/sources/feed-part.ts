import { type HttpUrl, tryParseHttpUrl } from '#model'
import { decodeEntities, plainText, proseText } from './plain-text.ts'

/** Text of an element, with what it needs to be understood. */
export interface FeedField {
  readonly text: string
  readonly attributes: Readonly<Record<string, string>>
  /** What addresses in it are relative to. */
  readonly base: HttpUrl
  readonly language: string | null
}

/** Of one name; who writes more of them means to fill our memory. */
const fieldsMax = 200

/** One part of a feed that holds others: the feed itself, an entry, its author, the feed it was taken from. */
export class FeedPart {
  readonly name: string
  /** What the element itself says. */
  own: FeedField
  /** What stands in it outside of its fields: all that there is of an author in RSS. */
  text = ''
  readonly #fields = new Map<string, FeedField[]>()
  readonly #parts = new Map<string, FeedPart[]>()

  constructor(name: string, own: FeedField) {
    this.name = name
    this.own = own
  }

  /** A feed's head may be two elements, `rss` and `channel`. */
  takeRoot({ attributes, base, language }: FeedField): void {
    const { own } = this
    this.own = {
      text: '',
      attributes: { ...own.attributes, ...attributes },
      base,
      language: language ?? own.language,
    }
  }

  take(name: string, field: FeedField): void {
    addTo(this.#fields, name, field)
  }

  takePart(part: FeedPart): void {
    addTo(this.#parts, part.name, part)
  }

  fields(...names: readonly string[]): readonly FeedField[] {
    return names.flatMap((name) => this.#fields.get(name) ?? [])
  }

  parts(...names: readonly string[]): readonly FeedPart[] {
    return names.flatMap((name) => this.#parts.get(name) ?? [])
  }

  /** The first, in the order of the names, that says something. */
  first(...names: readonly string[]): string | null {
    return this.each(...names)[0] ?? null
  }

  /** All that say something, as they stand but for references and blanks around. */
  each(...names: readonly string[]): string[] {
    return this.fields(...names)
      .map(({ text }) => decodeEntities(text).trim())
      .filter((text) => text !== '')
  }

  /** On one line, of at most a title's length. */
  firstTitle(...names: readonly string[]): string | null {
    return this.#firstShown(names, plainText)
  }

  /** As a reader sees it, of any length. */
  firstProse(...names: readonly string[]): string | null {
    return this.#firstShown(names, proseText)
  }

  lastProse(name: string): string | null {
    const field = this.fields(name).at(-1)
    return field ? proseText(unwrapped(field.text, field.attributes), kindOf(field.attributes)) : null
  }

  attribute(name: string): string | null {
    return this.own.attributes[name]?.trim() || null
  }

  #firstShown(names: readonly string[], show: typeof plainText): string | null {
    for (const name of names) {
      const field = this.fields(name)[0]
      const shown = field && show(unwrapped(field.text, field.attributes), kindOf(field.attributes))
      if (shown) return shown
    }
    return null
  }
}

/** An address in a field or an attribute, made whole. */
export function addressIn({ base }: Pick<FeedField, 'base'>, address: string | undefined): HttpUrl | null {
  const text = address?.trim()
  return text ? tryParseHttpUrl(text, base) : null
}

function addTo<T>(map: Map<string, T[]>, name: string, value: T): void {
  const held = map.get(name)
  if (!held) map.set(name, [value])
  else if (held.length < fieldsMax) held.push(value)
}

/** @see RFC 4287 §3.1.1; Atom 0.3 spelled it as media types and modes. */
function kindOf({ type = '', mode = '' }: Readonly<Record<string, string>>): 'text' | 'html' | 'unknown' {
  const kind = type.trim().toLowerCase()
  if (kind === 'text') return 'text'
  // In XHTML the tags were elements and are gone; what looks like one was written as text.
  if (kind === 'xhtml') return 'text'
  if (kind === 'html') return 'html'
  if (kind === 'application/xhtml+xml' && mode !== 'escaped') return 'text'
  return 'unknown'
}

function unwrapped(text: string, { type = '', mode = '' }: Readonly<Record<string, string>>): string {
  const isBase64 = mode === 'base64' || type === 'application/octet-stream'
  return isBase64 ? Buffer.from(text, 'base64').toString('utf8') : text
}
