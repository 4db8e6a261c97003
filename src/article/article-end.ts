import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { readDate } from './date-text.ts'
import { isMetaLine } from './meta-line.ts'
import { weightOf } from './page-text.ts'
import { isSignatureLine } from './signature.ts'

/** Where the text ends: before the first line, in its second half, that opens what follows an article. */
export function endOf(blocks: readonly PlacedBlock[], start: number): number {
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
