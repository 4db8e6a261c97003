import type { PageScript } from './page-tree.ts'

/** What a page's JSON-LD says of its article. Claims, to be weighed against what the page shows. */
export interface LinkedArticle {
  /** The path to it: `script[2]$['@graph'][0]`, the scripts counted from 1. */
  readonly where: string
  readonly headline: string | null
  readonly authors: readonly { readonly name: string; readonly isOrganisation: boolean }[]
  readonly datePublished: string | null
  readonly dateModified: string | null
  readonly publisher: string | null
  readonly section: string | null
  readonly keywords: readonly string[]
  readonly body: string | null
  readonly images: readonly LinkedImage[]
  readonly description: string | null
  readonly language: string | null
  readonly licence: string | null
  /** Whether all may read it; null where it does not say. */
  readonly isFree: boolean | null
}

/** A picture as its address alone, or as an ImageObject with what it shows. */
export interface LinkedImage {
  readonly url: string
  readonly caption: string | null
}

/** The article that the page's JSON-LD describes; null where it describes none. */
export function readLinkedArticle(scripts: readonly PageScript[]): LinkedArticle | null {
  const things: PlacedThing[] = []
  for (const [index, script] of scripts.entries()) {
    if (script.type.includes('ld+json'))
      collectThings(parseLoosely(script.text), `script[${index + 1}]$`, things, 0)
  }
  const articles = things.filter(({ thing }) => typesOf(thing).some((type) => articleTypes.test(type)))
  // Teasers of other articles may be marked up too: the page's own has the most to say.
  const main = articles.toSorted((a, b) => richness(b.thing) - richness(a.thing))[0]
  if (!main) return null
  const byId = new Map(
    things.flatMap(({ thing }) => (typeof thing['@id'] === 'string' ? [[thing['@id'], thing]] : [])),
  )
  return { ...articleOf(main.thing, byId as Map<string, Thing>), where: main.where }
}

/** The path to one of the article's properties: `script[2]$.headline`. Empty where there is no article. */
export function placeInLinked(linked: LinkedArticle | null, property: string): string {
  return linked ? `${linked.where}.${property}` : ''
}

/** Text out of JSON that may be in a CDATA section or a comment, or have raw line breaks in strings. */
export function parseLoosely(text: string): unknown {
  const bare = withoutWrapping(text.trim())
  for (const attempt of [
    bare,
    bare
      .replace(/[\u0000-\u0020]+/g, ' ')
      .trim()
      .replace(/;$/, '')
      .replace(/, ?([}\]])/g, '$1'),
  ]) {
    try {
      return JSON.parse(attempt)
    } catch {
      // The next attempt is more forgiving; after the last there is nothing to read.
    }
  }
  return null
}

/** Without the comment or CDATA section around it. Only its ends are looked at: it may hold megabytes of white space. */
function withoutWrapping(text: string): string {
  const opening = /^(?:\/\/)?\s{0,9}(?:<!\[CDATA\[|<!--)/.exec(text.slice(0, 40))?.[0] ?? ''
  const closing = /(?:\/\/|\/\*)?\s{0,9}(?:\]\]>|-->)$/.exec(text.slice(-40))?.[0] ?? ''
  return text.slice(opening.length, text.length - closing.length)
}

/** A JSON object of unknown make. */
export type Thing = Readonly<Record<string, unknown>>

const articleTypes =
  /(?:Article|BlogPosting|Posting|Report|LiveBlog|Review|Recipe|Column|Opinion|Story|WebPage)$/i
const thingsMax = 400

interface PlacedThing {
  readonly thing: Thing
  readonly where: string
}

function collectThings(value: unknown, where: string, into: PlacedThing[], depth: number): void {
  if (depth > 6 || into.length >= thingsMax || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) collectThings(each, `${where}[${index}]`, into, depth + 1)
    return
  }
  const thing = value as Thing
  into.push({ thing, where })
  for (const key of [
    '@graph',
    'mainEntity',
    'mainEntityOfPage',
    'itemListElement',
    'item',
    'hasPart',
    'author',
    'publisher',
  ]) {
    const place = key.startsWith('@') ? `['${key}']` : `.${key}`
    if (thing[key]) collectThings(thing[key], where + place, into, depth + 1)
  }
}

function typesOf(thing: Thing): string[] {
  const type = thing['@type']
  return (Array.isArray(type) ? type : [type]).filter((each): each is string => typeof each === 'string')
}

