import type { PageFacts } from './page-facts.ts'
import { normalise, type Segment } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { siteNamesOf } from './site-name.ts'
import {
  claimedTitles,
  headlineRule,
  lineHeldByTitle,
  openGraphRule,
  type ShownCandidate,
  shownHeadings,
  type TitleCandidate,
  windowRule,
} from './title-candidates.ts'

export { sharedPairs } from './title-candidates.ts'

/** The title and the element that shows it. */
export interface TitleFinding {
  readonly title: string
  /** Null where the page shows it nowhere. */
  readonly heading: PageNode | null
  readonly rule: string
  readonly sure: number
}

/**
 * The article's title without the outlet's name, chosen by agreement: what the page shows as its heading, what
 * Open Graph and JSON-LD say, and what the window's title begins or ends with. Where JSON-LD and Open Graph say the
 * same, that is the title on the outlet's own record, and stands even where the page shows a variant.
 */
export function findTitle(
  tree: PageTree,
  segments: readonly Segment[],
  facts: PageFacts,
): TitleFinding | null {
  const siteNames = siteNamesOf(facts)
  const claims = claimedTitles(facts, siteNames)
  const headings = shownHeadings(tree, claims, siteNames)
  const shownLine = lineHeldByTitle(segments, facts, siteNames)
  const shown = shownLine ? [...headings, shownLine] : headings
  const candidates = [...claims, ...shown]
  if (candidates.length === 0) return null
  const independent = headings.some((each) => each.isMain) ? candidates : withoutEchoes(candidates)
  const ranked = candidates
    .map((each) => ({ each, votes: votesFor(each, independent) }))
    .sort((a, b) => b.votes - a.votes)
  const elected = ranked[0]!
  const record = titleOnRecord(claims, headings)
  const winner = record ?? elected.each
  const heading =
    shown.find((each) => each.own === winner.own)?.node ??
    findShown(segments, winner.text) ??
    shown.find((each) => isPartOf(each.own, winner.own))?.node ??
    (record ? (ranked.find(({ each }) => each.node)?.each.node ?? null) : null)
  return {
    title: bareTitle(winner.text),
    heading,
    rule: record ? 'json-ld headline and og:title agree' : winner.rule,
    sure: record ? 0.95 : Math.min(0.99, elected.votes / 9),
  }
}

/**
 * What JSON-LD and Open Graph both say; where that is cut short, the heading that goes on from there. Google asks for
 * headlines of at most 110 characters.
 */
function titleOnRecord(
  claims: readonly TitleCandidate[],
  headings: readonly ShownCandidate[],
): TitleCandidate | null {
  const headline = claims.find((each) => each.rule === headlineRule)
  const shared = claims.find((each) => each.rule === openGraphRule)
  if (!headline || headline.own !== shared?.own || headline.own.length < 4) return null
  // `某专栏 - 题目`: behind a dash stands what the page shows, before it the column.
  const isBehindColumn = headings.some(
    ({ isMain, text }) =>
      isMain && columnBefore.test(headline.text.slice(0, -text.length)) && headline.text.endsWith(text),
  )
  if (isBehindColumn) return null
  const isCut = /(?:…|\.\.\.)$/.test(headline.text) || headline.text.length >= 100
  const whole = headings.find(({ own }) => own.length > headline.own.length && own.startsWith(headline.own))
  return (isCut ? whole : null) ?? headline
}

const columnBefore = /^\S.{0,30}\s[-–—|]\s$/

/**
 * Where no heading decides: a title for sharing that is the window's title again, or its beginning, is no second
 * witness to it against the headline on record.
 */
function withoutEchoes(candidates: readonly TitleCandidate[]): TitleCandidate[] {
  const window = candidates.find((each) => each.rule === windowRule)
  return candidates.map((each) =>
    window && /:title$|^meta/.test(each.rule) && each.own.length > 5 && window.own.startsWith(each.own)
      ? { ...each, trust: 0.2 }
      : each,
  )
}

