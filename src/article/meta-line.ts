import { textOfBlock } from './block-text.ts'
import type { PlacedBlock } from './body-blocks.ts'
import { readDate } from './date-text.ts'
import { weightOf } from './page-text.ts'

/** A by-line or a time between a standfirst and the text. */
export function isStrayMeta({ block }: PlacedBlock): boolean {
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
