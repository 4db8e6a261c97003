import { type HttpUrl, tryParseHttpUrl } from '#model'
import type { RawFeed } from './feed.ts'
import { fieldNames, formEntry, formFeed, proseNames } from './feed-fields.ts'
import { type FeedField, FeedPart } from './feed-part.ts'
import { nameOf, namespacesOf, type Vocabularies, withNamespaces } from './feed-vocabulary.ts'
import { readMarkup } from './markup.ts'
import { isBlockTag } from './plain-text.ts'

const entriesMax = 20_000
const fieldCharsMax = 100_000
// Nothing that is a feed nests deeper; what does is not followed, so that it costs no memory.
const depthMax = 200

/**
 * Reads RSS, RDF, Atom and CDF as they stream by. Elements count by their place: a `title` is the entry's
 * only as its child, so that those of images and sources inside do not count.
 *
 * No declared entity is expanded, so there is no entity bomb.
 *
 * @returns null if no element of a feed was in it.
 */
export function readXmlFeed(text: string, url: HttpUrl): RawFeed | null {
  const reader = new FeedReader(url)
  const options = { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true }
  readMarkup(text, reader, options)
  return reader.feed()
}

interface Open {
  readonly tag: string
  readonly part: FeedPart | null
  readonly base: HttpUrl
  readonly language: string | null
}

/** A field whose end has not come. */
interface OpenField extends FeedField {
  text: string
  readonly name: string
  readonly owner: FeedPart
  readonly depth: number
}

class FeedReader {
  readonly #url: HttpUrl
  readonly #stack: Open[] = []
  readonly #entries: FeedPart[] = []
  #namespaces: Vocabularies = namespacesOf()
  #feed: FeedPart | null = null
  #field: OpenField | null = null

  constructor(url: HttpUrl) {
    this.#url = url
  }

  feed(): RawFeed | null {
    return this.#feed && { ...formFeed(this.#feed), entries: this.#entries.map(formEntry) }
  }

  onopentag(tag: string, attributes: Record<string, string>): void {
    this.#namespaces = withNamespaces(this.#namespaces, attributes)
    if (this.#stack.length >= depthMax) return
    const name = nameOf(tag, this.#namespaces)
    const parent = this.#stack.at(-1)
    const around = parent?.base ?? this.#url
    const base = tryParseHttpUrl(attributes['xml:base'] ?? '', around) ?? around
    const said = attributes['xml:lang']?.trim().replaceAll('_', '-')
    // An empty one takes back what was said above: XML 1.0 §2.12.
    const language = said === undefined ? (parent?.language ?? null) : said || null
    const own = { text: '', attributes, base, language }
    const isMarkup = this.#field !== null && proseNames.has(this.#field.name) && htmlNames.has(name)
    // A field or a part inside a field: the outer one was never closed.
    const owner = isMarkup ? null : (this.#field?.owner ?? parent?.part ?? null)
    const part = isMarkup ? null : this.#partFor(name, own, owner)
    this.#stack.push({ tag, part, base, language })
    if (part || (owner && fieldNames.has(name))) this.#endField()
    if (part) return
    if (owner && fieldNames.has(name)) this.#field = { ...own, name, owner, depth: this.#stack.length }
    else if (this.#field && isBlockTag(name)) this.#field.text += ' '
  }

  ontext(piece: string): void {
    const inside = this.#stack.at(-1)
    if (inside?.tag === 'script' || inside?.tag === 'style') return
    if (this.#field) {
      if (this.#field.text.length < fieldCharsMax) this.#field.text += piece
    } else if (inside?.part && inside.part.text.length < ownCharsMax) inside.part.text += piece
  }

  onclosetag(tag: string): void {
    if (this.#stack.at(-1)?.tag !== tag) return
    if (this.#field?.depth === this.#stack.length) this.#endField()
    else if (this.#field && isBlockTag(tag)) this.#field.text += ' '
    this.#stack.pop()
  }

  #endField(): void {
    const field = this.#field
    this.#field = null
    field?.owner.take(field.name, field)
  }

  #partFor(name: string, own: FeedField, owner: FeedPart | null): FeedPart | null {
    if (name === 'item' || name === 'entry') {
      this.#feed ??= new FeedPart('feed', { ...own, attributes: {} })
      const entry = new FeedPart('entry', own)
      if (this.#entries.length < entriesMax) this.#entries.push(entry)
      return entry
    }
    if (rootNames.has(name) && owner?.name !== 'entry') {
      this.#feed ??= new FeedPart('feed', own)
      this.#feed.takeRoot(own)
      return this.#feed
    }
    if (owner && name === 'media:group') return owner // Its fields are the entry's.
    if (!owner || !partsOf[owner.name]?.has(name)) return null
    const part = new FeedPart(name, own)
    owner.takePart(part)
    return part
  }
}

/** Of a part that holds text itself: a name, an address. */
const ownCharsMax = 10_000

const rootNames: ReadonlySet<string> = new Set(['feed', 'rss', 'rdf', 'channel'])

/** Parts that hold others, by what they stand in. */
const partsOf: Readonly<Record<string, ReadonlySet<string>>> = {
  feed: new Set(['author', 'contributor', 'itunes:owner', 'image', 'textinput']),
  entry: new Set(['author', 'contributor', 'source', 'image']),
  source: new Set(['author', 'contributor']),
}

/** What HTML has too: in a text with markup they are its own. */
const htmlNames: ReadonlySet<string> = new Set([
  'title',
  'link',
  'source',
  'summary',
  'image',
  'content',
  'body',
])
