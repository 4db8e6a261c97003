import { readDate } from './date-text.ts'
import type { Segment } from './page-text.ts'
import type { PageNode } from './page-tree.ts'
import type { TimeClaim } from './time-claims.ts'

const modifiedWords =
  /updated?|modified|aktualisiert|geändert|stand:|mis à jour|modifié|actualizad|aggiornat|更新|修改|修訂|编辑于|編輯於|обновлено|zaktualizowan/i

/**
 * Dates that stand in the lines around the heading. A line that says 更新 or "updated" tells of a change; of the
 * others the one wins that has a time, a label such as 来源 or "published", and stands behind the heading.
 */
export function visibleTimes(
  lines: readonly Segment[],
  heading: PageNode | null,
): { published: TimeClaim | null; modified: TimeClaim | null } {
  let published: { claim: TimeClaim; points: number } | null = null
  let modified: TimeClaim | null = null
  for (const { text, order, linkWeight, weight } of lines) {
    if (text.length > 260) continue
    const reading = readDate(text)
    if (!reading) continue
    const at = text.search(/\d{4}/)
    const isChange =
      modifiedWords.test(text.slice(Math.max(0, at - 30), at + 4)) &&
      !/publi|发布|發布/i.test(text.slice(0, at))
    const found = { reading, rule: 'visible line', where: text.slice(0, 80) }
    if (isChange) {
      modified ??= found
      continue
    }
    let points = reading.time ? 3 : 0
    if (publishedWords.test(text)) points += 2
    if (!heading || order > heading.order) points += 2
    if (linkWeight > 0.6 * weight) points -= 2
    if (text.length < 60) points += 1
    if (!published || points > published.points) published = { claim: found, points }
  }
  return { published: published?.claim ?? null, modified }
}

const publishedWords =
  /来源|來源|发布|發布|发表|發表|时间|時間|日期|作者|记者|記者|published|posted|erstellt|veröffentlicht|publié|publicado|pubblicato/i
