import { type Attribution, attributionOf, names } from './attribution.ts'
import { withoutPageLines } from './page-lines.ts'
import { parentScore } from './parent-score.ts'
import { plainText, shingleHashes, unitsOf } from './plain-text.ts'

/** A text as it is compared with others for copying. */
export interface Copy {
  readonly outlet: string
  /** In plain form, its letters and numbers alone. */
  readonly title: string
  /** Written in traditional characters, as far as it has any that differ. */
  readonly isTraditional: boolean
  readonly attribution: Attribution
  readonly at: CopyTime
  /** In the order of the text. */
  readonly shingles: ReadonlySet<number>
  /** Its numbers: a copy keeps them, the next day's bulletin of the same form does not. */
  readonly figures: ReadonlySet<string>
  /** It says itself that it strings several texts together: by its column's name, or by several datelines. */
  readonly isRoundup: boolean
}

/** When a text came out, as far as it is known. */
export interface CopyTime {
  /** Milliseconds since 1970: publication, or capture where that is unknown. */
  readonly ms: number
  /** Only the day is known: `ms` is its start. */
  readonly isDay: boolean
  /** Settles what publication leaves open. */
  readonly capturedMs: number
}

export interface Parentage<T> {
  readonly parent: T
  /** How much of the copy is in the parent, 0 to 1. */
  readonly containment: number
}

/** Short enough to survive a slip in every few characters, long enough to say something. */
const shingleUnits = 4
/** Below this share of the copy the two only speak of the same thing. Best of .3 to .6 on the hard reprint set. */
const containmentMin = 0.4
/** Shorter texts are formulas (a weather line, a call for tips) more often than copies. */
const shingleCountMin = 12
const closingShareMax = 0.6
const closingCountMax = 100
const openingShareMin = 0.4
const figureCountMin = 3
/** One outlet repeats its own form with new figures; another one's slips change a few. */
const figureShareMin = { sameOutlet: 0.95, otherOutlet: 0.5 }

/** @param plain The text's plain form, where it is made already. */
export function copyOf(
  article: {
    readonly title?: string
    readonly text: string
    readonly outlet: string
    readonly source?: string | null
    readonly reprintedFrom?: string | null
    readonly at: CopyTime
  },
  plain: string = plainText(article.text),
): Copy {
  return {
    outlet: article.outlet,
    title: unitsOf(plainText(article.title ?? '')).join(''),
    isTraditional: isTraditional(article.text, plain),
    attribution: attributionOf(article),
    at: article.at,
    shingles: new Set(shingleHashes(unitsOf(withoutPageLines(plain)), shingleUnits)),
    figures: new Set(plain.match(/\d+(?:\.\d+)?/g) ?? []),
    isRoundup: roundupTitle.test(plainText(article.title ?? '')) || (plain.match(dateline)?.length ?? 0) >= 2,
  }
}

/** Whether a good part of the first characters are none that the plain form has. */
function isTraditional(text: string, plain: string): boolean {
  const known = new Set(plain.slice(0, 2 * scriptCharsRead))
  let hanCount = 0
  let otherCount = 0
  for (const character of text.slice(0, scriptCharsRead)) {
    if (character < '\u3400' || character > '\u9fff') continue
    hanCount++
    if (!known.has(character)) otherCount++
  }
  return otherCount > traditionalShareMin * hanCount
}

const scriptCharsRead = 200
/** Of Chinese text, about a third are written otherwise in the other script; a name or a quotation has a few. */
const traditionalShareMin = 0.05

const roundupTitle =
  /^[^:|丨]{0,6}(?:早班车|早报|晚报|午报|早知道|要闻|速览|速递|简报|周报|大事记|morning briefing|daily briefing|news in brief|roundup)[^\p{L}]/u
// 新华社济南3月4日电: an agency's text begins with one.
const dateline = /(?:社|网|报)\p{sc=Han}{0,8}\d{1,2}月\d{1,2}日(?:电|讯)/gu

