import type { Author } from '#model'
import type { AuthorPlaces, AuthorsFinding } from './authors.ts'
import { readDate } from './date-text.ts'
import { spacedText } from './figures.ts'
import { placeInLinked } from './json-ld.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { squeeze } from './page-text.ts'
import type { PageNode } from './page-tree.ts'
import { isOutlet, looksLikePerson, namesIn } from './person-names.ts'
import { placeOf } from './place-of.ts'

/** People named in the markup, in marked by-lines, and in lines such as `By Jane Doe`. */
export function westernAuthors(places: AuthorPlaces): AuthorsFinding {
  const { facts, outletNames } = places
  const linked = linkedNames(facts, outletNames)
  const written = writtenByline(places)
  const isPerson = linked.some(({ name }) => looksLikePerson(name))
  const isDesk = !isPerson && (facts.linked?.authors ?? []).length > 0 && written !== null
  if (linked.length > 0 && !isDesk)
    return {
      authors: linked,
      rule: 'json-ld author',
      where: placeInLinked(facts.linked, 'author'),
      sure: 0.9,
    }
  const claimed = metaNames(facts, outletNames)
  const isShown = claimed?.authors.some(({ name }) => isNamedAround(places, name)) ?? false
  // A meta tag that the page shows nowhere may name its owner; a marked by-line is for the reader.
  const marked = isShown ? null : markedByline(places)
  if (marked) return { ...marked, rule: 'element named for a by-line', sure: 0.75 }
  if (claimed) return { ...claimed, rule: 'meta author', sure: isShown ? 0.9 : 0.6 }
  if (written) return { ...written, rule: 'line that begins with By', sure: 0.6 }
  const agencies = agenciesIn(facts, outletNames)
  const isAny = agencies.length > 0
  return {
    authors: agencies,
    rule: 'organisation in the markup',
    where: placeInLinked(facts.linked, 'author') || 'meta[author]',
    sure: isAny ? 0.6 : 0,
  }
}

interface Named {
  readonly authors: readonly Author[]
  readonly where: string
}

function namedAt(authors: readonly Author[], where: string): Named | null {
  return authors.length > 0 ? { authors, where } : null
}

/** Whether a name stands in the text or near it: what only the footer names is the owner. */
function isNamedAround({ before, paragraphs, after }: AuthorPlaces, name: string): boolean {
  const isNaming = (text: string) => text.includes(name)
  return (
    before.some(({ text }) => isNaming(text)) ||
    paragraphs.some(isNaming) ||
    after.some(({ text }) => isNaming(text))
  )
}

function linkedNames(facts: PageFacts, outletNames: readonly string[]): Author[] {
  return (facts.linked?.authors ?? []).flatMap(({ name }) =>
    isOutlet(name, outletNames) ? [] : namesIn(name, outletNames),
  )
}

/** An outlet or an agency that the page names as its author where it names no person. */
function agenciesIn(facts: PageFacts, outletNames: readonly string[]): Author[] {
  const claimed = facts.linked?.authors ?? []
  const named = claimed.filter(({ name, isOrganisation }) => isOrganisation || isOutlet(name, outletNames))
  const meta = named.length > 0 ? null : metaOf(facts, 'author', 'article:author')
  const names = meta && isOutlet(meta, outletNames) ? [meta] : named.map((each) => each.name)
  return names.map((name) => ({ name, role: 'agency' }))
}

function metaNames(facts: PageFacts, outletNames: readonly string[]): Named | null {
  const metas = [
    'author',
    'article:author',
    'article:author_name',
    'parsely-author',
    'sailthru.author',
    'dc.creator',
    'dcterms.creator',
    'byl',
    'byline',
    'cxenseparse:author',
    'authors',
    'og:article:author',
    'twitter:creator_name',
  ]
  for (const name of metas) {
    const names = (facts.metas.get(name) ?? [])
      .filter((each) => !/^https?:|^@|\//.test(each) && !isOutlet(each, outletNames))
      .flatMap((each) => namesIn(each, outletNames))
    if (names.length > 0) return namedAt(names, `meta[${name}]`)
  }
  return null
}

/** An element that the markup calls a by-line or an author, near the heading. */
function markedByline(places: AuthorPlaces): Named | null {
  const { facts, tree, outletNames, heading } = places
  const marked: PageNode[] = [...(facts.properties.get('author') ?? [])]
  const from = heading ? Math.max(0, heading.order - 200) : 0
  const to = heading ? heading.endOrder + 600 : tree.nodes.length
  for (const node of tree.nodes.slice(from, to)) {
    const isNamed =
      /(?:^|[\s_-])(?:byline|author|authors|autor|autore|auteur|writer|contributor|signature)(?:$|[\s_-]|name|link)/.test(
        node.names,
      )
    if (isNamed || node.attribute('rel') === 'author') marked.push(node)
  }
  for (const node of marked.slice(0, 200)) {
    if (node.endOrder - node.order > 300) continue
    const text = node.attribute('content') ?? squeeze(spacedText(node))
    if (text.length > 160) continue
    const names = namesIn(text, outletNames).filter((each) => looksLikePerson(each.name))
    if (names.length > 0) return namedAt(names, placeOf(node))
  }
  return null
}

/** A line that begins with `By`, a name beside the date, or a name alone above the first or behind the last paragraph. */
function writtenByline(places: AuthorPlaces): Named | null {
  const { before, paragraphs, outletNames } = places
  const lines = before.map((each) => each.text)
  for (const line of [...lines, ...paragraphs.slice(0, 1), ...paragraphs.slice(-2)]) {
    const match = bylineStart.exec(line) ?? postedBy.exec(line)
    const names = match ? peopleIn(match[1]!, outletNames) : []
    if (names.length > 0) return namedAt(names, line)
  }
  for (const line of lines) {
    if (line.length > 120 || !readDate(line)) continue
    const names = line
      .split(/\s*[|•·]\s*/)
      .flatMap((part) => (/\d/.test(part) ? [] : peopleIn(part, outletNames)))
    if (names.length > 0) return namedAt(names, line)
  }
  const [first = '', second = ''] = paragraphs
  return isBareName(first) && second.length > 80 ? namedAt(peopleIn(first, outletNames), first) : null
}

const bylineStart =
  /^(?:(?:Written |Words |Story |Posted |Reported )?By|Von|Par|Por|Di|Door|Av|Af|Texte?|Text|Автор|Autore?|Autorin\/Autor|Auteur|Author)(?:\s*:\s*|\s+)(\p{Lu}.{3,80})$/u
const postedBy = /^(?:posted|published|written).{0,40}?\bby\s+(\p{Lu}.{3,40}?)\s+(?:on|at|[|•·])/iu

function peopleIn(text: string, outletNames: readonly string[]): Author[] {
  return namesIn(text, outletNames).filter((each) => looksLikePerson(each.name))
}

/** `Jane Doe`, `JANE DOE/JOHN DOE`: two to four capitalised words a name, and nothing else. */
function isBareName(line: string): boolean {
  return (
    line.length <= 60 &&
    /^\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){1,3}(?:\s*[/&,]\s*\p{Lu}[\p{L}'’.-]+(?: \p{Lu}[\p{L}'’.-]+){1,3})*$/u.test(
      line,
    )
  )
}
