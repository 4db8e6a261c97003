import { knownOutlet } from './known-outlets.ts'
import { outletsInFooter, ownerIn } from './outlet-footer.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

/** A name that one part of the page gives its outlet. */
export interface OutletClaim {
  readonly name: string
  readonly rule: string
  readonly trust: number
  /** The name for comparing. */
  readonly own: string
}

/** All that the page calls its outlet, in the order of what is asked first. */
export function outletClaims(options: {
  readonly tree: PageTree
  readonly facts: PageFacts
  readonly segments: readonly Segment[]
  readonly title: string | null
  readonly host: string
}): OutletClaim[] {
  const { tree, facts, segments, title, host } = options
  const claims: OutletClaim[] = []
  const titleText = title ? normalise(title) : null
  const add = (name: string | null | undefined, rule: string, trust: number) => {
    const clean = cleanOutlet(name)
    const own = clean ? normalise(clean) : ''
    if (!clean || own === titleText) return
    const known = isAddress(clean) ? knownOutlet(clean.replace(/^www\./, '')) : null
    if (known) claims.push({ name: known, rule, trust, own: normalise(known) })
    else claims.push({ name: clean, rule, trust, own })
  }
  add(knownOutlet(host), 'known by its domain', 2)
  add(metaOf(facts, 'og:site_name'), 'og:site_name', 3)
  add(facts.linked?.publisher, 'json-ld publisher', 3)
  add(metaOf(facts, 'application-name'), 'meta application-name', 1.5)
  add(metaOf(facts, 'apple-mobile-web-app-title'), 'meta apple-mobile-web-app-title', 1.2)
  add(metaOf(facts, 'dc.publisher', 'publisher', 'site_name'), 'meta publisher', 1.5)
  add(ownerIn(metaOf(facts, 'copyright', 'dc.rights')), 'meta copyright', 1.5)
  add(endingAsOutlet(metaOf(facts, 'author')), 'meta author', 0.8)
  const lines = segments.map((each) => each.text)
  for (const [name, trust] of titleParts(facts.title, title, lines.slice(0, 8)))
    add(name, 'part of the window title', trust)
  const crumb = firstCrumb(lines.slice(0, 120))
  add(crumb, 'breadcrumb', endingAsOutlet(crumb) ? 1.3 : 0.6)
  add(homeLink(lines.slice(0, 30)), 'link to the front page', 1)
  add(barStart(lines.slice(0, 3)), 'start of the navigation', 0.6)
  const logo = logoName(tree)
  add(logo, 'logo', endingAsOutlet(logo) ? 1.1 : 0.5)
  for (const { name, rule, trust } of outletsInFooter(lines.slice(-40))) add(name, rule, trust)
  return claims
}

/** Whether a name is a host's: `example.com`. */
export function isAddress(name: string): boolean {
  return /^(?:www\.)?[\p{L}\d-]+(?:\.[\p{L}\d-]+)+$/u.test(name)
}