function richness(thing: Thing): number {
  let points = typesOf(thing).some((type) => /WebPage$/i.test(type)) ? -4 : 0
  if (typesOf(thing).some((type) => /NewsArticle$/i.test(type))) points += 1
  if (textOf(thing['headline'])) points += 2
  if (textOf(thing['articleBody'])) points += 3
  for (const key of ['datePublished', 'author', 'publisher', 'mainEntityOfPage', 'dateModified']) {
    if (thing[key]) points += 1
  }
  return points
}

function articleOf(thing: Thing, byId: ReadonlyMap<string, Thing>): Omit<LinkedArticle, 'where'> {
  return {
    headline: textOf(thing['headline']) ?? null,
    authors: authorsOf(thing['author'] ?? thing['creator'], byId),
    datePublished: textOf(thing['datePublished']) ?? textOf(thing['dateCreated']) ?? null,
    dateModified: textOf(thing['dateModified']) ?? null,
    publisher: namesOf(thing['publisher'] ?? thing['sourceOrganization'], byId)[0] ?? null,
    section: namesOf(thing['articleSection'], byId)[0] ?? null,
    keywords: namesOf(thing['keywords'], byId).flatMap((each) =>
      each.split(/[,;，；]/).map((part) => part.trim()),
    ),
    body: textOf(thing['articleBody']) ?? textOf(thing['text']) ?? null,
    images: imagesOf(thing['image'], byId),
    description: textOf(thing['description']) ?? null,
    language: textOf(thing['inLanguage']) ?? null,
    licence: textOf(thing['license']) ?? urlsOf(thing['license'])[0] ?? null,
    isFree: isFreeToRead(thing),
  }
}

/** @see https://schema.org/isAccessibleForFree, of the article, or of the part of it that a paywall hides. */
function isFreeToRead(thing: Thing): boolean | null {
  const said = [thing, ...asList(thing['hasPart'])].flatMap((each) => {
    const value = (each as Thing | null)?.['isAccessibleForFree']
    return value === undefined || value === null ? [] : [String(value)]
  })
  if (said.some((each) => /(?:^|\/)false$/i.test(each))) return false
  return said.some((each) => /(?:^|\/)true$/i.test(each)) ? true : null
}

function authorsOf(value: unknown, byId: ReadonlyMap<string, Thing>): LinkedArticle['authors'] {
  const authors: { name: string; isOrganisation: boolean }[] = []
  for (const each of asList(value)) {
    const thing = resolve(each, byId)
    const isOrganisation =
      typeof thing === 'object' && typesOf(thing).some((type) => /Organi[sz]ation|Brand/i.test(type))
    for (const name of namesOf(each, byId)) authors.push({ name, isOrganisation })
  }
  return authors
}

function resolve(value: unknown, byId: ReadonlyMap<string, Thing>): Thing | string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null) return ''
  const thing = value as Thing
  const id = thing['@id']
  return thing['name'] === undefined && typeof id === 'string' ? (byId.get(id) ?? thing) : thing
}

function namesOf(value: unknown, byId: ReadonlyMap<string, Thing>): string[] {
  return asList(value).flatMap((each) => {
    const thing = resolve(each, byId)
    if (typeof thing === 'string') return thing.trim() ? [thing.trim()] : []
    const names = asList(thing['name']).flatMap((name) => textOf(name) ?? [])
    const parts = [textOf(thing['givenName']), textOf(thing['familyName'])].filter(
      (part) => part !== undefined,
    )
    return names.length > 0 || parts.length === 0 ? names : [parts.join(' ')]
  })
}

function imagesOf(value: unknown, byId: ReadonlyMap<string, Thing>): LinkedImage[] {
  return asList(value).flatMap((each) => {
    const known = typeof each === 'object' && each !== null ? byId.get(String((each as Thing)['@id'])) : null
    const image = known ?? each
    const caption = typeof image === 'object' ? (textOf((image as Thing | null)?.['caption']) ?? null) : null
    return urlsOf(image).map((url) => ({ url, caption }))
  })
}

function urlsOf(value: unknown): string[] {
  return asList(value).flatMap((each) => {
    if (typeof each === 'string') return [each]
    const url = (each as Thing | null)?.['url'] ?? (each as Thing | null)?.['contentUrl']
    return asList(url).filter((one): one is string => typeof one === 'string')
  })
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.slice(0, 60) : [value]
}

function textOf(value: unknown): string | undefined {
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : undefined
}
