import type { Author } from '#model'
import { isChineseName, readBareNames, readChineseByline, readSignature } from './byline-zh.ts'
import { readDate } from './date-text.ts'
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
  /** All lines of the page. */
  readonly segments: readonly Segment[]
  /** Lines behind the text. */
  readonly after: readonly Segment[]
  readonly outletNames: readonly string[]
}): AuthorsFinding {
  if (!/^zh/.test(options.language ?? '')) return westernAuthors(options)
  const shown = chineseAuthors(options)
  if (shown.length > 0) return { authors: shown, rule: 'by-line in the text', sure: 0.9 }
  const people = (options.facts.linked?.authors ?? []).flatMap(({ name }) =>
    isChineseName(name) ? [name] : [],
  )
  const authors: Author[] = people.map((name) => ({ name, role: 'author' }))
  return { authors, rule: 'json-ld author', sure: authors.length > 0 ? 0.5 : 0 }
}

function chineseAuthors(options: Parameters<typeof findAuthors>[0]): Author[] {
  const { before, paragraphs, after, heading, tree } = options
  const found: Author[] = []
  for (const { text } of before) if (text.length < 200) found.push(...readChineseByline(text))
  const behind = heading ? before.filter((each) => each.order >= heading.endOrder).slice(0, 4) : []
  for (const { text, linkWeight } of behind) if (linkWeight === 0) found.push(...readBareNames(text))
  if (heading) found.push(...namedAuthor(tree, heading))
  for (const text of paragraphs.slice(0, 5)) found.push(...readChineseByline(openingOf(text)))
  found.push(...readBareNames(paragraphs[0] ?? ''))
  for (const text of paragraphs.slice(-6)) found.push(...readChineseByline(closingOf(text)))
  if (!found.some((each) => each.role !== 'editor')) {
    for (const text of paragraphs.slice(-3)) found.push(...readSignature(text), ...readBareNames(text))
    found.push(...penNames(options))
  }
  for (const line of after) if (line.text.length < 160) found.push(...readChineseByline(line.text))
  if (!found.some((each) => each.role === 'editor')) found.push(...editorsAnywhere(options.segments))
  return distinct(found.map(asAgency))
}

/**
 * Pen names, where no other by-line stands: `某某 发表于 2005-9-15`, `by 某某` behind a posting's time, a line under
 * the heading that is also what the heading begins with (`某某：我的看法`).
 */
function penNames(options: Parameters<typeof findAuthors>[0]): Author[] {
  const { before, segments, paragraphs, facts } = options
  const posting = /^(?:作者[:：]\s*)?([\p{L}\p{N}_]{2,16}) (?:发表于|發表於|发布于|發佈於) ?\d{4}/u
  const behindTime = /\d{1,2}:\d{2}(?::\d{2})? by ([\p{L}\p{N}_]{2,16})(?= |$)/u
  for (const { text } of segments) {
    if (text.length > 90) continue
    const name = (posting.exec(text) ?? behindTime.exec(text))?.[1]
    if (name && !/^(?:本文|文章)/.test(name)) return [{ name, role: 'author' }]
  }
  const lead = [...before.map((each) => each.text), ...paragraphs.slice(0, 2)]
  const name = lead.find(
    (each) =>
      /^[\u4e00-\u9fff]{2,3}$/.test(each) &&
      [facts.title ?? '', ...lead].some((line) => line.startsWith(`${each}：`)),
  )
  return name ? [{ name, role: 'author' }] : []
}

/** A desk, a party cell or a paper that signs is no person. */
function asAgency(author: Author): Author {
  return author.role !== 'editor' &&
    /(?:部|组|中心|社|网|報|报|台|课题组|委员会|评论员)$/.test(author.name) &&
    author.name.length > 3
    ? { ...author, role: 'agency' }
    : author
}

/** `[责任编辑：某某]` may stand far behind the text. */
function editorsAnywhere(segments: readonly Segment[]): Author[] {
  const line = segments.find(
    ({ text }) => text.length < 60 && /(?:责任编辑|責任編輯|责编|責編)[\s:：]/.test(text),
  )
  return line ? readChineseByline(line.text).filter((each) => each.role === 'editor') : []
}

/** A name in an element that is called an author, just behind the heading. */
function namedAuthor(tree: PageTree, heading: PageNode): Author[] {
  for (const node of tree.nodes.slice(heading.endOrder, heading.endOrder + 60)) {
    if (
      !/(?:^|[\s_-])(?:auth|author|writer|zuozhe|reporter)(?:$|[\s_-])/.test(node.names) ||
      node.weight > 40
    )
      continue
    const name = squeeze(spacedText(node)).replace(/^(?:作者|文)[:：/／]?\s*/, '')
    if (isChineseName(name)) return [{ name, role: 'author' }]
  }
  return []
}

/** The part of a first paragraph where a by-line may stand: a short line, what is in brackets, or up to 报道 or 电. */
function openingOf(text: string): string {
  if (text.length <= 60) return text
  const start = text.slice(0, 120)
  const bracket = /^\s*[（(【〔[]([^）)】〕\]]{2,60})[）)】〕\]]/.exec(start)?.[1]
  if (bracket) return bracket
  const behindDateline = /^.{2,40}?[电電讯訊][ （(]{1,2}([^）)]{2,40})[）)]/.exec(start)?.[1]
  if (behindDateline) return behindDateline
  return /^.{0,50}?(?:报道|報導|報道|发自|發自|[电電讯訊](?=[ 　（(]))/.exec(start)?.[0] ?? ''
}

