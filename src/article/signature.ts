import type { Block, Run } from '#model'
import { textOfRuns } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { readBareNames, readChineseByline, readSignature } from './byline-zh.ts'

/** Whether a line only names people and what they did, an outlet, or an issue: shown as people, not as text. */
export function isSignatureLine(text: string): boolean {
  if (text.length > 60) return false
  if (issueLine.test(text)) return true
  const bare = text.replace(/^[（(【[◎●■□\s]+|[）)】\]□\s]+$/g, '')
  if (readBareNames(bare).length > 0) return true
  const authors = readChineseByline(bare)
  if (authors.length === 0) return creditLine.test(bare)
  const named = authors.reduce((sum, each) => sum + each.name.length, 0)
  return bare.length - named <= 22 && !/[。！？!?]/.test(bare) && !/[：:].{20,}/.test(bare)
}

/** Whether a line at the start of a Chinese text is a summary, the original's title or a caption, not its first sentence. */
export function isHeadMatter(text: string): boolean {
  if (text.length > 400) return false
  if (/^(?:——|－－|--)[^。！？]{2,50}$/.test(text)) return true
  if (text.length < 26 && datelineAlone.test(text)) return true
  return headMatter.test(text) || (text.length < 120 && captionEnd.test(text))
}

/** The last paragraph without the names that sign it: `…。（记者 张某）`. Null where nothing signs it. */
export function withoutSignature(placed: PlacedBlock): PlacedBlock | null {
  const { block } = placed
  if (block.kind !== 'paragraph') return null
  const text = textOfRuns(block.runs)
  const rest = text.replace(restOfLine, '')
  if (rest !== text && rest.length > 8)
    return { ...placed, block: { ...block, runs: cutRuns(block.runs, rest.length) } satisfies Block }
  const match = /[（(]([^（()）]{2,40})[）)][。.\s]*$/.exec(text.slice(-44))
  if (!match || text.length < 24) return null
  const isByline =
    readSignature(text).length > 0 ||
    readChineseByline(match[1]!).length > 0 ||
    signatureWords.test(match[1]!)
  if (!isByline) return null
  const runs = cutRuns(block.runs, text.length - (text.slice(-44).length - match.index))
  return { ...placed, block: { ...block, runs } satisfies Block }
}

/** A link to the front page, a sub-editor's code or a mark of the end behind the last sentence. */
const restOfLine =
  /(?:\s*返回.{2,8}首页[>》]*|\s+[A-Z]{1,2}\d{3,4}|\s*[（(](?:未完待续|待续|完|全文完)[）)]\s*[□■]?|\s*[□■◆])$/

/** The runs up to a number of characters. */
function cutRuns(runs: readonly Run[], chars: number): Run[] {
  const kept: Run[] = []
  let left = chars
  for (const run of runs) {
    if (left <= 0) break
    kept.push(run.text.length <= left ? run : { ...run, text: run.text.slice(0, left) })
    left -= run.text.length
  }
  return kept
}

const issueLine = /^[—\-（(]*《[^》]{2,16}》[（(]?(?:19|20)\d\d年.{0,14}[）)]?$/
const creditLine =
  /^(?:(?:(?:文章|资料|信息|素材|图片|内容|本文)?(?:来源|來源)|制图|製圖|供稿|总?监 ?制|監製|总?策划|审 ?读|审校|出品|统筹|设计|排版|校对|文案|海报|视频|剪辑|后期)[\s]?[：:/／丨|].{1,40}|(?:素材|信息|图片|资料|文章)(?:来源|來源).{1,24}|(?:综合)?整理自.{2,40}|综合自.{2,30}|[\u4e00-\u9fff、]{2,20}供稿.{0,20})$/
const headMatter =
  /^[【[（(]?(?:核心提示|内容提要|内容摘要|摘要|导读|導讀|导语|提要|编者按|原标题|原標題|资料图|資料圖|图为|圖為|开栏的话|本文首发于|摄影[:：])/
const datelineAlone =
  /^[A-Za-z0-9\u4e00-\u9fff]{2,12}(?:报|報|社|网|網|站|台)[\u4e00-\u9fff]{0,4} ?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:报道|報導|報道|消息|讯|訊|电|電)$/
const captionEnd =
  /(?:摄|攝|翻攝|供图|供圖|图源|资料图|資料圖)[）)]?$|^[▲△▼↑]|[（(](?:图|圖)[／/翻]?.{0,24}[）)]$|\((?:Image|Photo|Picture|Pic|AP Photo|Getty|Reuters|Foto|Bild|Credit)s?\b[^)]{0,60}\)$/i
const signatureWords =
  /^(?:记者|記者|作者|本报|本報|通讯员|责编|编辑|编译|原载|刊于|完$|来源|综合)|(?:评论员|报道|報導|编辑|编译)$|^[\w\u4e00-\u9fff]{2,12}(?:通|网|報|报|社|之家)$/

/**
 * Gives a figure the paragraph behind it that is its caption: `图为…`, `…某某 摄`, `（图／…）`. A paragraph that stands
 * before the figure it belongs to is told by its arrow.
 */
export function withCaptions(blocks: readonly PlacedBlock[]): PlacedBlock[] {
  const kept: PlacedBlock[] = []
  const isProse = endsSentences(blocks)
  for (const placed of blocks) {
    const last = kept.at(-1)
    const text = placed.block.kind === 'paragraph' ? textOfRuns(placed.block.runs) : ''
    if (
      last?.block.kind === 'figure' &&
      last.block.caption === null &&
      isCaptionText(text, isProse) &&
      !isBold(placed.block)
    ) {
      kept[kept.length - 1] = { ...last, block: { ...last.block, caption: text.replace(/^[▲△▼↑]\s*/, '') } }
    } else kept.push(placed)
  }
  return kept
}

function isBold(block: Block): boolean {
  return block.kind === 'paragraph' && block.runs.every((each) => each.mark === 'strong')
}

/** Whether most paragraphs end like sentences: in verse and lists of pictures a line without an end says nothing. */
function endsSentences(blocks: readonly PlacedBlock[]): boolean {
  const texts = blocks.flatMap(({ block }) => (block.kind === 'paragraph' ? [textOfRuns(block.runs)] : []))
  return texts.filter((each) => /[。！？…”」』]$/.test(each)).length > texts.length * 0.6
}

function isCaptionText(text: string, isProse: boolean): boolean {
  if (text === '' || text.length > 160) return false
  // A short Chinese line without an end right under a picture; a subheading would be bold.
  if (
    isProse &&
    text.length >= 8 &&
    text.length <= 60 &&
    /[\u4e00-\u9fff]{4}/.test(text) &&
    !/[。！？：:；…”]$|^[一二三四五六七八九十\d]+[、.]/.test(text)
  )
    return true
  return (
    /^(?:图为|圖為|图\d?[:：]|[▲△▼↑]|资料图|資料圖|Photo:|Foto:|Bild:)/.test(text) || captionEnd.test(text)
  )
}