/**
 * Its own trust and that of those which say the same. A longer claim that begins with what the page shows counts
 * nearly full for the shown one: the rest is the outlet's name.
 */
function votesFor(candidate: TitleCandidate, all: readonly TitleCandidate[]): number {
  const { own } = candidate
  const seen = new Set<string>()
  let votes = 0
  for (const other of all) {
    const rule = other.node ? other.rule + other.text : other.rule
    if (seen.has(rule)) continue
    if (other.own === own) {
      votes += other.trust
      seen.add(rule)
    } else if (
      candidate.node &&
      !other.node &&
      other.own.startsWith(own) &&
      own.length > 0.4 * other.own.length
    ) {
      votes += other.trust * 0.75
    } else if (isPartOf(own, other.own)) votes += other.trust * 0.3
  }
  return votes
}

function isPartOf(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.length > 5 && (long.startsWith(short) || long.endsWith(short))
}

function findShown(segments: readonly Segment[], title: string): PageNode | null {
  const wanted = normalise(title)
  for (const segment of segments) {
    if (segment.text.length > title.length * 2 + 20 || segment.linkWeight > segment.weight * 0.5) continue
    if (normalise(segment.text) === wanted) return segment.container
  }
  return null
}

/**
 * The title where nothing that the page claims is shown: the last line before the text that looks like a heading,
 * by its tag, its names or its being set bold or in the middle.
 *
 * @param isWeak Whether the page claims no title but a site's name: then any short line will do.
 */
export function titleBeside(
  segments: readonly Segment[],
  bodyOrder: number,
  isWeak: boolean,
): TitleFinding | null {
  const before = segments.filter((each) => each.order < bodyOrder).slice(-14)
  let best: { segment: Segment; points: number } | null = null
  for (const segment of before) {
    const { text, weight, linkWeight } = segment
    if (
      weight < 8 ||
      weight > 120 ||
      linkWeight > 0.5 * weight ||
      /(?:19|20)\d\d[-/.年]\d/.test(text) ||
      /[。;；:：>]$|^[>·|]/.test(text)
    )
      continue
    const points = headingPoints(segment) || (isWeak && linkWeight === 0 ? 0.1 : 0)
    if (points > 0 && (!best || points >= best.points)) best = { segment, points }
  }
  return (
    best && {
      title: bareTitle(best.segment.text),
      heading: best.segment.container,
      rule: 'heading before the text',
      sure: 0.5,
    }
  )
}

function headingPoints({ container, order }: Segment): number {
  let points = 0
  let level = 0
  for (let node: PageNode | null = container; node && level < 3; node = node.parent, level++) {
    if (/^h[1-4]$/.test(node.tag)) points += 3
    if (node.tag === 'center' || node.attribute('align') === 'center') points += 1
    if (/tit+le|headline|biaoti|(?:^|[ _-])(?:tit|bt|heading)(?:$|[ _-])/.test(node.names)) points += 2
    const first = node.children.find((each) => each.tag !== '#text' || each.text.trim() !== '')
    if (level === 0 && first && /^(?:b|strong|font|big)$/.test(first.tag) && first.order <= order) points += 1
  }
  return points
}

/** Without the label that forums set before it, the path that leads to it, or the marks behind it. */
function bareTitle(text: string): string {
  const bare = withoutPath(text.replace(/^(?:主题|主題|标题|標題|题目|題目)\s*[:：]\s*/, ''))
  let end = bare.length
  while (end > 0 && /[\s-]/.test(bare[end - 1]!)) end--
  return bare.includes('-', end) ? bare.slice(0, end) : bare
}

/** `论坛 » 学术前沿 » 题目`: the last step of a path. */
function withoutPath(text: string): string {
  const at = Math.max(text.lastIndexOf(' » '), text.lastIndexOf(' › '))
  return at > 0 && text.length - at > 8 ? text.slice(at + 3) : text
}
