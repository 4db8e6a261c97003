import { normalText } from '#model'
import type { Excerpt, Query } from './catalog.ts'
import { queryWords } from './query-words.ts'
import { rarity } from './telling-words.ts'
import { wordPlaces } from './word-places.ts'

/** Of a very long text only this much is looked through. */
const charsLookedAt = 200_000
/** Of one word; more change nothing about which passage is best. */
const matchesMax = 500

interface Match {
  readonly start: number
  readonly end: number
  readonly needle: number
}

/** With less room than this a second passage would leave too little of both. */
const twoFrom = 120
const gap = ' … '

/**
 * The passage in which most of what the query asks for stands close together, with the matches marked; a second one,
 * behind an ellipsis, where it has words that the best lacks; the text's beginning where nothing matches. Line breaks
 * show as spaces. Nothing is cut inside a word, a character or a match.
 *
 * @param options.charsMax UTF-16 units of all pieces together, at least 20.
 */
export function excerptAround(text: string, query: Query, options: { charsMax: number }): Excerpt {
  const looked = text.slice(0, charsLookedAt)
  const needles = queryWords(query)
  const matches = findMatches(looked, needles)
  const charsMax = Math.max(20, options.charsMax)
  const best = bestWindow(matches, needles, charsMax)
  const both = twoWindows(looked, matches, needles, { best, charsMax })
  const windows = both ?? [roundWindow(looked, best, charsMax)]
  const between = [{ text: gap, matched: false }]
  return {
    pieces: windows.flatMap(({ start, end }, index) => [
      ...(index > 0 ? between : []),
      ...piecesOf(looked, start, end, matches),
    ]),
    startsInside: (windows[0] as Window).start > 0,
    endsInside: (windows.at(-1) as Window).end < text.trimEnd().length,
  }
}

interface Window {
  readonly start: number
  readonly end: number
}

/** Null where one passage has it all, or two shorter ones would have less than it. */
function twoWindows(
  text: string,
  matches: readonly Match[],
  needles: readonly string[],
  { best, charsMax }: { best: Window; charsMax: number },
): Window[] | null {
  if (charsMax < twoFrom) return null
  const room = Math.floor((charsMax - gap.length) / 2)
  const first = bestWindow(matches, needles, room)
  const had = needlesIn(first, matches)
  if (had.size < needlesIn(best, matches).size) return null
  const apart = (match: Match) => match.end <= first.start - room || match.start >= first.end + room
  const others = matches.filter((match) => !had.has(match.needle) && apart(match))
  if (others.length === 0) return null
  const windows = [first, bestWindow(others, needles, room)]
  return windows.sort((a, b) => a.start - b.start).map((each) => roundWindow(text, each, room))
}

function needlesIn({ start, end }: Window, matches: readonly Match[]): Set<number> {
  return new Set(
    matches.filter((match) => match.start >= start && match.end <= end).map(({ needle }) => needle),
  )
}

/** In order, without overlaps; indexes into the original text. */
function findMatches(text: string, needles: readonly string[]): Match[] {
  if (needles.length === 0) return []
  const normal = normalText(text)
  const kept: Match[] = []
  const found = wordPlaces(normal.text, needles, matchesMax)
  found.sort((a, b) => a.start - b.start || b.end - a.end)
  for (const { start, end, wordIndex } of found) {
    const match = {
      start: normal.offsets[start] as number,
      end: normal.offsets[end] as number,
      needle: wordIndex,
    }
    if (match.end > match.start && match.start >= (kept.at(-1)?.end ?? 0)) kept.push(match)
  }
  return kept
}

/** What a stretch that fills all the room loses against one where the same stands close together. */
const looseLoss = 3

/** From match to match, the stretch within `charsMax` that has most different needles, the rare ones first. */
function bestWindow(matches: readonly Match[], needles: readonly string[], charsMax: number): Window {
  const weights = needles.map((needle) => rarity(needle))
  const inside = new Map<number, number>()
  let best = { start: 0, end: 0, score: 0 }
  let score = 0
  let last = 0
  for (const first of matches) {
    while (last < matches.length && (matches[last] as Match).end - first.start <= charsMax) {
      const { needle } = matches[last] as Match
      const count = inside.get(needle) ?? 0
      // A second time the same word counts little: breadth before repetition.
      score += (weights[needle] as number) * (count === 0 ? 1 : 0.1)
      inside.set(needle, count + 1)
      last++
    }
    const end = (matches[last - 1] ?? first).end
    const dense = score - (looseLoss * (end - first.start)) / charsMax
    if (dense > best.score + 1e-9) best = { start: first.start, end, score: dense }
    const count = inside.get(first.needle) ?? 0
    if (count > 0) {
      score -= (weights[first.needle] as number) * (count === 1 ? 1 : 0.1)
      inside.set(first.needle, count - 1)
    } else last++
  }
  return best
}

/** Widens to `charsMax`, a third of the room before the matches, from the start of a sentence where one is near. */
function roundWindow(
  text: string,
  core: { start: number; end: number },
  charsMax: number,
): { start: number; end: number } {
  const coreEnd = Math.min(core.end, core.start + charsMax)
  const room = charsMax - (coreEnd - core.start)
  // Near the end of the text what is left of the room goes before the matches.
  let start = Math.max(0, Math.min(core.start - Math.floor(room / 3), text.length - charsMax))
  if (start > 0) {
    const lead = text.slice(start, core.start)
    const sentence = /[。！？!?；;\n]["”」』’)）]*\s*/.exec(lead)
    const clause = sentence ?? /[，,、：:]\s*/.exec(lead)
    start = clause ? start + clause.index + clause[0].length : wordBorder(text, start, core.start)
  }
  while (start < core.start && /\s/.test(text[start] as string)) start++
  let end = Math.min(text.length, start + charsMax)
  if (end < text.length) end = wordBorderBefore(text, end, coreEnd)
  return { start, end: Math.max(end, Math.min(coreEnd, text.length)) }
}

/** The first place from `index` on, at most `limit`, where a cut hurts no word and no character. */
function wordBorder(text: string, index: number, limit: number): number {
  while (index < limit && !isBorder(text, index)) index++
  return index
}

function wordBorderBefore(text: string, index: number, limit: number): number {
  const from = index
  while (index > limit && !isBorder(text, index)) index--
  if (index > limit) return index
  // One word fills all the room: then between characters.
  index = from
  while (index > limit && /^(?:\p{M}|[\udc00-\udfff]|\u200d)/u.test(text.slice(index, index + 2))) index--
  return index
}

function isBorder(text: string, index: number): boolean {
  const around = text.slice(index - 1, index + 1)
  const isPair = /^[\ud800-\udbff][\udc00-\udfff]/.test(around)
  return !isPair && !/^(?:\p{M}|\u200d)/u.test(text.slice(index, index + 2)) && !spelledInside.test(around)
}

/** Two letters or digits of a script that writes words apart. */
const spelledInside =
  /^[[\p{L}\p{N}\p{M}'’]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]][[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}]]/v

function piecesOf(text: string, start: number, end: number, matches: readonly Match[]): Excerpt['pieces'] {
  const pieces: { text: string; matched: boolean }[] = []
  const push = (from: number, to: number, matched: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to).replace(/\s+/g, ' '), matched })
  }
  let at = start
  for (const match of matches) {
    if (match.start < start || match.end > end) continue
    push(at, match.start, false)
    push(match.start, match.end, true)
    at = match.end
  }
  push(at, end, false)
  return pieces
}
