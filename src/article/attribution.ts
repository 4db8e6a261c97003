import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, squeeze, textUnder } from './page-text.ts'
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
 * or behind 来源 at the end. What the page tells machines comes last.
 */
export function findSource(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly heading: PageNode | null
  readonly bodyOrder: number
  readonly before: readonly string[]
  readonly after: readonly string[]
}): SourceFinding | null {
  const { tree, facts, heading, bodyOrder, before, after } = options
  const meta = metaOf(facts, 'source', 'mediaid', 'og:source', 'contentsource', 'article:source')
  return (
    labelled(before, 'line with 来源') ??
    namedSource(tree, heading, bodyOrder) ??
    besideTime(before) ??
    labelled(after, '来源 behind the text') ??
    (meta ? named(nameIn(meta), meta, 'meta source', true) : null)
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
    const text = squeeze(textUnder(node))
    if (
      !/^[\u4e00-\u9fffA-Za-z0-9·\-[\]（）()]{2,24}$/.test(text) ||
      /\d{3}|来源|來源|关注|收藏|分享|评论|编辑|原创$/.test(text)
    )
      continue
    return named(nameIn(text), text, 'element named for a source', !isAccount)
  }
  return null
}

const outletEnd =
  /(?:网|網|报|報|社|台|臺|刊|在线|在線|新闻|新聞|客户端|客戶端|周刊|週刊|杂志|雜誌|电视|通讯|观察|中文站|頻道|日报|.com|Code)$/i

