import { readHeadingParts } from './heading-parts.ts'
import { metaOf, type PageFacts } from './page-facts.ts'
import { normalise, type Segment, squeeze } from './page-text.ts'
import type { PageNode, PageTree } from './page-tree.ts'
import { withoutSite } from './site-name.ts'

/** A text that may be the title, and how much its place says for it. */
export interface TitleCandidate {
  readonly text: string
  /** The text for comparing. */
  readonly own: string
  readonly rule: string
  readonly trust: number
  /** The element that shows it; none for what only machines are told. */
  readonly node?: PageNode
}

export interface ShownCandidate extends TitleCandidate {
  readonly node: PageNode
  /** Whether it is the page's main heading and says what the page claims. */
  readonly isMain: boolean
}

/** What the page tells machines its title is, without the outlet's name. */
export function claimedTitles(facts: PageFacts, siteNames: readonly string[]): TitleCandidate[] {
  const claims: TitleCandidate[] = []
  const add = (text: string | null | undefined, rule: string, trust: number) => {
    const clean = text ? withoutSite(squeeze(decodeTwice(text.slice(0, titleCharsMax))), siteNames) : ''
    const own = normalise(clean)
    if (clean.length > 1 && !siteNames.includes(own)) claims.push({ text: clean, own, rule, trust })
  }
  add(facts.linked?.headline, headlineRule, 2.4)
  add(metaOf(facts, 'og:title'), openGraphRule, 2.2)
  add(metaOf(facts, 'twitter:title'), 'twitter:title', 1)
  add(metaOf(facts, ...titleMetas), 'meta title', 1)
  add(facts.title, windowRule, 1.6)
  return claims
}

export const headlineRule = 'json-ld headline'
export const openGraphRule = 'og:title'
export const windowRule = 'title element'

const titleMetas = [
  'title',
  'dc.title',
  'headline',
  'sailthru.title',
  'parsely-title',
  'articletitle',
  'contenttitle',
]

/** The headings that the page shows, those trusted most that say what it claims. */
export function shownHeadings(
  tree: PageTree,
  claims: readonly TitleCandidate[],
  siteNames: readonly string[],
): ShownCandidate[] {
  const found: ShownCandidate[] = []
  const claimed = claims.map((each) => each.own)
  // Where the h1 is a step of the breadcrumb, the h2 that says what the page claims is the main heading.
  let mainTag = 'h1'
  for (const node of tree.nodes) {
    if (!isHeading(node)) continue
    if (isInCrumbs(node)) {
      if (node.tag === 'h1') mainTag = 'h2'
      continue
    }
    const { title: text } = readHeadingParts(node, claimed)
    if (text.length < 2 || text.length > 400) continue
    const own = normalise(text)
    if (own === '' || siteNames.includes(own)) continue
    const isSame = claimed.some(
      (each) => each === own || (own.length > 7 && (each.startsWith(own) || each.endsWith(own))),
    )
    const isMain = isSame && (node.tag === 'h1' || node.tag === mainTag)
    if (isMain) mainTag = 'h1'
    const trust = isMain ? 6 : isSame ? 2 : node.tag === 'h1' ? trustOfHeading(own, claimed) : 0
    if (trust > 0) found.push({ text, own, rule: `${node.tag} heading`, trust, node, isMain })
    if (found.length > 20) break
  }
  return found
}

function isHeading(node: PageNode): boolean {
  if (node.tag === 'h1' || node.tag === 'h2' || node.tag === 'h3') return true
  return node.tag !== 'meta' && /(?:^|\s)(?:headline|name)(?:\s|$)/i.test(node.attribute('itemprop') ?? '')
}

/** A last step of a breadcrumb set as a heading is the window's title again, for search engines, not the one for readers. */
function isInCrumbs(heading: PageNode): boolean {
  let level = 0
  for (let node: PageNode | null = heading; node && level < 5; node = node.parent, level++) {
    if (node.tag === 'nav' || /bread-?crumb/.test(node.names)) return true
  }
  return false
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

/** The longest line on the page that the window's title or Open Graph's begins with or holds between its separators. */
export function lineHeldByTitle(
  segments: readonly Segment[],
  facts: PageFacts,
  siteNames: readonly string[],
): ShownCandidate | null {
  const sources = [facts.title, metaOf(facts, 'og:title'), facts.linked?.headline]
  const wholes = sources.flatMap((each) => (each ? [normalise(each)] : []))
  const raw = sources.join('\n').toLowerCase()
  let best: ShownCandidate | null = null
  for (const { text, weight, linkWeight, container } of segments) {
    // Cheap, and true of nearly every line that does not matter.
    const isLikely =
      raw.includes(text.slice(0, 3).toLowerCase()) || raw.includes(text.slice(2, 5).toLowerCase())
    if (!isLikely) continue
    if (
      weight < 8 ||
      text.length > 200 ||
      linkWeight > 0.5 * weight ||
      /[〉»›>].*[〉»›>]/.test(text) ||
      isInCrumbs(container)
    )
      continue
    const own = normalise(text)
    if (own.length <= (best?.own.length ?? 3) || siteNames.includes(own)) continue
    const whole = wholes.find((each) => each.startsWith(own) || (own.length > 7 && each.includes(own)))
    if (!whole || own.length < 0.3 * whole.length) continue
    best = {
      text: text.replace(/^[》〉>」』】\s]+/, ''),
      own,
      rule: 'line that the window title holds',
      trust: !whole.startsWith(own) ? 1.2 : own.length < 0.45 * whole.length ? 0.9 : 1.8,
      node: container,
      isMain: false,
    }
  }
  return best
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

// The longest title of 1,041 news pages has 330: what is longer than this is none, and costs.
const titleCharsMax = 2000
