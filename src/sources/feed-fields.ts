import { type HttpUrl, tryParseHttpUrl } from '#model'
import type { FeedLink, FeedPerson, RawEntry, RawHead } from './feed.ts'
import { addressIn, type FeedField, type FeedPart } from './feed-part.ts'

// Where the formats say the same by different names: the best first.
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
const updated = [
  'updated',
  'modified',
  'dcterms:modified',
  'lastmod',
  'lastbuilddate',
  'dcterms:date',
  'dc:date',
]
const guids = ['guid', 'id', 'dc:identifier']
const descriptions = [
  'tagline',
  'subtitle',
  'description',
  'dc:description',
  'itunes:summary',
  'itunes:subtitle',
  'info',
  'abstract',
]
const summaries = [
  'summary',
  'description',
  'abstract',
  'dc:description',
  'itunes:summary',
  'itunes:subtitle',
  'media:description',
]
const contents = ['content:encoded', 'content', 'fullitem', 'body', 'xhtml:body', 'xhtml:div']
const rights = ['rights', 'copyright', 'dc:rights', 'dcterms:rights']
const authors = ['managingeditor', 'dc:creator', 'dc:author', 'itunes:author']
const publishers = ['webmaster', 'dc:publisher']
const categories = ['category', 'dc:subject', 'itunes:category', 'itunes:keywords', 'tags']
const languages = ['language', 'dc:language']
const ofPersons = ['name', 'email', 'uri', 'url', 'homepage', 'itunes:name', 'itunes:email']

/** Fields of several paragraphs, whose markup may be elements of their own. */
export const proseNames: ReadonlySet<string> = new Set([descriptions, summaries, contents, rights].flat())

export const fieldNames: ReadonlySet<string> = new Set([
  ...proseNames,
  ...[titles, published, updated, guids, authors, publishers, categories, languages, ofPersons].flat(),
  ...[
    'dc:contributor',
    'link',
    'enclosure',
    'comments',
    'generator',
    'icon',
    'logo',
    'itunes:image',
    'media:thumbnail',
  ],
])

export function formFeed(feed: FeedPart): RawHead {
  return {
    ...common(feed, pageOf(feed)),
    description: feed.firstProse(...descriptions),
    language: languageIn(feed) ?? feed.own.language,
    generator: feed.firstTitle('generator'),
  }
}

export function formEntry(entry: FeedPart): RawEntry {
  const content = entry.firstProse(...contents)
  const comments = entry.fields('comments')[0]
  return {
    ...common(entry, pageOf(entry) ?? guidAsPage(entry)),
    summary: entry.firstProse(...summaries) ?? content,
    content: content ?? longerProse(entry),
    language: languageIn(entry) ?? languageOfText(entry),
    comments: comments ? addressIn(comments, comments.text) : null,
    source: sourceOf(entry),
  }
}

function common(part: FeedPart, page: Address | null) {
  return {
    url: page?.href ?? null,
    base: page?.base ?? null,
    title: part.firstTitle(...titles),
    guid: guidOf(part),
    publishedAt: part.first(...published),
    // Written again and again, the last is the latest.
    updatedAt: part.each('updated').at(-1) ?? part.first(...updated) ?? part.attribute('lastmod'),
    authors: [...personsIn(part, 'author'), ...namedIn(part, authors)],
    contributors: [...personsIn(part, 'contributor'), ...namedIn(part, ['dc:contributor'])],
    publisher: namedIn(part, publishers)[0] ?? personsIn(part, 'itunes:owner')[0] ?? null,
    categories: categoriesOf(part),
    rights: part.firstProse(...rights),
    image: imageOf(part),
    links: linksOf(part),
  }
}

/** Some write the text as a description beside the summary, or as a second description. */
function longerProse(entry: FeedPart): string | null {
  const isBeside = entry.fields('summary', 'description').length > 1
  return isBeside ? entry.lastProse('description') : null
}

interface Address {
  readonly href: string
  readonly base: HttpUrl
}

/** The page that a part speaks of: RSS writes it as text, Atom as one of several links, CDF into the element itself. */
function pageOf(part: FeedPart): Address | null {
  let best: (Address & { worth: number }) | null = null
  const offer = (href: string, base: HttpUrl, worth: number) => {
    if (href !== '' && worth > (best?.worth ?? 0)) best = { href, base, worth }
  }
  if (part.attribute('href')) offer(part.attribute('href') ?? '', part.own.base, 3)
  for (const { text, attributes, base } of part.fields('link')) {
    const href = attributes['href']?.trim()
    if (!href) offer(text.trim(), base, 4)
    else if (relOf(attributes) === 'alternate')
      offer(href, base, /html/.test(attributes['type'] ?? 'text/html') ? 3 : 2)
  }
  return best
}

