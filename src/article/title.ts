import { readHeadingParts } from './heading-parts.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'

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
 * Open Graph and JSON-LD say, and what the window's title begins or ends with.
 */
export function findTitle(
  tree: PageTree,
  segments: readonly Segment[],
  facts: PageFacts,
): TitleFinding | null {
  const siteNames = siteNamesOf(facts)
  const claims = claimsOf(facts, siteNames)
  const headings = headingsOf(tree, claims, siteNames)
  const shownLine = lineHeldBy(segments, facts, siteNames)
  const shown = shownLine ? [...headings, shownLine] : headings
  const candidates = [...claims, ...shown]
  if (candidates.length === 0) return null
  const normals = new Map(candidates.map((each) => [each, normalise(each.text)]))
  const ranked = candidates
    .map((each) => ({ each, votes: votesFor(each, candidates, normals) }))
    .sort((a, b) => b.votes - a.votes)
  const { each: winner, votes } = ranked[0]!
  const heading =
    shown.find((each) => normalise(each.text) === normalise(winner.text))?.node ??
    findShown(segments, winner.text) ??
    shown.find((each) => isPart(each.text, winner.text))?.node ??
    null
  return { title: bareTitle(winner.text), heading, rule: winner.rule, sure: Math.min(0.99, votes / 9) }
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
    if (node.tag === 'center' || node.attributes['align'] === 'center') points += 1
    if (/tit+le|headline|biaoti|(?:^|[ _-])(?:tit|bt|heading)(?:$|[ _-])/.test(node.names)) points += 2
    const first = node.children.find((each) => each.tag !== '#text' || each.text.trim() !== '')
    if (level === 0 && first && /^(?:b|strong|font|big)$/.test(first.tag) && first.order <= order) points += 1
  }
  return points
}

/** Without the label that forums set before it, or the marks behind it. */
function bareTitle(text: string): string {
  return text.replace(/^(?:主题|主題|标题|標題|题目|題目)\s*[:：]\s*/, '').replace(/(?:\s*-\s*)+$/, '')
}

/** Whether a title is only the name of a site or of a part of it. */
export function isNameOfSite(title: string, facts: PageFacts): boolean {
  return /(?:网|網|网站|網站|频道|頻道|论坛|論壇|博客)$/.test(title) && title.length < 14
    ? true
    : siteNamesOf(facts).includes(normalise(title))
}

/** What the outlet calls itself: never part of a title. */
export function siteNamesOf(facts: PageFacts): readonly string[] {
  const names = [
    metaOf(facts, 'og:site_name'),
    facts.linked?.publisher ?? null,
    metaOf(facts, 'application-name'),
    metaOf(facts, 'twitter:site')?.replace(/^@/, '') ?? null,
    metaOf(facts, 'apple-mobile-web-app-title'),
    new URL(facts.url).hostname.replace(/^www\d*\.|\.(?:com|org|net|co|gov|edu)?(?:\.[a-z]{2,})$/g, ''),
  ]
  return names.flatMap((each) => (each ? [normalise(each)] : [])).filter((each) => each.length > 1)
}

interface Candidate {
  readonly text: string
  readonly rule: string
  readonly trust: number
  readonly node?: PageNode
}

function claimsOf(facts: PageFacts, siteNames: readonly string[]): Candidate[] {
  const claims: Candidate[] = []
  const add = (text: string | null | undefined, rule: string, trust: number) => {
    const clean = text ? withoutSite(squeeze(decodeTwice(text)), siteNames) : ''
    if (clean.length > 1 && !siteNames.includes(normalise(clean))) claims.push({ text: clean, rule, trust })
  }
  add(facts.linked?.headline, 'json-ld headline', 2.4)
  add(metaOf(facts, 'og:title'), 'og:title', 2.2)
  add(metaOf(facts, 'twitter:title'), 'twitter:title', 1)
  add(
    metaOf(
      facts,
      'title',
      'dc.title',
      'headline',
      'sailthru.title',
      'parsely-title',
      'articletitle',
      'contenttitle',
    ),
    'meta title',
    1,
  )
  add(facts.title, 'title element', 1.6)
  return claims
}

function headingsOf(
  tree: PageTree,
  claims: readonly Candidate[],
  siteNames: readonly string[],
): (Candidate & { node: PageNode })[] {
  const found: (Candidate & { node: PageNode })[] = []
  const claimed = claims.map((each) => normalise(each.text))
  for (const node of tree.nodes) {
    if (!isHeading(node)) continue
    const { title: text } = readHeadingParts(node, claimed)
    if (text.length < 2 || text.length > 400) continue
    const own = normalise(text)
    if (own === '' || siteNames.includes(own)) continue
    const isSame = claimed.some(
      (each) => each === own || (own.length > 7 && (each.startsWith(own) || each.endsWith(own))),
    )
    const trust = node.tag === 'h1' ? (isSame ? 6 : trustOfHeading(own, claimed)) : isSame ? 2 : 0
    if (trust > 0) found.push({ text, rule: `${node.tag} heading`, trust, node })
    if (found.length > 20) break
  }
  return found
}

function isHeading(node: PageNode): boolean {
  if (node.tag === 'h1' || node.tag === 'h2' || node.tag === 'h3') return true
  return node.tag !== 'meta' && /(?:^|\s)(?:headline|name)(?:\s|$)/i.test(node.attributes['itemprop'] ?? '')
}

/** A heading that says something else than the page claims: trusted where it shares words with a claim. */
function trustOfHeading(own: string, claimed: readonly string[]): number {
  if (own.length < 8) return 1
  const shared = Math.max(0, ...claimed.map((each) => sharedPairs(own, each)))
  return shared > 0.5 ? 3 : shared > 0.3 ? 2 : 1.5
}

