/** By prefix, the vocabulary it stands for. */
export type Vocabularies = ReadonlyMap<string, Vocabulary>

/** `core`: the feed formats' own. */
type Vocabulary = 'core' | 'dc' | 'dcterms' | 'content' | 'media' | 'itunes' | 'xhtml' | 'other'

/** What is meant where no namespace is declared, which is common. */
const usualPrefixes: Readonly<Record<string, Vocabulary>> = {
  atom: 'core',
  rss: 'core',
  rdf: 'core',
  dc: 'dc',
  dcterms: 'dcterms',
  content: 'content',
  media: 'media',
  itunes: 'itunes',
  xhtml: 'xhtml',
}

/** Those of a feed before its first element. */
export function namespacesOf(): Vocabularies {
  return new Map(Object.entries(usualPrefixes))
}

/** With what an element declares. In force to the end: nobody uses one prefix for two vocabularies. */
export function withNamespaces(
  known: Vocabularies,
  attributes: Readonly<Record<string, string>>,
): Vocabularies {
  const declared = Object.keys(attributes).filter((name) => name.startsWith('xmlns:'))
  const isNew = declared.some((name) => known.get(name.slice(6)) !== vocabularyOf(attributes[name] ?? ''))
  if (!isNew || known.size > prefixesMax) return known
  return new Map([
    ...known,
    ...declared.map((name) => [name.slice(6), vocabularyOf(attributes[name] ?? '')] as const),
  ])
}

const prefixesMax = 200

/** The local name of a feed's own elements; others with their usual prefix, `dc:date`. */
export function nameOf(tag: string, namespaces: Vocabularies): string {
  const colon = tag.indexOf(':')
  if (colon < 0) return tag
  const vocabulary = namespaces.get(tag.slice(0, colon)) ?? 'other'
  const local = tag.slice(colon + 1)
  return vocabulary === 'core' ? local : `${vocabulary}:${local}`
}

const known: readonly (readonly [RegExp, Vocabulary])[] = [
  [/purl\.org\/dc\/terms/, 'dcterms'],
  [/purl\.org\/dc\/elements/, 'dc'],
  [/purl\.org\/rss\/1\.0\/modules\/content/, 'content'],
  [/purl\.org\/rss\/1\.0\/modules/, 'other'],
  [/search\.yahoo\.com\/mrss/, 'media'],
  [/itunes\.com\/dtds/, 'itunes'],
  [/w3\.org\/1999\/xhtml/, 'xhtml'],
  [
    /w3\.org\/2005\/atom|purl\.org\/atom|purl\.org\/rss|rdf-syntax-ns|netscape\.com\/rdf|backend\.userland\.com|blogs\.law\.harvard/,
    'core',
  ],
]

function vocabularyOf(uri: string): Vocabulary {
  const bare = uri.trim().toLowerCase()
  return known.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other'
}
