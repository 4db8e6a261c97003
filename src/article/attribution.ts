import { isChineseName } from './byline-zh.ts'
import { isSameOutlet } from './outlet-name.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, shortTextUnder, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** 来源 as the page shows it. */
export interface SourceFinding {
  readonly source: string
  /** The line or element that shows it. */
  readonly where: string
  readonly rule: string
  /** False for the account or column that a portal shows in place of a source. */
  readonly isOutlet: boolean
}

/**
 * Whom the page names as its source: behind 来源 near the heading, in an element named so, beside the time,
 * or behind 来源 at the end. The outlet's own name beside the time gives way to a label further down; what the page
 * tells machines comes last.
 */
export function findSource(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly heading: PageNode | null
  readonly bodyOrder: number
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly segments: readonly Segment[]
  readonly outlet: string | null
}): SourceFinding | null {
  const { tree, facts, heading, bodyOrder, before, after, segments, outlet } = options
  const meta = metaOf(facts, 'source', 'mediaid', 'og:source', 'contentsource', 'article:source')
  const near = namedSource(tree, heading, bodyOrder) ?? besideTime(before, outlet)
  const isOwn = near !== null && outlet !== null && isSameOutlet(near.source, outlet)
  return (
    labelled(before, 'line with 来源') ??
    (isOwn ? null : near) ??
    labelled(after, '来源 behind the text') ??
    labelled(linesOfLabel(segments, bodyOrder), '来源 behind the text') ??
    near ??
    (meta ? named(nameIn(meta), meta, 'meta source', true) : null)
  )
}