/** The share of the shorter text's neighbouring letters that the longer one has too. */
export function sharedPairs(a: string, b: string): number {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  if (short.length < 4) return 0
  const step = /[\u3040-\u9fff]/.test(short) ? 2 : 4
  let hits = 0
  let count = 0
  for (let at = 0; at + step <= short.length; at++) {
    count++
    if (long.includes(short.slice(at, at + step))) hits++
  }
  return count === 0 ? 0 : hits / count
}

/**
 * Its own trust and that of those which say the same. A longer claim that begins with what the page shows counts
 * nearly full for the shown one: the rest is the outlet's name.
 */
function votesFor(
  candidate: Candidate,
  all: readonly Candidate[],
  normals: ReadonlyMap<Candidate, string>,
): number {
  const own = normals.get(candidate)!
  const seen = new Set<string>()
  let votes = 0
  for (const other of all) {
    const rule = other.node ? other.rule + other.text : other.rule
    if (seen.has(rule)) continue
    const theirs = normals.get(other)!
    if (theirs === own) {
      votes += other.trust
      seen.add(rule)
    } else if (candidate.node && !other.node && theirs.startsWith(own) && own.length > 0.4 * theirs.length) {
      votes += other.trust * 0.75
    } else if (isPartOf(own, theirs)) votes += other.trust * 0.3
  }
  return votes
}

/** The longest line on the page that the window's title or Open Graph's begins with or holds between its separators. */
function lineHeldBy(
  segments: readonly Segment[],
  facts: PageFacts,
  siteNames: readonly string[],
): (Candidate & { node: PageNode }) | null {
  const wholes = [facts.title, metaOf(facts, 'og:title'), facts.linked?.headline].flatMap((each) =>
    each ? [normalise(each)] : [],
  )
  const raw = [facts.title, metaOf(facts, 'og:title'), facts.linked?.headline].join('\n').toLowerCase()
  let best: (Candidate & { node: PageNode }) | null = null
  for (const { text, weight, linkWeight, container } of segments) {
    // Cheap, and true of nearly every line that does not matter.
    const isLikely =
      raw.includes(text.slice(0, 3).toLowerCase()) || raw.includes(text.slice(2, 5).toLowerCase())
    if (!isLikely) continue
    if (weight < 8 || text.length > 200 || linkWeight > 0.5 * weight || /[〉»›>].*[〉»›>]/.test(text))
      continue
    const own = normalise(text)
    if (own.length <= (best ? normalise(best.text).length : 3) || siteNames.includes(own)) continue
    const whole = wholes.find((each) => each.startsWith(own) || (own.length > 7 && each.includes(own)))
    if (!whole || own.length < 0.3 * whole.length) continue
    best = {
      text: text.replace(/^[》〉>」』】\s]+/, ''),
      rule: 'line that the window title holds',
      trust: whole.startsWith(own) ? 1.8 : 1.2,
      node: container,
    }
  }
  return best
}

function isPart(a: string, b: string): boolean {
  return isPartOf(normalise(a), normalise(b))
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

const separator =
  /\s+[|\-–—·•»«:_~/]\s+|\s*[|｜_]+\s*|\s*(?:--|——|—|–)\s*|\s+[»«]\s*|(?<=[\u4e00-\u9fff”"！？。）」』])\s*[-－]\s*(?=[\u4e00-\u9fffA-Za-z])/g

/** Drops the outlet's and the section's names from the end of a window title (or its start). */
export function withoutSite(title: string, siteNames: readonly string[]): string {
  let rest = title
  for (let rounds = 0; rounds < 4; rounds++) {
    const cuts = [...rest.matchAll(separator)]
    const last = cuts.at(-1)
    if (!last) break
    const tail = rest.slice(last.index + last[0].length)
    const head = rest.slice(0, last.index)
    if (normalise(head).length < 4) break
    if (
      isSiteName(tail, siteNames) ||
      (isStrong(last[0]) && normalise(tail).length < Math.min(30, normalise(head).length))
    )
      rest = head
    else break
  }
  const first = [...rest.matchAll(separator)][0]
  if (first && isSiteName(rest.slice(0, first.index), siteNames)) {
    const tail = rest.slice(first.index + first[0].length)
    if (normalise(tail).length >= 4) rest = tail
  }
  return rest.trim()
}

/** A bar, an underscore or spaced dash in Chinese stands before a site's name, hardly in a title. */
function isStrong(cut: string): boolean {
  return /[|｜_»«]/.test(cut)
}

const siteWords =
  /(?:网|網|新闻|新聞|频道|頻道|日报|日報|晚报|晚報|时报|時報|在线|在線|中心|门户|论坛|博客|客户端|澎湃|财经|资讯|頭條|头条|\.(?:com|net|org|cn|de|fr|it|pl|ru|co\.uk)|News|Online|Times|Post|Magazine|Daily)\S*$/i

function isSiteName(part: string, siteNames: readonly string[]): boolean {
  const own = normalise(part)
  if (own === '' || /powered by|^第?\s*\d+\s*页$/i.test(part)) return true
  if (
    siteNames.some((each) => each === own || (own.length > 3 && (each.includes(own) || own.includes(each))))
  )
    return true
  return own.length <= 16 && siteWords.test(part.trim())
}

/** `&amp;quot;` in an attribute: escaped once too often. */
function decodeTwice(text: string): string {
  if (!text.includes('&')) return text
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#0?39;|&apos;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&nbsp;/g, ' ')
    .replace(/&#(\d{2,6});/g, (whole, code: string) =>
      Number(code) < 0x110000 ? String.fromCodePoint(Number(code)) : whole,
    )
    .replace(/&amp;/g, '&')
}