/** The part of a last paragraph where a by-line may stand: a short line, or brackets at its end. */
function closingOf(text: string): string {
  if (text.length <= 80) return text
  const tail = text.slice(-100)
  return /[（(【[]([^（(【[]{2,90}[）)】\]])[。.\s]*$/.exec(tail)?.[0] ?? ''
}

function westernAuthors(options: Parameters<typeof findAuthors>[0]): AuthorsFinding {
  const { facts, outletNames, segments } = options
  const linked = linkedNames(facts, outletNames)
  const written = writtenByline(options)
  const isPerson = linked.some(({ name }) => looksLikePerson(name))
  const isDesk = !isPerson && (facts.linked?.authors ?? []).length > 0 && written.length > 0
  if (linked.length > 0 && !isDesk) return { authors: distinct(linked), rule: 'json-ld author', sure: 0.9 }
  const claimed = metaNames(facts, outletNames)
  const isShown = claimed.some(({ name }) => segments.some((each) => each.text.includes(name)))
  const marked = isShown ? [] : markedByline(options)
  // A meta tag that the page shows nowhere may name its owner; a marked by-line is for the reader.
  if (marked.length > 0) return { authors: distinct(marked), rule: 'element named for a by-line', sure: 0.75 }
  if (claimed.length > 0)
    return { authors: distinct(claimed), rule: 'meta author', sure: isShown ? 0.9 : 0.6 }
  if (written.length > 0) return { authors: distinct(written), rule: 'line that begins with By', sure: 0.6 }
  const agencies = agenciesIn(facts, outletNames)
  return {
    authors: distinct(agencies),
    rule: 'organisation in the markup',
    sure: agencies.length > 0 ? 0.6 : 0,
  }
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

function metaNames(facts: PageFacts, outletNames: readonly string[]): Author[] {
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
    if (isNamed || node.attribute('rel') === 'author') marked.push(node)
  }
  for (const node of marked.slice(0, 200)) {
    if (node.endOrder - node.order > 300) continue
    const text = node.attributes['content'] ?? squeeze(spacedText(node))
    if (text.length > 160) continue
    const names = namesIn(text, outletNames).filter((each) => looksLikePerson(each.name))
    if (names.length > 0) return names
  }
  return []
}

/** A line that begins with `By`, a name beside the date, or a name alone above the first or behind the last paragraph. */
function writtenByline(options: Parameters<typeof findAuthors>[0]): Author[] {
  const { before, paragraphs, outletNames } = options
  const lines = before.map((each) => each.text)
  for (const line of [...lines, ...paragraphs.slice(0, 1), ...paragraphs.slice(-2)]) {
    const match = bylineStart.exec(line) ?? postedBy.exec(line)
    const names = match ? peopleIn(match[1]!, outletNames) : []
    if (names.length > 0) return names
  }
  for (const line of lines) {
    if (line.length > 120 || !readDate(line)) continue
    const names = line
      .split(/\s*[|•·]\s*/)
      .flatMap((part) => (/\d/.test(part) ? [] : peopleIn(part, outletNames)))
    if (names.length > 0) return names
  }
  const [first = '', second = ''] = paragraphs
  return isBareName(first) && second.length > 80 ? peopleIn(first, outletNames) : []
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

const prefixes =
  /^(?:(?:(?:author|eingestellt|投稿者|著者|written|reported|posted|published|article|story|text|texte|foto|interview) )?(?:by|von|par|por|di|door|av|af|od)[\s:]+|(?:author|autor|autore|auteur|text|texte|автор|opinion by|reporter|redaktion|mit material von)s?\s*:\s*)/iu
const splitters =
  /\s*(?:[,;|•·/\n]| - | – |&| and | und | et | y | og | och | ve | e (?=\p{Lu})| i (?=\p{Lu})| и )\s*/u
const notPeople =
  /^(?:(?:twitter|facebook|whatsapp|share|email|linkedin)(?: .*)?|admin|administrator|editor|staff|redaktion|redaction|rédaction|la rédaction|redacción|redazione|newsroom|news desk|web desk|online|team|unknown|guest|contributor|null|undefined|none|n\/a|view (?:all|profile).*|follow.*|more.*|updated.*|published.*|posted.*|\d.*|.*@.*|.*https?:.*|staff (?:writer|reporter)s?|jr\.?|sr\.?|md|phd|ph\.d\.?|m\.d\.?|reporter|senior .*|.*(?:correspondent|reporter|editor|writer|columnist|redakteur|redakteurin|journalist|producer)|publisher|.*(?:\b(?:gmbh|ltd|inc|llc|e\.v|verlag|germany)\b|ministerium).*|redacci[oó]n.*)$/iu

function namesIn(text: string, outletNames: readonly string[]): Author[] {
  const names: Author[] = []
  const bare = squeeze(text)
    .replace(prefixes, '')
    .replace(/\s*\([^)]{0,60}\)/g, '')
  for (const part of bare.split(splitters)) {
    const name = squeeze(part)
      .replace(prefixes, '')
      .replace(/\s+(?:(?:am|on|le|el)\s.*|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\.?)$/i, '')
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
  const first = normalise(name.split(' ')[0] ?? '')
  return outletNames.some(
    (each) =>
      each === own || (each.length > 4 && own === `the${each}`) || (each.length > 2 && each === first),
  )
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
