import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { readDate } from './date-text.ts'
import { normalise, weightOf } from './page-text.ts'
import { isHeadMatter, isSignatureLine, withCaptions, withoutSignature } from './signature.ts'
import { sharedPairs, type TitleFinding } from './title.ts'

/**
 * Takes off what stands in the article's element but is no part of its text: the line of time and source at the
 * start; editors, sharing, related lists, disclaimers and copyright at the end.
 *
 * @param people Whom the page names as its authors to machines: a line that is only such a name is a by-line.
 */
export function trimBlocks(
  blocks: readonly PlacedBlock[],
  title: TitleFinding | null,
  people: readonly string[],
): PlacedBlock[] {
  const names = new Set(people.map(normalise))
  const bare: PlacedBlock[] = []
  for (const [index, each] of blocks.entries()) {
    const isEdge = index < 8 || index > blocks.length - 6
    if (isNoise(each) || (index < 8 && isStrayMeta(each))) continue
    if (!isEdge || each.block.kind !== 'paragraph' || !isOnly(names, textOfBlock(each.block))) bare.push(each)
  }
  const captioned = withCaptions(bare)
  // The caption of a picture story is its text.
  const kept = longestOf(captioned) < 0.5 * longestOf(bare) ? bare : captioned
  const start = startOf(kept, title)
  const end = endOf(kept, start)
  // Figures before the first line of text stay: the lead image.
  const lead = kept.slice(0, start).filter((each) => each.block.kind === 'figure')
  return [...lead, ...unsigned(kept.slice(start, end))]
}

function longestOf(blocks: readonly PlacedBlock[]): number {
  let longest = 0
  for (const { block } of blocks.slice(0, 5000)) longest = Math.max(longest, weightOf(textOfBlock(block)))
  return longest
}

function isOnly(names: ReadonlySet<string>, text: string): boolean {
  return text.length < 60 && names.has(normalise(text.replace(/^(?:by|von|par|por|di|door)\s+/i, '')))
}