function cleanOutlet(name: string | null | undefined): string | null {
  const clean = squeeze((name ?? '').slice(0, 300).replaceAll('&amp;', '&'))
    .replace(addressBehind, '')
    .replace(companyBehind, '')
    .replace(/^https?:\/\/(?:www\.)?|\/$/g, '')
    .replace(/^(?:谢谢您?访问|欢迎(?:您)?(?:访问|光临|来到)|歡迎光臨)[\s:：]*/, '')
    .replace(/^[〖【「《[“"]+|[〗】」》\]”"]+$/g, '')
    .replace(
      /\s*(?:版权所有|版權所有|All Rights Reserved|[-_|]?\s*首页|官方网站|官网|(?<=政府|委员会|局|厅|部)门户网站|[股份]*有限(?:责任)?公司|公司)\s*$/i,
      '',
    )
    .trim()
  return clean.length > 1 && clean.length <= 60 && !sectionWord.test(clean) && !noOutlet.test(clean)
    ? clean
    : null
}

/** `Deutsche Beispielwelle (www.example.com)`. */
const addressBehind = / ?\((?:https?:\/\/)?(?:www\.)?[a-z\d-]+(?:\.[a-z\d-]+)+\/?\)$/i
/** `Freies Beispiel - Verlag und Druck GmbH & Co. KG`, `The Example Ltd`: the company's form, and its name behind a dash. */
const companyBehind =
  /(?: [-–|] [^-–|]{3,60}?)?,? (?:(?:gGmbH|GmbH|AG|UG|mbH|Ltd\.?|Limited|LLC|Inc\.?|plc|B\.V\.|S\.p\.A\.|S\.r\.l\.|S\.A\.S?\.?|A\/S|ApS|Oyj?|Sp\. z o\.o\.)(?: ?& ?Co\.?(?: ?(?:KGaA|KG|OHG))?)?)$/

const outletSuffix =
  /(?:网|網|报|報|社|台|臺|视|在线|在線|新闻|新聞|新聞雲|客户端|杂志|雜誌|论坛|博客|门户|财经|Times|News|Post|Daily|Journal|Herald|Tribune|Gazette|Magazine|Zeitung|Presse|Online|Blatt)$/i
const sectionWord =
  /^(?:(?:首页|主页|正文|新闻|新聞|资讯|要闻|国内|国际|国内国际|社会|财经|娱乐|体育|科技|滚动|焦点|汽车|房产|教育|军事|文化|健康|旅游|女性|时尚|数码|游戏|视频|图片|评论|专题|地方|北京|上海|广东|logo|News|Home|Homepage|Startseite|Article)|.{0,4}(?:频道|頻道|要闻|首页|正文|栏目))$/i

const noOutlet = /更多|logo$|第一|powered|^到|[_|]|\$\{|^(?:null|undefined)$/i

function endingAsOutlet(name: string | null): string | null {
  return name && outletSuffix.test(name) ? name : null
}

const titleCut =
  /\s+[-–—|·:»«•]+\s+|\s*[|_｜»«<>]\s*|--+|[-－—]+(?=[^-－—]*$)|(?<=[\u3040-\u9fff\p{Ps}\p{Pe}\])"”])[-－—：]+(?=[\u3040-\u9fff])/u

/** The parts of a window's title that are not the article's: those at its end first, a name ending like an outlet's before others. */
function titleParts(
  windowTitle: string | null,
  title: string | null,
  top: readonly string[],
): [string, number][] {
  const own = normalise(title ?? '')
  const whole = windowTitle ?? ''
  // What is shown as the heading may itself hold a dash.
  const rest = title && whole.startsWith(title) ? whole.slice(title.length) : null
  const parts = (rest ? `${title} | ${rest}` : whole)
    .split(titleCut)
    .map(squeeze)
    .filter((each) => normalise(each) !== '')
  if (parts.length === 1) {
    const isOther = own !== '' && !own.includes(normalise(parts[0]!)) && !normalise(parts[0]!).includes(own)
    return isOther && parts[0]!.length <= 30 ? [[parts[0]!, 0.6]] : []
  }
  return parts.flatMap((part, index): [string, number][] => {
    const name = normalise(part)
    if (
      name === '' ||
      part.length > 45 ||
      sectionWord.test(part) ||
      /powered|null|第.*页|^[^\p{L}\p{N}]/iu.test(part)
    )
      return []
    if (own !== '' && (own.includes(name) || name.includes(own))) return []
    const isLast = index === parts.length - 1
    const isEnd = outletSuffix.test(part)
    // At the front only a name that is also what the page begins with.
    const isOnTop = index === 0 && top.some((line) => line.startsWith(part))
    if (index === 0 && !isEnd && !isOnTop) return []
    return [[part, (isEnd ? 1.8 : 0.7) + (isLast ? 0.5 : 0) + (isOnTop ? 0.5 : index === 0 ? -0.4 : 0)]]
  })
}

/** `网易 > 新闻中心 > 正文`, `您的位置：某某网 > 国内`: the first step, unless it is only called the front page. */
function firstCrumb(lines: readonly string[]): string | null {
  const line = lines.find(
    (each) => each.length < 90 && /[>›»→]/.test(each) && each.split(/[>›»→]+/).length > 2,
  )
  const first = line
    ?.split(/[>›»→]+/)[0]
    ?.replace(/^.{0,10}(?:位置|所在|location)\s*[:：]?/i, '')
    .trim()
  return first && /^[\u4e00-\u9fffA-Za-z0-9.]{2,10}$/.test(first) ? first : null
}

/** `某某 - 体育 - 娱乐 - 房产 - 汽车`: a bar of sections that begins with the site they belong to. */
function barStart(lines: readonly string[]): string | null {
  for (const line of lines) {
    const steps = line.split(/\s*[-|｜·]\s*/)
    const isBar = steps.length >= 5 && steps.length <= 24 && steps.every((each) => each.length <= 6)
    if (isBar && /^[\u4e00-\u9fff]{2,6}$/.test(steps[0]!)) return steps[0]!
  }
  return null
}

/** `某某网首页` at the top of the page. */
function homeLink(lines: readonly string[]): string | null {
  for (const line of lines) {
    const name = /^(?:返回)?([\u4e00-\u9fffA-Za-z0-9]{2,8}?)首[页頁](?=$|[\s\-|>·])/.exec(line)?.[1]
    if (name && !/返回|网站|回到|设为/.test(name)) return name
  }
  return null
}

/** What a logo near the top of the page is called: the text of its link or its image's alternative. */
function logoName(tree: PageTree): string | null {
  for (const node of tree.nodes.slice(0, 1500)) {
    if (!/(?:^|[\s_-])logo(?:$|[\s_-])/.test(node.names)) continue
    const name = squeeze(logoText(node, 0))
    if (name.length > 1 && name.length <= 24) return name
  }
  return null
}

function logoText(node: PageNode, depth: number): string {
  if (node.tag === '#text') return node.text
  if (node.tag === 'img') return node.attributes['alt'] ?? ''
  if (depth > 5) return ''
  let text = ''
  for (const child of node.children) text ||= logoText(child, depth + 1).trim()
  return text || (node.attributes['title'] ?? '')
}