/** `2019-09-26 10:56 证券时报网`, `中廣新聞／楊某`: what stands beside the time and ends like an outlet's name. */
function besideTime(lines: readonly string[]): SourceFinding | null {
  for (const line of lines) {
    if (line.length > 80 || !/(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|[／/]/.test(line)) continue
    for (const part of line.split(
      /[\s|｜／/（）()【】[\]]+|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?/,
    )) {
      const name = part.trim()
      if (
        name.length < 2 ||
        name.length > 14 ||
        !/^[\u4e00-\u9fffA-Za-z0-9.]+$/.test(name) ||
        !outletEnd.test(name)
      )
        continue
      if (/评论|编辑|时间|首页|发布|更新|我的|所有/.test(name) || name.length < 3) continue
      return named(name, line, 'beside the time', true)
    }
  }
  return null
}

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

/** Who publishes the page, as it says itself: to machines, in the window's title, in its footer. */
export function findOutlet(
  facts: PageFacts,
  lines: readonly string[],
): { outlet: string; rule: string } | null {
  const claims: [string | null, string][] = [
    [metaOf(facts, 'og:site_name'), 'og:site_name'],
    [facts.linked?.publisher ?? null, 'json-ld publisher'],
    [
      metaOf(
        facts,
        'application-name',
        'apple-mobile-web-app-title',
        'dc.publisher',
        'publisher',
        'site_name',
      ),
      'meta name',
    ],
  ]
  const names = claims.flatMap(([name, rule]) => {
    const outlet = cleanOutlet(name)
    return outlet ? [{ outlet, rule }] : []
  })
  // An address in place of a name is worth less than any name.
  const named = names.find((each) => !isAddress(each.outlet))
  if (named) return named
  const shown = outletInTitle(facts.title) ?? outletInFooter(lines)
  // A Latin address says less than the Chinese name that the page shows.
  const isBetter = shown && /[\u4e00-\u9fff]/.test(shown.outlet)
  return isBetter ? shown : (names[0] ?? shown ?? null)
}

function isAddress(name: string): boolean {
  return /^(?:www\.)?[\w-]+(?:\.[\w-]+)+$/.test(name)
}

function cleanOutlet(name: string | null | undefined): string | null {
  const clean = squeeze(name ?? '')
    .replace(/^https?:\/\/(?:www\.)?|\/$/g, '')
    .replace(/\s*(?:版权所有|版權所有|All Rights Reserved|-\s*首页|官方网站|官网)\s*$/i, '')
  return clean.length > 1 && clean.length <= 60 ? clean : null
}

const outletSuffix =
  /(?:网|網|报|報|社|台|臺|在线|在線|新闻|新聞|客户端|杂志|雜誌|论坛|博客|门户|Times|News|Post|Daily|Journal|Herald|Tribune|Gazette|Magazine|Zeitung|Online)$/i
const sectionWord =
  /^(?:.{0,4}(?:频道|頻道|要闻|资讯|新闻|新聞|财经|社会|国内|国际|娱乐|体育|科技|首页|正文))$/

/** Of the parts at the end of a window's title, the last that ends like an outlet's name; else the last that is no section. */
function outletInTitle(title: string | null): { outlet: string; rule: string } | null {
  const parts = (title ?? '')
    .split(
      /\s+[-–—|·:»]+\s+|\s*[|_｜]\s*|[-－—]+(?=[^-－—]*$)|(?<=[\u4e00-\u9fff])[-－—]+(?=[\u4e00-\u9fff])/,
    )
    .map(squeeze)
    .filter(Boolean)
  const tails = parts
    .slice(1)
    .reverse()
    .filter(
      (each) =>
        each.length >= 2 &&
        each.length <= 30 &&
        !sectionWord.test(each) &&
        !/powered|null|第.*页/i.test(each),
    )
  const outlet = tails.find((each) => outletSuffix.test(each)) ?? tails[0]
  return outlet ? { outlet, rule: 'end of the window title' } : null
}

/** `版权所有：某某网`, `Copyright © 2005 某某网`, `某某网版权所有`. */
function outletInFooter(lines: readonly string[]): { outlet: string; rule: string } | null {
  for (const line of lines.slice(-40)) {
    if (line.length > 200) continue
    const match =
      /([\u4e00-\u9fffA-Za-z]{2,14}?)(?:公司)?\s*(?:版权所有|版權所有)/.exec(line) ??
      /(?:版权所有|版權所有|©|\(c\)|Copyright)[^\u4e00-\u9fff]{0,40}([\u4e00-\u9fff]{2,14})/i.exec(line)
    const outlet = match?.[1]?.replace(/^(?:本网站|本站|网站|所有|由)/, '')
    if (
      outlet &&
      outlet.length >= 2 &&
      !/未经|授权|声明|转载|许可|必读|版权|版權|copyright|reserved|rights/i.test(outlet)
    )
      return { outlet, rule: 'copyright line' }
  }
  return null
}

const sourceLabel =
  /(?:文章|新闻|新聞|稿件|信息|内容|本文)?(?:来源|來源|稿源|来自|出处|出處)(?:于|於)?\s*[:：|｜]\s*|(?:^|[\s|])(?:来源|來源)\s+/

const reprintLabel =
  /(?:本文)?(?:转自|轉自|转载自|轉載自|转载于|摘自|原载于?|原載於?|原文刊于|首发于|原标题来源|转载来源|摘自[:：]?)\s*[:：]?\s*/

const endOfName =
  /\s{2,}|[\s|｜丨]+(?=作者|责|責|编辑|編輯|记者|記者|时间|時間|发布|發布|发表|字号|字體|字体|点击|浏览|评论|阅读|查看|我要|分享|打印|举报|网友|\d|【|\[|\(|（|大|中|小|T|A)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?:作者|责任编辑|责编|编辑|記者|记者)[:：]|\d{4}[-年/.]|【|】|\[(?!整理)|，(?!摘自)|。|；|;|\)|）|［|[（(]|、(?=记者)/

function nameIn(rest: string): string | null {
  const line = rest.replace(/^[《「“"'\s【（(]+/, '')
  const end = endOfName.exec(line)
  let name = squeeze(end ? line.slice(0, end.index) : line).replace(/[《》「」“”"'】]+/g, '')
  name = name.replace(/^(?:作者|来源|來源|综合)[:：]\s*/, '').trim()
  if (name.length < 2 || name.length > 40 || /^[\d\s:：-]+$/.test(name) || noSource.test(name)) return null
  return name
}

const noSource =
  /^(?:未知|互联网|网络|网絡|不详|转载文章|转载|原创|其他|佚名|本站整理|作者|发布|百度|举报|分享)$/

/** Whether two names are of one outlet: one holds the other. */
export function isSameOutlet(a: string, b: string): boolean {
  const [short, long] = [normalise(a), normalise(b)].sort((x, y) => x.length - y.length) as [string, string]
  return short.length >= 2 && long.includes(short)
}