/** Lines that stand by themselves anywhere: sharing, font sizes, "advertisement". */
function isNoise({ block, linkShare, node }: PlacedBlock): boolean {
  if (block.kind === 'figure' || block.kind === 'embed' || block.kind === 'divider') return false
  const text = textOfBlock(block)
  if (block.kind === 'list') return linkShare > 0.7 && block.items.length > 1
  if (isNoiseLine(text)) return true
  if (text.length > 160) return false
  // A label or a place in a list is short and may be a link.
  if (linkShare < (text.length > 24 ? 0.8 : 0.9)) return false
  // A line that is only a link and no sentence points elsewhere.
  return (
    !/[.!?。！？…”"»]$/.test(text) ||
    /^(?:read|lesen|lire|leia|leggi|lees|see|watch|more|mehr|auch|also|related|相关|更多|查看|点击|延伸)/i.test(
      text,
    ) ||
    node.tag === 'li'
  )
}

/** Whether a line is what pages say to their readers everywhere: share, subscribe, advertisement. */
export function isNoiseLine(text: string): boolean {
  return (text.length < 260 && consent.test(text)) || (text.length <= 160 && noise.test(text))
}

/** What stands in place of an embedded post or video until its reader consents. */
const consent =
  /^(?:an dieser stelle (?:findest|finden|befindet)|empfohlener (?:redaktioneller|externer) inhalt|(?:ich bin|sie sind) damit einverstanden|(?:damit|dabei) können personenbezogene|personenbezogene daten können|du kannst ihn dir mit einem klick|externe[rn]? inhalt|(?:this|the) content is (?:hosted|provided) by|to (?:view|see|display) this (?:content|video|post|tweet).{0,40}(?:enable|accept|allow)|allow .{2,20} content\?|this article contains content provided by|link zum .{2,20}-inhalt)/iu

const noise =
  /^(?:[^\p{L}\p{N}]*|adverts?|advertise?ment|sharing is caring.*|this slideshow requires javascript.*|subscribe|see more:.*|don['’]t miss:?|must read:?.*|anzeige|werbung|publicit[éà]|publicidad|reklama?|реклама|广告|廣告|story continues (?:below|after).*|article continues (?:below|after).*|share(?: this.*| on.*|d)?|tweet|email|print|facebook|twitter|whatsapp|linkedin|copy link|comments?|\d+ comments?|save|loading\.*|\d*人参与.{0,20}|分享(?:到|至)?[:：]?.{0,40}|字号[:：]?.{0,20}|字體[:：]?.{0,20}|字体[:：]?.{0,20}|[大中小 ]{1,6}|a[+-]?|打印.{0,6}|收藏.{0,6}|(?:点击)?(?:展开|收起)(?:全文|更多)?|(?:查看|显示)(?:全文|全部|更多)|.{0,30}(?:手机报|短信|彩信).{0,40}发.{0,20}到 ?\d{5,}.{0,100}|.{2,8}手机版 ?[\w./:]{0,30}|纠错|【?纠错】?|我要(?:纠错|评论|分享).*|放大.{0,4}|关闭|点击(?:查看|进入|播放|图片).{0,30}|扫(?:一扫|码|描).{0,40}|(?:图片|视频)加载中.*|read more.*|see also.*|lesen sie (?:auch|mehr).*|lire aussi.*|à lire.*|leer (?:también|más).*|leggi anche.*|lees ook.*|les også.*|läs (?:också|mer).*|czytaj (?:też|także|więcej).*|читайте (?:также|еще).*|читать также.*|mehr zum thema.*|sign up.{0,80}newsletter.*|subscribe (?:to|now).*|follow us.*|click here to.*|related(?: \w{3,12}:| articles| stories| content|:).*|.{0,90}(?:sign(?:ing)? up|subscrib\w{1,4}) (?:to|for) .{0,50}newsletters?[.!]?|(?:get|enjoy) (?:unlimited |full )?access to .{0,110}|get .{2,50} delivered (?:to|through|straight) .{0,90}|click here for more.{0,40}|(?:our|these) .{0,40}may earn (?:a|us a) commission.{0,60}|recommended(?: for you|:)?.*|watch:? .{0,80}|photo:.{0,60}|(?:image|picture) (?:credit|source):?.{0,60}|caption|view larger image|be the first to comment.*|\d+\s*min(?:ute)?s?\.?(?:\s*(?:read|lesezeit|lesedauer|de lecture|di lettura|de lectura))?|.{0,40}(?:aufklappen|zuklappen)|zobacz (?:wideo|też|także).*|w tym artykule dowiesz się.*|zgłoś błąd.*|źródło artykułu.*)$/iu

/**
 * Where the text starts: behind the heading, where the element holds it; then behind lines that are no running text
 * (by-line, time, section), as long as running text follows soon.
 */
function startOf(blocks: readonly PlacedBlock[], title: TitleFinding | null): number {
  const heading = title?.heading ?? null
  let start = 0
  if (heading) {
    const behind = blocks.findIndex((each) => each.node.order > heading.order && !heading.contains(each.node))
    const isInside = blocks.some((each) => heading.contains(each.node))
    if (isInside && behind > 0) start = behind
  }
  const longest = longestOf(blocks.slice(start))
  for (let index = start; index < Math.min(blocks.length, start + 14); index++) {
    const { block } = blocks[index]!
    const text = textOfBlock(block)
    if (text === '') continue
    // What breaks off at a comma goes on in the next line.
    if (weightOf(text) === longest || /[，、]$/.test(text)) break
    if (
      isAboveByline(blocks, index) ||
      (title && sameLine(text, title.title)) ||
      isMetaLine(text) ||
      isSignatureLine(text) ||
      (isHeadMatter(text) && !holdsSentence(blocks.slice(start, index))) ||
      isRepeatedBelow(blocks, index) ||
      isNearTitle(text, title) ||
      isNameInTitle(text, title) ||
      isLinkAbove(blocks[index]!)
    )
      start = index + 1
    else if (
      isInsideOf(blocks, index) &&
      weightOf(text) < 50 &&
      !/[.!?。！？…:：”"»]$/.test(text) &&
      block.kind === 'paragraph' &&
      heading &&
      start > 0
    )
      start = index + 1
    else if (weightOf(text) > 60) break
  }
  return start >= blocks.length ? 0 : start
}

/** A subtitle or a repeated title: no sentence, with a by-line or a time line within the next two lines. */
function isAboveByline(blocks: readonly PlacedBlock[], index: number): boolean {
  const text = textOfBlock(blocks[index]!.block)
  if (weightOf(text) > 130 || /[。！？.!?…”"]$/.test(text)) return false
  return blocks
    .slice(index + 1, index + 3)
    .map((each) => textOfBlock(each.block))
    .some(
      (each) => each !== '' && /[\u4e00-\u9fff]/.test(each) && (isSignatureLine(each) || isMetaLine(each)),
    )
}

/** A caption or a summary behind a sentence says nothing against the sentence. */
function holdsSentence(blocks: readonly PlacedBlock[]): boolean {
  return blocks.some(
    ({ block }) => block.kind === 'paragraph' && /[。！？!?]["”』」]?$/.test(textOfBlock(block)),
  )
}

/** What the event was called on its banner, set above a text that names it in its first paragraph: no sentence, all of it said again. */
function isRepeatedBelow(blocks: readonly PlacedBlock[], index: number): boolean {
  const text = textOfBlock(blocks[index]!.block)
  const below = blocks[index + 1]
  if (!below || text.length > 80 || /[。！？.!?…，、；：,;:]$/.test(text)) return false
  // A name or a place is also said again.
  if (weightOf(text) < 24) return false
  return normalise(textOfBlock(below.block).slice(0, 400)).includes(normalise(text))
}

/** The title again, or a part of it with its kicker: short, without an end, most of it in the title. */
function isNearTitle(text: string, title: TitleFinding | null): boolean {
  if (
    !title ||
    text.length < 6 ||
    text.length > title.title.length * 1.6 + 6 ||
    /[。！？.!?…，、；：,;:]$/.test(text)
  )
    return false
  return sharedPairs(normalise(text), normalise(title.title)) > 0.7
}

/** `某某` above a text called `某某：…`: who wrote or said it. */
function isNameInTitle(text: string, title: TitleFinding | null): boolean {
  return (
    title !== null &&
    text.length <= 12 &&
    /^[：:]/.test(title.title.slice(text.length)) &&
    title.title.startsWith(text)
  )
}

/** The last of a list of other pages. */
function isLinkAbove({ block, linkShare }: PlacedBlock): boolean {
  return block.kind === 'paragraph' && linkShare > 0.95
}

/** Without the signature behind the last sentence. */
function unsigned(blocks: readonly PlacedBlock[]): PlacedBlock[] {
  const index = blocks.findLastIndex(
    (each) => each.block.kind === 'paragraph' && textOfBlock(each.block) !== '',
  )
  const stripped = index >= 0 ? withoutSignature(blocks[index]!) : null
  return stripped ? blocks.with(index, stripped) : [...blocks]
}

function isInsideOf(blocks: readonly PlacedBlock[], index: number): boolean {
  return blocks.slice(index + 1, index + 6).some((each) => weightOf(textOfBlock(each.block)) > 100)
}

/** A by-line or a time between a standfirst and the text. */
function isStrayMeta({ block }: PlacedBlock): boolean {
  if (block.kind !== 'paragraph') return false
  const text = textOfBlock(block)
  if (text.length > 90) return false
  if (/^\d{1,2}\.? \p{L}{3,12} (?:19|20)\d\d\b/u.test(text) && weightOf(text) < 60 && !/[.!?]$/.test(text))
    return true
  if (text.length > 60) return false
  return (
    /^(?:by|von|par|por|di|door|av)$/i.test(text) ||
    isDateInEnglish(text) ||
    isMetaLine(text) ||
    (weightOf(text) < 46 && readDate(text)?.time != null)
  )
}

/** `Dec 28 Sat 2013 00:28`: nothing but a date, in any order. */
function isDateInEnglish(text: string): boolean {
  const words = text.toLowerCase().match(/[a-z]+|\d+|[^a-z\d\s:.,/-]/g) ?? []
  return words.length >= 2 && /(?:19|20)\d\d/.test(text) && words.every((each) => wordOfDate.test(each))
}

const wordOfDate =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}|\d{1,4}|[ap]m|at)$/

/** 2024-05-13 09:16 来源：某报 作者：某某; "Published 3 May 2024, 10:00". */
export function isMetaLine(text: string): boolean {
  if (text.length > 140) return false
  const hasDate = /(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}/.test(text)
  const hasLabel =
    /(?:来源|來源|稿源|发布时间|發布時間|发表时间|时间|作者|编辑|责编|浏览|点击|阅读|字号|字体|评论)[\s]*[:：(（]|发布时间 /.test(
      text,
    )
  const length = weightOf(text)
  if (hasDate && (hasLabel || length < 50)) return true
  if (hasLabel && length < 70 && !/[。！？]/.test(text)) return true
  return (
    /^(?:by|von|par|di|por|door) \p{Lu}[\p{L}.' -]{3,40}$/iu.test(text) ||
    /^(?:published|updated|last updated|posted|aktualisiert|stand|veröffentlicht|publié le|mis à jour|publicado)\b.{0,60}\d/i.test(
      text,
    )
  )
}

function sameLine(a: string, b: string): boolean {
  const clean = (text: string) =>
    text
      .normalize('NFKC')
      .replace(/[^\p{L}\p{N}]+/gu, '')
      .toLowerCase()
  return clean(a) === clean(b)
}

/** Where the text ends: before the first line, in its second half, that opens what follows an article. */
function endOf(blocks: readonly PlacedBlock[], start: number): number {
  const texts = blocks.map((each) => textOfBlock(each.block))
  const total = texts.slice(start).reduce((sum, each) => sum + each.length, 0)
  let seen = 0
  let end = datedListIn(texts, start) ?? blocks.length
  for (let index = start; index < blocks.length; index++) {
    const text = texts[index]!
    if (
      text !== '' &&
      ((seen > 0.35 * total && opensTail(text)) || (seen > 100 && commentRules.test(text)))
    ) {
      end = index
      break
    }
    seen += text.length
  }
  for (;;) {
    // A picture behind a tail line is the outlet's own: a code to scan.
    let last = end - 1
    while (last >= start && texts[last] === '') last--
    if (last < start || !isTailLine(texts[last]!, blocks[last]!)) break
    const isNamed = tailLines.test(texts[last]!) || isSignatureLine(texts[last]!)
    if (last < end - 1 && !isNamed) break
    end = last
  }
  while (end > start && blocks[end - 1]!.block.kind === 'divider') end--
  return end
}

/**
 * Where a list of other articles begins that has a date under each: three lines of nothing but a date, in the second
 * half. Null where there is none.
 */
function datedListIn(texts: readonly string[], start: number): number | null {
  const dated = texts.flatMap((text, index) =>
    index > start && text.length < 44 && readDate(text) && !/[。！？!?,;:：]$/.test(text) ? [index] : [],
  )
  const first = dated[0]
  if (first === undefined || dated.length < 3) return null
  let at = first
  while (
    at > start &&
    first - at < 3 &&
    weightOf(texts[at - 1]!) < 70 &&
    !/[.!?。！？”"]$/.test(texts[at - 1]!)
  )
    at--
  const weight = (from: number, to: number) =>
    texts.slice(from, to).reduce((sum, each) => sum + weightOf(each), 0)
  const before = weight(start, at)
  return before > 0.35 * weight(start, texts.length) || (dated.length > 4 && before > 600) ? at : null
}

const tailOpeners =
  /^[【[（(*※◎●■▲►▶☆★—\s-]*(?:相关(?:阅读|新闻|文章|报道|链接|推荐|资讯|专题|稿件|内容)|相關(?:閱讀|新聞|文章|報導)|延伸(?:阅读|閱讀)|更多[“"].{0,40}(?:关注|访问|点击)|[还還]想看更多|更多(?:精彩|新闻|资讯|内容|报道|相关|文章|新聞|報導).{0,30}$|推荐(?:阅读|新闻)|推薦(?:閱讀|新聞)|热门(?:推荐|新闻|文章)|猜你喜欢|大家都在看|精彩推荐|免责(?:声明|条款)|免責(?:聲明|條款)|版权(?:声明|所有|与)|版權(?:聲明|所有)|声明[:：]|特别声明|郑重声明|网友评论|我要评论|评论列表|上一[篇条页]|下一[篇条]|分享(?:到|至)|标签[:：]|关键[词字][:：]|扫描二维码|打开.{0,12}(?:APP|客户端)|(?:more on this|more from|more great|more stories|related (?:stories|articles|topics|news|content|coverage|links|posts)|you (?:may|might) also|read (?:more|next)\b|also read|recommended|most (?:read|popular|viewed)|trending|mehr zum thema|weitere artikel|lesen sie auch|das könnte sie|zum thema$|sur le même (?:sujet|thème)|à lire (?:aussi|également)|contenido relacionado|noticias relacionadas|artigos relacionados|articoli correlati|gerelateerd|powiązane|zobacz też|leave a (?:reply|comment)|post a comment|comments$|join the conversation|about the author|sign up (?:for|to)|subscribe (?:to|now)|copyright|©|all rights reserved|this (?:article|story) (?:was|is|originally|first).{0,40}(?:published|appeared)|follow .{2,40} on (?:twitter|facebook|instagram|x\b)|share this|support (?:the|our|independent) .{2,40}$|we appreciate that not everyone|be the first to comment)|читайте также|по теме|阅读下一篇|返回.{0,10}首页|正在加载|精彩视频推荐|赞助商链接|分类信息|本站所有文章|没有相关|我的收藏|收藏文章|(?:自殺防治|自杀干预|生命線).{0,20}[:：]|.{0,16}(?:提醒您|關心您)[，,:：]|.{0,30}(?:经营许可证|备案号|ICP)|.{0,30}留言板規則|(?:發言|留言|发言|评论)前.{0,12}(?:規則|规则|规定)|.{0,8}不得發表|.{0,8}不得发表|.{0,10}(?:iOS|Android)載點|关注.{0,12}(?:公众号|微信|微博)|点击(?:进入|查看)专题|来源丨|原文链接|本文来自微信公众号)/iu

/** The rules for readers' comments may be longer than the text before them. */
const commentRules = /^.{0,20}(?:留言|评论|評論)(?:系統|系统|服務|服务)/u

function opensTail(text: string): boolean {
  return tailOpeners.test(text)
}

const tailLines =
  /(?:未经|未經).{0,14}(?:允许|授权|许可|授權|許可).{0,14}(?:转载|摘编|轉載)|^[【[（(\s]*(?:责任编辑|責任編輯|责编|責編|编辑|編輯|值班编辑|执行编辑|审核|校对|主编|监制|来源|來源|原标题|原標題|本文(?:转自|来源|作者)|转载|(?:文章|稿件)来源|纠错|【?纠错|返回|打印|关闭|阅读原文|阅读全文|查看原文|完$|\(完\)|投稿|举报|点击|扫码|微信|长按|.{3,90} contributed to this (?:report|story|article)\.?$|(?:quelle|source|fuente|fonte|źródło|источник)\s*[:：] ?[^.!?]{2,30}$|我来说|收藏|推荐】|发表评论|网友评论|\d+小时热门|.{0,6}(?:最新|热门)文章$|文中.{0,20}化名|应受访者要求|感谢.{2,40}(?:帮助|支持)$|本文(?:最先|最早|首发|首先)|责任|初审|复审|终审|签发|编审|题图|作者单位|作者(?:系|为)|摘自|选自|原载|编译自|我的博客|作者博客|博客地址|(?:信息|图片|资料|素材|内容|文章)(?:来源于|来自).{0,6}网络|（?编辑|责校).{0,80}$/u

function isTailLine(text: string, { block, linkShare }: PlacedBlock): boolean {
  if (block.kind === 'divider') return true
  if (block.kind === 'heading') return true
  if (text === '') return false
  if (text.length < 120 && (tailLines.test(text) || isSignatureLine(text))) return true
  if (text.length < 100 && /[\u4e00-\u9fff]/.test(text) && isMetaLine(text)) return true
  if (text.length < 60 && /(?:记者|記者|通讯员|通訊員) ?[\u4e00-\u9fff ]{2,8} ?[摄攝]$/.test(text))
    return true
  return linkShare > 0.85 && text.length < 120
}
