import type { PageNode } from './page-node.ts'
import { normalise, type Segment } from './page-text.ts'

/**
 * The 肩题 and 副题 of a Chinese head that the page sets again at the start of its text, as it stood in print: short
 * lines without a full stop above the first running paragraph.
 *
 * - The line that is the title again has the 肩题 before and the 副题 behind it.
 * - Heads of official news have a 肩题 that ends in 强调 or 指出 and a 副题 that names who was there.
 * - A column's name in 【】 is a 肩题; one line of two clauses set apart by a space is a 副题.
 */
export function readTextHead(
  segments: readonly Segment[],
  heading: PageNode,
  title: string,
): { kicker: string | null; subtitle: string | null } {
  const own = normalise(title)
  const lines = headLines(segments, heading, own)
  const at = lines.findIndex((each) => normalise(each) === own)
  const first = lines[0]
  const last = lines.at(-1)
  if (!first || !last) return nothing
  if (at >= 0) return { kicker: lines[at - 1] ?? null, subtitle: lines[at + 1] ?? null }
  if (columnName.test(first)) return { kicker: first, subtitle: null }
  if (lines.length === 1) return { kicker: null, subtitle: twoClauses.test(first) ? first : null }
  return {
    kicker: /(?:强调|指出|要求)$/.test(first) ? first : null,
    subtitle: /(?:出席|主持|参加|讲话|致辞|陪同)$/.test(last) ? last : null,
  }
}

const nothing = { kicker: null, subtitle: null }

/** The short lines behind the heading and above the first running text, without by-lines, times and links. */
function headLines(segments: readonly Segment[], heading: PageNode, own: string): string[] {
  const from = segments.findIndex((each) => each.order >= heading.endOrder)
  const lines: string[] = []
  if (from < 0) return lines
  for (const { text, weight, linkWeight } of segments.slice(from, from + segmentsMax)) {
    const isTitle = normalise(text) === own
    if (!isTitle && (weight > 100 || /[。！？]/.test(text))) return lines
    if (
      linkWeight > 0 ||
      weight < 8 ||
      notHead.test(text) ||
      toolLine.test(text) ||
      !/[\u4e00-\u9fff]{2}/.test(text)
    )
      continue
    lines.push(text)
  }
  // Where no running text follows, the lines are a list of something else.
  return []
}

// Between heading and text stand times, sources, tools for sharing, a picture's caption.
const segmentsMax = 16
const columnName = /^【[^】／/（）]{3,20}】$/
const twoClauses = /^[\u4e00-\u9fffA-Za-z0-9“”]{5,14} [\u4e00-\u9fffA-Za-z0-9“”]{5,14}$/
const notHead =
  /(?:19|20)\d\d\s*[-/.年]|\d{1,2}:\d{2}|[:：|｜>›»;；]|来源|來源|记者|記者|通讯员|实习生|编辑|編輯|作者|编者按|(?:摄|讯|电)$|https?:|所有|reserved|^[（(].*[）)]$/i
const toolLine =
  /^(?:我要)?(?:分享|评论|字号|字体|打印|收藏|关注|扫一扫|微信|音频|视频|播放|阅读|点击|浏览|下载|登录|资料图|图为|大家都在)/
