import type { Author } from '#model'
import { readChineseByline } from './byline-zh.ts'
import { spacedText } from './figures.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

export interface AuthorsFinding {
  readonly authors: readonly Author[]
  readonly rule: string
  readonly sure: number
}

/** Who wrote, photographed and edited it: by-lines that the page shows, with what it tells machines as evidence. */
export function findAuthors(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly language: string | null
  readonly heading: PageNode | null
  /** Lines around the heading, before the text. */
  readonly before: readonly Segment[]
  /** Paragraphs of the body. */
  readonly paragraphs: readonly string[]
  /** Lines behind the text. */
  readonly after: readonly Segment[]
  readonly outletNames: readonly string[]
}): AuthorsFinding {
  const isChinese = /^zh/.test(options.language ?? '')
  if (isChinese) {
    const shown = chineseAuthors(options)
    if (shown.length > 0) return { authors: shown, rule: 'by-line in the text', sure: 0.9 }
    const claimed = claimedNames(options.facts, options.outletNames).filter((each) =>
      /^[\u4e00-\u9fff·]{2,4}$/.test(each.name),
    )
    return { authors: claimed.slice(0, 1), rule: 'author in the markup', sure: claimed.length > 0 ? 0.4 : 0 }
  }
  return westernAuthors(options)
}

function chineseAuthors(options: Parameters<typeof findAuthors>[0]): Author[] {
  const { before, paragraphs, after } = options
  const found: Author[] = []
  for (const line of before) if (line.text.length < 200) found.push(...readChineseByline(line.text))
  for (const text of paragraphs.slice(0, 3)) found.push(...readChineseByline(openingOf(text)))
  for (const text of paragraphs.slice(-6)) found.push(...readChineseByline(closingOf(text)))
  for (const line of after) if (line.text.length < 160) found.push(...readChineseByline(line.text))
  return distinct(found)
}

/** The part of a first paragraph where a by-line may stand: a short line, what is in brackets, or up to 报道 or 电. */
function openingOf(text: string): string {
  if (text.length <= 60) return text
  const bracket = /^\s*[（(【〔[]([^）)】〕\]]{2,60})[）)】〕\]]/.exec(text)?.[1]
  if (bracket) return bracket
  return /^.{0,50}?(?:报道|報導|報道|[电電讯訊](?=[ 　（(]))/.exec(text)?.[0] ?? ''
}