/** RSS 2.0: a guid is the entry's address unless it says otherwise. RDF's `about` is meant to be it. */
function guidAsPage(entry: FeedPart): Address | null {
  const guid = entry.fields('guid')[0]
  const isAddress = guid && guid.attributes['ispermalink']?.trim().toLowerCase() !== 'false'
  const candidates = [isAddress ? guid : undefined, aboutOf(entry), entry.fields('id')[0]]
  const field = candidates.find((each) => each && /^https?:/i.test(each.text.trim()))
  return field ? { href: field.text.trim(), base: field.base } : null
}

/** Atom's `id` is an IRI; one that is relative, against the standard, is told apart from others' by its base. */
function guidOf(part: FeedPart): string | null {
  const guid = part.first('guid') ?? part.first('id') ?? (aboutOf(part)?.text || null) ?? part.first(...guids)
  const field = part.fields('id')[0]
  if (!field || guid === null || guid !== part.first('id') || part.first('guid')) return guid
  const isRelativePath = /^[^:\s]*\/[^\s]*$/.test(guid)
  return isRelativePath ? (tryParseHttpUrl(guid, field.base) ?? guid) : guid
}

function aboutOf({ own }: FeedPart): FeedField | undefined {
  const text = own.attributes['rdf:about'] ?? own.attributes['about']
  return text ? { ...own, text } : undefined
}

function relOf(attributes: FeedField['attributes']): string {
  const rel = attributes['rel']?.trim().toLowerCase() || 'alternate'
  return rel.replace(/^http:\/\/www\.iana\.org\/assignments\/relation\//, '')
}

function linksOf(part: FeedPart): FeedLink[] {
  const own = part.attribute('href') ? [part.own] : [] // CDF
  return [...own, ...part.fields('link', 'enclosure')].flatMap((field) => {
    const { attributes, text } = field
    const url = addressIn(field, attributes['href'] ?? attributes['url'] ?? text)
    if (!url) return []
    return {
      url,
      rel: 'url' in attributes && !('href' in attributes) ? 'enclosure' : relOf(attributes),
      type: attributes['type']?.trim() || null,
      title: attributes['title']?.trim() || null,
      language: attributes['hreflang']?.trim() || null,
      bytes: /^\d{1,15}$/.test(attributes['length'] ?? '') ? Number(attributes['length']) : null,
    }
  })
}

function categoriesOf(part: FeedPart): string[] {
  const named = part
    .fields(...categories)
    .flatMap(({ text, attributes }) =>
      (attributes['term'] ?? attributes['text'] ?? attributes['label'] ?? text).split(','),
    )
  return [...new Set(named.map((each) => each.trim()))].filter((each) => each !== '')
}

function imageOf(part: FeedPart): HttpUrl | null {
  const inside = part.parts('image').flatMap((image) => image.fields('url'))
  const fields = [...inside, ...part.fields('media:thumbnail', 'itunes:image', 'logo', 'icon')]
  const addresses = fields.map((field) =>
    addressIn(field, field.attributes['url'] ?? field.attributes['href'] ?? field.text),
  )
  return addresses.find((each) => each !== null) ?? null
}

function languageIn(part: FeedPart): string | null {
  return part.first(...languages)?.replaceAll('_', '-') ?? null
}

function languageOfText(entry: FeedPart): string | null {
  const [text = entry.own] = entry.fields(...contents, ...summaries, ...titles)
  return text.language
}

/** Atom repeats the head of the other feed, RSS names it: `<source url="…">The Paper</source>`. */
function sourceOf(entry: FeedPart): RawHead | null {
  const source = entry.parts('source')[0]
  if (!source) return null
  const head = formFeed(source)
  const named = {
    title: head.title ?? (source.text.trim() || null),
    url: head.url ?? source.attribute('url'),
  }
  return { ...head, ...named, base: head.base ?? source.own.base }
}

function personsIn(part: FeedPart, name: string): FeedPerson[] {
  return part.parts(name).flatMap((person) => {
    const told = personFrom(person.text)
    const [page] = person.fields('uri', 'url', 'homepage')
    const known = {
      name: person.first('name', 'itunes:name') ?? told?.name ?? null,
      email: person.first('email', 'itunes:email') ?? told?.email ?? null,
      url: page ? addressIn(page, page.text) : null,
    }
    return known.name || known.email || known.url ? known : []
  })
}

function namedIn(part: FeedPart, names: readonly string[]): FeedPerson[] {
  return part.each(...names).flatMap((text) => personFrom(text) ?? [])
}

/** `Li Na (li@news.example)`, `li@news.example (Li Na)`, `Li Na <li@news.example>`, or either alone. */
function personFrom(text: string): FeedPerson | null {
  const line = text.slice(0, 500).replace(/\s+/g, ' ').trim()
  if (line === '') return null
  const email = /[^\s()<>@,;:"]{1,64}@[^\s()<>@,;:"]{1,255}/.exec(line)?.[0] ?? null
  const name = email
    ? line
        .replace(email, '')
        .replace(/\(\s*\)|<\s*>/g, '')
        .replace(/^\s*\((.*)\)\s*$/, '$1')
        .trim()
    : line
  return { name: name || null, email, url: null }
}