/** How many of the figures of the text that has fewer are in the other, 0 to 1; 1 where there are too few to tell. */
export function sharedFigures(a: Copy, b: Copy): number {
  const fewer = Math.min(a.figures.size, b.figures.size)
  if (fewer < figureCountMin) return 1
  let shared = 0
  for (const figure of a.figures) if (b.figures.has(figure)) shared++
  return shared / fewer
}

/** How much of `part` is in `whole`, 0 to 1. */
export function containment(part: Copy, whole: Copy): number {
  return part.shingles.size === 0 ? 0 : sharedCount(part, whole) / part.shingles.size
}

/**
 * The text this one was taken from, among those that came out before it: the one that explains most of it.
 * Null where none does, or where it strings several together (a digest); a digest is nobody's original either.
 */
export function findParent<T>(
  copy: Copy,
  others: readonly T[],
  copyOfOther: (other: T) => Copy,
): Parentage<T> | null {
  if (copy.isRoundup || copy.shingles.size < shingleCountMin) return null
  const earlier = others
    .map((other) => ({ other, its: copyOfOther(other), share: containment(copy, copyOfOther(other)) }))
    .filter(({ its }) => isBefore(its, copy) && !its.isRoundup && keepsFigures(copy, its))
    .sort((a, b) => a.its.at.ms - b.its.at.ms)
  const likely = earlier.filter(({ its, share }) => isLikely(copy, its, share))
  const [first] = likely
  if (!first) return null
  const best = likely
    .map((each) => ({
      ...each,
      score: parentScore(copy, each.its, { share: each.share, isFirst: each === first }),
    }))
    .reduce((a, b) => (b.score > a.score ? b : a))
  const closest = likely.reduce((a, b) => (b.share > a.share ? b : a))
  // A second text, nothing like the first, gave a good part of it too.
  const isDigest =
    closest.share < 0.85 &&
    earlier.some(
      ({ its, share }) => share >= (closest.share < 0.6 ? 0.2 : 0.28) && !overlap(its, closest.its),
    )
  return isDigest ? null : { parent: best.other, containment: best.share }
}

/**
 * Enough of it for a copy. Of a short text a good part is lines that an outlet ends all its texts with (where to call,
 * what comes next): where those may be all that is shared, its first half must have something of the other too.
 */
function isLikely(copy: Copy, original: Copy, share: number): boolean {
  if (share < containmentMin) return false
  if (share >= closingShareMax || share * copy.shingles.size >= closingCountMax) return true
  const half = [...copy.shingles].slice(0, copy.shingles.size / 2)
  return half.filter((hash) => original.shingles.has(hash)).length >= openingShareMin * half.length
}

function keepsFigures(copy: Copy, original: Copy): boolean {
  const least = copy.outlet === original.outlet ? figureShareMin.sameOutlet : figureShareMin.otherOutlet
  return sharedFigures(copy, original) >= least
}

/** Whether `a` came out before `b`. A day alone leaves that open within the day: then who names whom, then the captures. */
export function isBefore(a: Copy, b: Copy): boolean {
  const dayMs = 86_400_000
  const isOpen =
    a.at.isDay || b.at.isDay
      ? Math.floor(a.at.ms / dayMs) === Math.floor(b.at.ms / dayMs)
      : a.at.ms === b.at.ms
  if (!isOpen) return a.at.ms < b.at.ms
  const isNamedByB = names(b.attribution, a.outlet)
  const namesB = names(a.attribution, b.outlet)
  if (isNamedByB !== namesB && a.outlet !== b.outlet) return isNamedByB
  return a.at.capturedMs < b.at.capturedMs
}

function overlap(a: Copy, b: Copy): boolean {
  return sharedCount(a, b) >= 0.15 * Math.min(a.shingles.size, b.shingles.size)
}

function sharedCount(a: Copy, b: Copy): number {
  const [small, large] =
    a.shingles.size < b.shingles.size ? [a.shingles, b.shingles] : [b.shingles, a.shingles]
  let shared = 0
  for (const hash of small) if (large.has(hash)) shared++
  return shared
}