/** The part of a last paragraph where a by-line may stand: a short line, or brackets at its end. */
function closingOf(text: string): string {
  if (text.length <= 80) return text
  const tail = text.slice(-100)
  return /[（(【[]([^（(【[]{2,90})[）)】\]][。.\s]*$/.exec(tail)?.[1] ?? ''
}

function westernAuthors(options: Parameters<typeof findAuthors>[0]): AuthorsFinding {
  const claimed = claimedNames(options.facts, options.outletNames)
  if (claimed.length > 0) return { authors: distinct(claimed), rule: 'author in the markup', sure: 0.9 }
  const marked = markedByline(options)
  if (marked.length > 0) return { authors: distinct(marked), rule: 'element named for a by-line', sure: 0.75 }
  const written = writtenByline(options)
  return { authors: distinct(written), rule: 'line that begins with By', sure: written.length > 0 ? 0.6 : 0 }
}

function claimedNames(facts: PageFacts, outletNames: readonly string[]): Author[] {
  const linked = facts.linked?.authors ?? []
  const fromLinked = linked.flatMap(({ name, isOrganisation }) =>
    isOrganisation && isOutlet(name, outletNames) ? [] : namesIn(name, outletNames),
  )
  if (fromLinked.length > 0) return fromLinked
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
      .filter((each) => !/^https?:|^@|\//.test(each))
      .flatMap((each) => namesIn(each, outletNames))
    if (names.length > 0) return names
  }
  return []
}

/** An element that the markup calls a by-line or an author, near the heading. */
function markedByline(options: Parameters<typeof findAuthors>[0]): Author[] {
  const { facts, tree, outletNames, heading } = options
  const marked: PageNode[] = [...(facts.properties.get('author') ?? [])]
  const from = heading ? Math.max(0, heading.order - 200) : 0
  const to = heading ? heading.endOrder + 600 : tree.nodes.length
  for (const node of tree.nodes.slice(from, to)) {
    const isNamed =
      /(?:^|[\s_-])(?:byline|author|authors|autor|autore|auteur|writer|contributor|signature)(?:$|[\s_-]|name|link)/.test(
        node.names,
      )
    if (isNamed || node.attributes['rel'] === 'author') marked.push(node)
  }
  for (const node of marked) {
    const text = node.attributes['content'] ?? squeeze(spacedText(node))
    if (text.length > 160) continue
    const names = namesIn(text, outletNames).filter((each) => looksLikePerson(each.name))
    if (names.length > 0) return names
  }
  return []
}

function writtenByline(options: Parameters<typeof findAuthors>[0]): Author[] {
  for (const line of [...options.before.map((each) => each.text), ...options.paragraphs.slice(0, 1)]) {
    const match = /^(?:By|Von|Par|Por|Di|Door|Texte? :?|Text:|Автор:|Autor:|Автор)\s+(\p{Lu}.{3,80})$/u.exec(
      line,
    )
    if (!match) continue
    const names = namesIn(match[1]!, options.outletNames).filter((each) => looksLikePerson(each.name))
    if (names.length > 0) return names
  }
  return []
}

const prefixes =
  /^(?:(?:(?:written|reported|posted|published|article|story|text|texte|foto|interview) )?(?:by|von|par|por|di|door|av|af|od)[\s:]+|(?:author|autor|autore|auteur|text|texte|автор|opinion by|reporter|redaktion|mit material von)s?\s*:\s*)/iu
const splitters =
  /\s*(?:[,;|•·/\n]| - | – |&| and | und | et | y | og | och | ve | e (?=\p{Lu})| i (?=\p{Lu})| и )\s*/u
const notPeople =
  /^(?:admin|administrator|editor|staff|redaktion|redaction|rédaction|la rédaction|redacción|redazione|newsroom|news desk|web desk|online|team|unknown|guest|contributor|null|undefined|none|n\/a|view (?:all|profile).*|follow.*|more.*|updated.*|published.*|posted.*|\d.*|.*@.*|.*https?:.*|staff (?:writer|reporter)s?|jr\.?|sr\.?|md|phd|ph\.d\.?|m\.d\.?|reporter|senior .*|.*(?:correspondent|reporter|editor|writer|columnist|redakteur|redakteurin|journalist|producer))$/iu

function namesIn(text: string, outletNames: readonly string[]): Author[] {
  const names: Author[] = []
  const bare = squeeze(text)
    .replace(prefixes, '')
    .replace(/\s*\([^)]{0,60}\)/g, '')
  for (const part of bare.split(splitters)) {
    const name = squeeze(part)
      .replace(prefixes, '')
      .replace(/[.:]+$/, '')
    if (name.length < 2 || name.length > 60 || notPeople.test(name) || isOutlet(name, outletNames)) continue
    if (name.split(' ').length > 6 || /\d{2}/.test(name)) continue
    names.push({ name, role: 'author' })
  }
  return names
}

function looksLikePerson(name: string): boolean {
  const words = name.split(' ')
  return words.length >= 2 && words.length <= 5 && words.filter((each) => /^\p{Lu}/u.test(each)).length >= 2
}

function isOutlet(name: string, outletNames: readonly string[]): boolean {
  const own = normalise(name)
  return outletNames.some((each) => each === own || (each.length > 4 && own === `the${each}`))
}

function distinct(authors: readonly Author[]): Author[] {
  const seen = new Set<string>()
  return authors.filter(({ name, role }) => {
    const key = `${normalise(name)} ${role === 'editor' ? 'editor' : ''}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** For callers that read one meta alone. */
export function metaAuthor(facts: PageFacts): string | null {
  return metaOf(facts, 'author')
}
