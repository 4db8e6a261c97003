import { type HttpUrl, tryParseHttpUrl } from '#model'
import type { RawEntry, RawFeed } from './feed.ts'
import { readMarkup } from './markup.ts'
import { decodeEntities, plainText } from './plain-text.ts'

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
  const feed = new Holder(url)
  const entries: Holder[] = []
  const namespaces = new Map(Object.entries(usualPrefixes))
  const stack: Open[] = []
  let field: OpenField | null = null
  let isFeed = false

  readMarkup(
    text,
    {
      onopentag(tag, attributes) {
        for (const [name, value] of Object.entries(attributes))
          if (name.startsWith('xmlns:')) namespaces.set(name.slice(6), vocabularyOf(value))
        const name = nameOf(tag, namespaces)
        const parent = stack.at(-1) ?? null
        const base = tryParseHttpUrl(attributes['xml:base'] ?? '', parent?.base ?? url) ?? parent?.base ?? url
        if (stack.length >= depthMax) return
        const holder = holderFor(name, parent, base)
        stack.push({ tag, holder, base })
        if (holder) {
          isFeed = true
          field = null // What was open was never closed.
          holder.takeAttributes(name, attributes)
        } else if (fieldNames.has(name) && (parent?.holder || field)) {
          // A field inside a field: the outer one was never closed.
          if (field) field.holder.take(field)
          const owner = field?.holder ?? parent?.holder
          if (owner) field = { name, holder: owner, depth: stack.length, attributes, base, text: '' }
        }
      },
      ontext(piece) {
        const inside = stack.at(-1)?.tag
        if (inside === 'script' || inside === 'style') return
        if (field && field.text.length < fieldCharsMax) field.text += piece
      },
      onclosetag(tag) {
        if (stack.at(-1)?.tag !== tag) return
        if (field && field.depth === stack.length) {
          field.holder.take(field)
          field = null
        }
        stack.pop()
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )

  function holderFor(name: string, parent: Open | null, base: HttpUrl): Holder | null {
    if (name === 'item' || name === 'entry') {
      const entry = new Holder(base)
      if (entries.length < entriesMax) entries.push(entry)
      return entry
    }
    const isRoot = name === 'feed' || name === 'rss' || name === 'rdf' || name === 'channel'
    return isRoot && !parent?.holder?.isEntryOf(entries) ? feed : null
  }

  if (!isFeed) return null
  return {
    title: feed.title(),
    home: feed.home(),
    language: feed.text('language') ?? feed.text('dc:language'),
    entries: entries.map((each) => each.entry()),
  }
}

interface Open {
  readonly tag: string
  readonly holder: Holder | null
  readonly base: HttpUrl
}

interface OpenField {
  readonly name: string
  readonly holder: Holder
  readonly depth: number
  readonly attributes: Readonly<Record<string, string>>
  readonly base: HttpUrl
  text: string
}

type Vocabulary = 'core' | 'dc' | 'dcterms' | 'media' | 'itunes' | 'other'

const usualPrefixes: Readonly<Record<string, Vocabulary>> = {
  atom: 'core',
  rss: 'core',
  rdf: 'core',
  dc: 'dc',
  dcterms: 'dcterms',
  media: 'media',
  itunes: 'itunes',
}

function vocabularyOf(uri: string): Vocabulary {
  const bare = uri.trim().toLowerCase()
  if (/purl\.org\/dc\/terms/.test(bare)) return 'dcterms'
  if (/purl\.org\/dc\/elements/.test(bare)) return 'dc'
  if (/search\.yahoo\.com\/mrss/.test(bare)) return 'media'
  if (/itunes\.com\/dtds/.test(bare)) return 'itunes'
  const isCore =
    /w3\.org\/2005\/atom|purl\.org\/atom|purl\.org\/rss|rdf-syntax-ns|netscape\.com\/rdf|backend\.userland\.com|blogs\.law\.harvard/
  return isCore.test(bare) ? 'core' : 'other'
}

/** The local name of a feed's own elements; others with their usual prefix, `dc:date`. */
function nameOf(tag: string, namespaces: ReadonlyMap<string, Vocabulary>): string {
  const colon = tag.indexOf(':')
  if (colon < 0) return tag
  const vocabulary = namespaces.get(tag.slice(0, colon)) ?? 'other'
  const local = tag.slice(colon + 1)
  return vocabulary === 'core' ? local : `${vocabulary}:${local}`
}

const titles = ['title', 'dc:title', 'media:title', 'itunes:title']
const published = [
  'pubdate',
  'published',
  'issued',
  'dcterms:issued',
  'dcterms:created',
  'created',
  'dcterms:date',
  'dc:date',
]
const updated = ['updated', 'modified', 'dcterms:modified', 'lastmod', 'dcterms:date', 'dc:date']
const guids = ['guid', 'id', 'about', 'dc:identifier']
const fieldNames: ReadonlySet<string> = new Set([
  ...titles,
  ...published,
  ...updated,
  ...guids,
  'link',
  'language',
  'dc:language',
])

/** A feed or an entry while its fields come in. The first of each name counts, but for `updated`. */
class Holder {
  readonly #base: HttpUrl
  readonly #fields = new Map<
    string,
    { text: string; attributes: Readonly<Record<string, string>>; base: HttpUrl }
  >()
  #link: { href: string; base: HttpUrl; worth: number } | null = null

  constructor(base: HttpUrl) {
    this.#base = base
  }

  isEntryOf(entries: readonly Holder[]): boolean {
    return entries.at(-1) === this
  }

  takeAttributes(name: string, attributes: Readonly<Record<string, string>>): void {
    const about = attributes['rdf:about'] ?? attributes['about']
    if (about) this.#fields.set('about', { text: about, attributes: {}, base: this.#base })
    if (name !== 'item' && name !== 'channel') return
    // CDF keeps in attributes what others keep in elements.
    if (attributes['href']) this.#offer(attributes['href'], this.#base, 3)
    if (attributes['lastmod'])
      this.#fields.set('lastmod', { text: attributes['lastmod'], attributes: {}, base: this.#base })
  }

  take({ name, text, attributes, base }: OpenField): void {
    if (name === 'link') this.#takeLink(text.trim(), attributes, base)
    else if (name === 'updated' && text.trim() !== '')
      this.#fields.set(name, { text, attributes, base }) // Written again and again, the last is the latest.
    else if (!this.#fields.has(name) && (text.trim() !== '' || name === 'title'))
      this.#fields.set(name, { text, attributes, base })
  }

  #takeLink(text: string, attributes: Readonly<Record<string, string>>, base: HttpUrl): void {
    const href = attributes['href']?.trim()
    if (!href) {
      this.#offer(text, base, 4)
      return
    }
    const rel = attributes['rel']?.trim().toLowerCase() || 'alternate'
    if (rel !== 'alternate' && rel !== 'http://www.iana.org/assignments/relation/alternate') return
    const isPage = /html/.test(attributes['type'] ?? 'text/html')
    this.#offer(href, base, isPage ? 3 : 2)
  }

  #offer(href: string, base: HttpUrl, worth: number): void {
    if (href !== '' && worth > (this.#link?.worth ?? 0)) this.#link = { href, base, worth }
  }

  text(name: string): string | null {
    return decodeEntities(this.#fields.get(name)?.text ?? '').trim() || null
  }

  title(): string | null {
    for (const name of titles) {
      const field = this.#fields.get(name)
      const text = field && plainText(unwrapped(field.text, field.attributes), kindOf(field.attributes))
      if (text) return text
    }
    return null
  }

  home(): Pick<RawEntry, 'url' | 'base'> {
    return { url: this.#link?.href ?? null, base: this.#link?.base ?? null }
  }

  entry(): RawEntry {
    const guid = this.#guid()
    const link = this.#link ?? this.#guidAsLink()
    return {
      url: link?.href ?? null,
      base: link?.base ?? null,
      title: this.title(),
      guid,
      publishedAt: this.#first(published),
      updatedAt: this.#first(updated),
    }
  }

  /** Atom's `id` is an IRI; one that is relative, against the standard, is told apart from others' by its base. */
  #guid(): string | null {
    const guid = this.#first(guids)
    const field = this.#fields.get('id')
    if (!field || guid === null || guid !== this.text('id') || this.text('guid')) return guid
    const isRelativePath = /^[^:\s]*\/[^\s]*$/.test(guid)
    return isRelativePath ? (tryParseHttpUrl(guid, field.base) ?? guid) : guid
  }

  /** RSS 2.0: a guid is the entry's address unless it says otherwise. RDF's `about` is meant to be it. */
  #guidAsLink(): { href: string; base: HttpUrl } | null {
    const guid = this.#fields.get('guid')
    const isAddress = guid && guid.attributes['ispermalink']?.trim().toLowerCase() !== 'false'
    const field = [isAddress ? guid : null, this.#fields.get('about'), this.#fields.get('id')].find(
      (each) => each && /^https?:/i.test(each.text.trim()),
    )
    return field ? { href: field.text.trim(), base: field.base } : null
  }

  #first(names: readonly string[]): string | null {
    for (const name of names) {
      const text = this.text(name)
      if (text) return text
    }
    return null
  }
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
