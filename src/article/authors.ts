import type { Author } from '#model'
import { westernAuthors } from './authors-western.ts'
import { chineseAuthors } from './authors-zh.ts'
import { isChineseName } from './byline-zh.ts'
import { placeInLinked } from './json-ld.ts'
import type { PageFacts } from './page-facts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

export interface AuthorsFinding {
  readonly authors: readonly Author[]
  readonly rule: string
  /** The element, the JSON path or the line that names the first. */
  readonly where: string
  readonly sure: number
}

/** Where people may be named. */
export interface AuthorPlaces {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly language: string | null
  readonly heading: PageNode | null
  /** Lines around the heading, before the text. */
  readonly before: readonly Segment[]
  /** Paragraphs of the body. */
  readonly paragraphs: readonly string[]
  /** All lines of the page. */
  readonly segments: readonly Segment[]
  /** Lines behind the text. */
  readonly after: readonly Segment[]
  readonly outletNames: readonly string[]
}

/** Who wrote, photographed and edited it: by-lines that the page shows, with what it tells machines as evidence. */
export function findAuthors(places: AuthorPlaces): AuthorsFinding {
  const finding = /^zh/.test(places.language ?? '') ? inChinese(places) : westernAuthors(places)
  return { ...finding, authors: distinct(finding.authors) }
}

function inChinese(places: AuthorPlaces): AuthorsFinding {
  const shown = chineseAuthors(places)
  if (shown.length > 0)
    return {
      authors: shown,
      rule: 'by-line in the text',
      where: lineNaming(shown[0]!.name, places),
      sure: 0.9,
    }
  const people = (places.facts.linked?.authors ?? []).filter(({ name }) => isChineseName(name))
  const authors = people.map(({ name }): Author => ({ name, role: 'author' }))
  const where = placeInLinked(places.facts.linked, 'author')
  return { authors, rule: 'json-ld author', where, sure: authors.length > 0 ? 0.5 : 0 }
}

/** The first line around the text that holds a name, cut to what can be shown. */
function lineNaming(name: string, { before, paragraphs, after }: AuthorPlaces): string {
  const lines = [...before.map(({ text }) => text), ...paragraphs, ...after.map(({ text }) => text)]
  const line = lines.find((each) => each.includes(name)) ?? ''
  const at = line.indexOf(name)
  return line.slice(Math.max(0, at - 30), at + 50)
}

/** Each person once, as author and as editor apart. */
function distinct(authors: readonly Author[]): Author[] {
  const seen = new Set<string>()
  return authors.filter(({ name, role }) => {
    const key = `${normalise(name)} ${role === 'editor' ? 'editor' : ''}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