/** Lines that begin with 来源, anywhere behind the start of the text. */
function linesOfLabel(segments: readonly Segment[], bodyOrder: number): string[] {
  return segments.flatMap(({ text, order }) =>
    order >= bodyOrder && text.length < 40 && /^[（(【[]?(?:文章|本文)?(?:来源|來源)\s*[:：丨|]/.test(text)
      ? [text]
      : [],
  )
}

function named(source: string | null, where: string, rule: string, isOutlet: boolean): SourceFinding | null {
  return source ? { source, where, rule, isOutlet } : null
}

function labelled(lines: readonly string[], rule: string): SourceFinding | null {
  for (const line of lines) {
    if (line.length > 240) continue
    const match = sourceLabel.exec(line)
    const found = match && named(nameIn(line.slice(match.index + match[0].length)), line, rule, true)
    if (found) return found
  }
  return null
}

const sourceNames =
  /(?:^|[\s_-])(?:source|src|laiyuan|ly|from|where|origin|media|media-?name|provider|publisher)(?:$|[\s_-])|source/
const accountNames =
  /js_name|profile_nickname|author-?name|account-?name|wemedia|(?:^|[\s_-])(?:nickname|account)(?:$|[\s_-])/

/** An element that is named for a source, between the heading and the text (or just above the heading). */
function namedSource(tree: PageTree, heading: PageNode | null, bodyOrder: number): SourceFinding | null {
  const from = heading ? Math.max(0, heading.order - 12) : Math.max(0, bodyOrder - 80)
  for (const node of tree.nodes.slice(from, Math.min(bodyOrder, from + 220))) {
    const isAccount = accountNames.test(node.names)
    if (!isAccount && !sourceNames.test(node.names)) continue
    const text = shortTextUnder(node)
    if (
      !/^[\u4e00-\u9fffA-Za-z0-9·\-[\]（）()]{2,24}$/.test(text) ||
      (!/[\u4e00-\u9fff]/.test(text) && !outletEnd.test(text)) ||
      /\d{3}|来源|來源|关注|收藏|分享|评论|编辑|原创$/.test(text)
    )
      continue
    if (isAccount && text.length <= 3 && isChineseName(text)) continue
    return named(nameIn(text), text, 'element named for a source', !isAccount)
  }
  return null
}

const outletEnd =
  /(?:网|網|报|報|社|台|臺|刊|在线|在線|新闻|新聞|新闻云|新聞雲|客户端|客戶端|杂志|雜誌|电视|电视台|报道|报导|通讯|观察|中文站|頻道|新媒体|\.com|整理\])$/i

/**
 * `2019-09-26 10:56 证券时报网`, `中廣新聞／楊某`, or a line of its own next to that of the time: what ends like an
 * outlet's name. Another outlet's name goes before the page's own.
 */
function besideTime(lines: readonly string[], outlet: string | null): SourceFinding | null {
  const dated = lines.filter(
    (each) => each.length <= 80 && /(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|[／/]/.test(each),
  )
  const marked = lines.filter(
    (each, index) =>
      each.length <= 14 && (/^[◎●■]/.test(each) || isTime(lines[index - 1]) || isTime(lines[index + 1])),
  )
  const found = [...dated, ...marked].flatMap((line) => outletsIn(line))
  return found.find(({ source }) => !outlet || !isSameOutlet(source, outlet)) ?? found[0] ?? null
}

function outletsIn(line: string): SourceFinding[] {
  const parts = line.split(
    /[\s|｜／/（）()【】◎●■]+|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?/,
  )
  return parts.flatMap((part) => {
    const name = part.trim()
    if (name.length < 3 || name.length > 14 || !outletEnd.test(name)) return []
    if (!/^[\u4e00-\u9fffA-Za-z0-9.]+(?:\[整理\])?$/.test(name)) return []
    if (/评论|编辑|时间|首页|发布|更新|我的|所有|原创|速報|速报|报料/.test(name)) return []
    return [{ source: name, where: line, rule: 'beside the time', isOutlet: true }]
  })
}

/** A line of nothing but a date and a time. */
function isTime(line: string | undefined): boolean {
  return line !== undefined && /^(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\s\d:：]*$/.test(line)
}

/**
 * A source that is another outlet than the page's own was copied from; but not what an account posted on a platform
 * that is open to all, nor a column or a label such as 商讯.
 */
export function reprintOf(
  source: SourceFinding | null,
  outlet: string | null,
  facts: PageFacts,
  segments: readonly Segment[],
): string | null {
  if (!source?.isOutlet || (outlet && isSameOutlet(source.source, outlet))) return null
  if (!outletEnd.test(source.source.split(/[-–—（([]/)[0]!)) return null
  const own = [facts.title?.slice(-30), metaOf(facts, 'og:site_name'), facts.linked?.publisher]
  const name = normalise(source.source)
  if (own.some((each) => each && normalise(each).includes(name))) return null
  return segments.some(({ text }) => text.length < 300 && openPlatform.test(text)) ? null : source.source
}

const openPlatform =
  /自媒体.{0,8}(?:上传|上傳|平台|作者|观点)|用户上传并发布|平台创作者|本[文内]容?为.{0,8}(?:号|作者)(?:上传|原创|发布)/

/** 本文转自, 转载自 and their like: whom the text was taken from. 据…报道 tells what was cited, not copied. */
export function readReprint(lines: readonly string[]): { from: string; line: string } | null {
  for (const line of lines) {
    if (line.length > 300) continue
    const issue = /^[—\-（(]*《([^》]{2,16})》[（(]?(?:19|20)\d\d年/.exec(line)?.[1]
    if (issue) return { from: issue, line }
    const match = reprintLabel.exec(line)
    if (!match) continue
    const from = nameIn(line.slice(match.index + match[0].length))
    if (from) return { from, line }
  }
  return null
}

const sourceLabel =
  /(?:文章|新闻|新聞|稿件|信息|内容|本文)?(?:来源|來源|稿源|来自|出处|出處)(?:于|於)?\s*[:：|｜]\s*|(?:^|[\s|])(?:来源|來源)(?:\s+|(?<=[|｜]\s?来源)(?=[\p{L}]{2,12}[|｜\s]))|^原创[:：]\s*/u

const reprintLabel =
  /(?:本文)?(?:转自|轉自|转载自|轉載自|转载于|摘自|原载于?|原載於?|原文刊于|首发于|原标题来源|转载来源|摘自[:：]?)\s*[:：]?\s*/

const endOfName =
  /\s{2,}|[\s|｜丨]+(?=作者|责|責|编辑|編輯|记者|記者|时间|時間|发布|發布|发表|字号|字體|字体|点击|浏览|评论|阅读|查看|我要|分享|打印|举报|网友|\d|【|\[|\(|（|大|中|小|T|A)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:作者|责任编辑|责编|编辑|記者|记者)[:：]|\d{4}[-年/.]|【|】|\[(?!整理)|，(?!摘自)|。|；|;|\)|）|［|[（(]|、(?=记者)/

// A meta tag may hold megabytes; a name and what follows it, this much.
const nameLineCharsMax = 240

function nameIn(rest: string): string | null {
  const line = rest.slice(0, nameLineCharsMax).replace(/^[《「“"'\s【（(]+/, '')
  const end = endOfName.exec(line)
  let name = squeeze(end ? line.slice(0, end.index) : line).replace(/[《》「」“”"'】]+/g, '')
  name = name.replace(/^(?:作者|来源|來源|综合)[:：]\s*/, '').trim()
  if (name.length < 2 || name.length > 40 || /^[\d\s:：-]+$|[=<>{}]/.test(name) || noSource.test(name))
    return null
  return name
}

const noSource =
  /^(?:未知|互联网|网络|网絡|不详|转载文章|转载|原创|其他|佚名|本站整理|作者|发布|百度|举报|分享)$/
