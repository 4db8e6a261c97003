import { readDate } from './date-text.ts'
import { readHeadingParts, readNeighbours, readPlainNeighbours } from './heading-parts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageTree } from './page-tree.ts'
import { readTextHead } from './text-head.ts'
import type { TitleFinding } from './title.ts'

/** 肩题 and 副题, each with the rule that found it and how much that rule is worth, 0 to 1. */
export interface KickerAndSubtitle {
  readonly kicker: HeadingLine | null
  readonly subtitle: HeadingLine | null
}

export interface HeadingLine {
  readonly text: string
  readonly rule: string
  readonly trust: number
}

/** Reads 肩题 and 副题 from within the heading, from its neighbours, or from the head set again in the text. */
export function findKickerAndSubtitle(
  tree: PageTree,
  segments: readonly Segment[],
  title: TitleFinding | null,
  section: string | null,
): KickerAndSubtitle {
  if (!title?.heading) return { kicker: null, subtitle: null }
  const { heading } = title
  const own = normalise(title.title)
  const inside = readHeadingParts(heading, [own])
  const isWhole = normalise(inside.title) !== own
  const readings = [
    { rule: 'line of the heading', trust: 0.85, ...(isWhole ? none : inside) },
    { rule: 'element named beside the heading', trust: 0.85, ...readNeighbours(tree, heading) },
    { rule: 'line beside the heading', trust: 0.65, ...readPlainNeighbours(segments, heading) },
    { rule: 'head set again in the text', trust: 0.7, ...readTextHead(segments, heading, title.title) },
  ]
  const isOwn = (text: string) =>
    normalise(text) !== own && !own.startsWith(normalise(text)) && !isPlaceOrDate(text, section)
  const pick = (part: 'kicker' | 'subtitle', isFit: (text: string) => boolean): HeadingLine | null => {
    const reading = readings.find((each) => each[part] !== null && isFit(each[part]))
    const text = reading?.[part]
    return reading && text ? { text, rule: reading.rule, trust: reading.trust } : null
  }
  return {
    kicker: pick('kicker', isOwn),
    subtitle: pick('subtitle', (text) => isOwn(text) && !/(?:讯|电|報导|报道)\s*[（(]/.test(text)),
  }
}

const none = { kicker: null, subtitle: null }

/** The section's name or a date above a heading is no 肩题. */
function isPlaceOrDate(text: string, section: string | null): boolean {
  return normalise(text) === normalise(section ?? '') || (text.length < 40 && readDate(text) !== null)
}
