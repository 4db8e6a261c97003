import type { Author } from '#model'
import type { AuthorPlaces } from './authors.ts'
import { isChineseName, readBareNames, readChineseByline, readSignature } from './byline-zh.ts'
import { spacedText } from './figures.ts'
import { type Segment, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** People named in Chinese by-lines above, in and behind the text. */
export function chineseAuthors(places: AuthorPlaces): Author[] {
  const { before, paragraphs, after, heading, tree } = places
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
    found.push(...penNames(places))
  }
  for (const line of after) if (line.text.length < 160) found.push(...readChineseByline(line.text))
  if (!found.some((each) => each.role === 'editor')) found.push(...editorsAnywhere(places.segments))
  return found.map(asAgency)
}

/**
 * Pen names, where no other by-line stands: `某某 发表于 2005-9-15`, `by 某某` behind a posting's time, a line under
 * the heading that is also what the heading begins with (`某某：我的看法`).
 */
function penNames(places: AuthorPlaces): Author[] {
  const { before, segments, paragraphs, facts } = places
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
