import { placeInLinked } from './json-ld.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageNode } from './page-tree.ts'
import { placeOf } from './place-of.ts'

/** The outlet's section that the article stands in, and what tells it. */
export interface SectionFinding {
  readonly section: string
  readonly rule: string
  readonly where: string
}

/** The section that the page tells machines, else the last step of its breadcrumb. */
export function findSection(
  facts: PageFacts,
  segments: readonly Segment[],
  title: string | null,
  heading: PageNode | null,
): SectionFinding | null {
  const linked = facts.linked?.section
  if (linked)
    return {
      section: linked,
      rule: 'json-ld articleSection',
      where: placeInLinked(facts.linked, 'articleSection'),
    }
  const meta = metaOf(facts, 'article:section')
  if (meta) return { section: meta, rule: 'meta article:section', where: 'meta[article:section]' }
  return sectionInCrumbs(segments, title, heading)
}

/** `首页 > 国内 > 正文`: the last step that is no name of the page itself, in a line above the text. */
export function sectionInCrumbs(
  segments: readonly Segment[],
  title: string | null,
  heading: PageNode | null,
): SectionFinding | null {
  const at = heading ? segments.findIndex((each) => each.order >= heading.order) : 80
  for (const { text, container } of segments.slice(0, Math.max(0, Math.min(at + 3, 200))).toReversed()) {
    if (text.length > 120 || !/[>›»→]|(?:首页|首頁|主页|正文|home) ?\//i.test(text)) continue
    const own = normalise(title ?? '')
    const steps = text.split(/\s*(?:[>›»→]+|\/)\s*/).map((each) =>
      each
        .replace(/^.{0,10}(?:位置|所在|location)\s*[:：]?\s*/i, '')
        .replace(/\s*正文$/, '')
        .trim(),
    )
    const named = steps
      .slice(1)
      .filter((each) => each !== '' && !/^(?:正文|内容|详情|文章|首页|home)$/i.test(each))
    const section = named.findLast((each) => each.length <= 16 && !own.includes(normalise(each)))
    if (section && steps.length > 1) return { section, rule: 'breadcrumb', where: placeOf(container) }
  }
  return null
}
