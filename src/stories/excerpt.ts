import type { Excerpt } from '#catalog'
import { normalText } from '#model'
import { withoutAttributions } from './page-lines.ts'
import { isTopical } from './topic-words.ts'
import { cutWords, wordRarity } from './words.ts'

/** What of an article is looked for in others, in order to show where they meet. */
export interface Trace {
  readonly words: ReadonlySet<string>
  /** Its normal text, in which longer common stretches are looked up. */
  readonly text: string
  /** What each two characters within its words are worth, by `pairAt`: where they gather, a text is worth cutting. */
  readonly pairs: ReadonlyMap<number, number>
}

/** How telling a word is; larger is rarer. */
export type WordRarity = (word: string) => number

/** Texts are read no further than this: a bound on time. */
const readCharsMax = 20_000
/** Words more common than this in ordinary text are not marked. */
const markedRarityMin = 3.8
/** A matched word that goes on with the matched one before it, as in the article, counts this much more. */
const runFactor = 1.5

export function traceOf(article: { readonly title: string; readonly text: string }): Trace {
  const { text: whole } = normalText(`${article.title}\n${article.text.slice(0, readCharsMax)}`)
  const text = withoutAttributions(whole)
  const words = new Set(cutWords(text).filter(isTopical))
  const pairs = new Map<number, number>()
  for (const word of words) {
    const worth = wordRarity(word) / Math.max(1, word.length - 1)
    for (let at = 0; at + 1 < word.length; at++) {
      const pair = pairAt(word, at)
      pairs.set(pair, Math.max(pairs.get(pair) ?? 0, worth))
    }
  }
  return { words, text, pairs }
}

/** Two UTF-16 units as one number. */
function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 0x1_0000 + text.charCodeAt(at + 1)
}

/**
 * The passage of a text that has most in common with the article of the trace: rare words first, and words that
 * stand together there too. What matches is marked. Begins and ends between words.
 *
 * @param charsMax Of the pieces together, in UTF-16 units.
 */
export function excerptFor(
  trace: Trace,
  text: string,
  { charsMax, rarity }: { charsMax: number; rarity: WordRarity },
): Excerpt {
  const words = wordsWithPlaces(text.slice(0, readCharsMax), trace, { charsMax, rarity })
  const best = bestWindow(words, charsMax)
  const { first, last } = widen(words, best, charsMax)
  const shown = words.slice(first, last + 1)
  return {
    pieces: piecesOf(shown, trace, text),
    startsInside: shown.length > 0 && text.slice(0, shown[0]!.start).trim() !== '',
    endsInside: shown.length > 0 && text.slice(shown.at(-1)!.end).trim() !== '',
  }
}

interface PlacedWord {
  readonly word: string
  /** In the original text. */
  readonly start: number
  readonly end: number
  /** Above 0 where the word is the article's too. */
  readonly value: number
  readonly isMarked: boolean
}

/** The words around the passage that has most of the trace: to cut all of a text takes longest. */
function wordsWithPlaces(
  text: string,
  trace: Trace,
  { charsMax, rarity }: { charsMax: number; rarity: WordRarity },
): PlacedWord[] {
  const normal = normalText(text)
  const part = likelyPart(normal.text, trace, charsMax)
  const placed: PlacedWord[] = []
  let at = part.start
  for (const word of cutWords(normal.text.slice(part.start, part.end))) {
    const start = normal.offsets[at]!
    const end = normal.offsets[at + word.length] ?? text.length
    at += word.length
    const rare = trace.words.has(word) ? Math.max(0, rarity(word)) : 0
    const previous = placed.at(-1)
    const goesOn = rare > 0 && (previous?.value ?? 0) > 0 && trace.text.includes(previous!.word + word)
    placed.push({
      word,
      start,
      end,
      value: goesOn ? rare * runFactor : rare,
      isMarked: trace.words.has(word) && wordRarity(word) >= markedRarityMin,
    })
  }
  // Two words of the normal text may come from one original character (㍿): they are one word to show.
  return placed.filter(({ start, end }) => end > start)
}

/** Where pairs of characters of the trace gather, with room around for an excerpt to find its own limits. */
function likelyPart(normal: string, { pairs }: Trace, charsMax: number): { start: number; end: number } {
  if (normal.length <= 4 * charsMax) return { start: 0, end: normal.length }
  const inWindow = new Map<number, number>()
  let sum = 0
  let best = { sum: -1, end: 0 }
  for (let end = 1; end < normal.length; end++) {
    const entering = pairAt(normal, end - 1)
    const gain = pairs.get(entering)
    if (gain !== undefined) {
      const count = inWindow.get(entering) ?? 0
      inWindow.set(entering, count + 1)
      if (count === 0) sum += gain
    }
    const leaving = end > charsMax ? pairAt(normal, end - 1 - charsMax) : -1
    const loss = pairs.get(leaving)
    if (loss !== undefined) {
      const count = inWindow.get(leaving)! - 1
      inWindow.set(leaving, count)
      if (count === 0) sum -= loss
    }
    if (sum > best.sum + 1e-9) best = { sum, end }
  }
  const from = Math.max(0, best.end - 2 * charsMax)
  // From a sentence's start, so that its first words are cut as they would be in the whole.
  const opening = Math.max(...[...'。!?\n'].map((sign) => normal.lastIndexOf(sign, from)))
  const start = opening >= from - charsMax ? opening + 1 : from
  return { start: from === 0 ? 0 : start, end: Math.min(normal.length, best.end + charsMax) }
}

interface Window {
  first: number
  last: number
}

/** The stretch of at most `charsMax` characters whose different words are worth most; of equals, the first. */
function bestWindow(words: readonly PlacedWord[], charsMax: number): Window {
  const worth = new Map<string, number[]>()
  let best: Window & { sum: number } = { first: 0, last: -1, sum: -1 }
  let sum = 0
  let first = 0
  for (let last = 0; last < words.length; last++) {
    sum += enter(worth, words[last]!)
    while (first <= last && words[last]!.end - words[first]!.start > charsMax)
      sum -= leave(worth, words[first++]!)
    if (first <= last && sum > best.sum + 1e-9) best = { first, last, sum }
  }
  return best
}

// A word that occurs twice in the window counts once.
function enter(worth: Map<string, number[]>, { word, value }: PlacedWord): number {
  if (value === 0) return 0
  const values = worth.get(word)
  if (!values?.length) {
    worth.set(word, [value])
    return value
  }
  values.push(value)
  return 0
}

function leave(worth: Map<string, number[]>, { word, value }: PlacedWord): number {
  const values = value === 0 ? undefined : worth.get(word)
  if (!values) return 0
  const gone = values.shift() ?? 0
  const next = values[0]
  if (next === undefined) return gone
  values[0] = gone
  return 0
}

/** Lets the passage begin where its sentence or clause does, if that fits, and fills up what room is left behind it. */
function widen(words: readonly PlacedWord[], { first, last }: Window, charsMax: number): Window {
  if (last < first) return { first: 0, last: -1 }
  // The window ends where the last worthy word does: what follows is filled in again below.
  let start = first
  let end = last
  while (start < end && words[start]!.value === 0) start++
  while (end > start && words[end]!.value === 0) end--
  const room = (from: number) => words[end]!.end - words[from]!.start <= charsMax
  let begin = start
  for (let at = start; at >= 0 && room(at); at--) {
    const isOpening = at === 0 || sentenceEnd.test(words[at - 1]!.word)
    if (isOpening) {
      begin = at
      break
    }
    if (clauseEnd.test(words[at - 1]!.word) && begin === start) begin = at
  }
  while (begin < end && words[begin]!.word.trim() === '') begin++
  while (end + 1 < words.length && words[end + 1]!.end - words[begin]!.start <= charsMax) end++
  return { first: begin, last: end }
}

const sentenceEnd = /^[。.!?!?\n]/u
const clauseEnd = /^[,;:,;:]/u

function piecesOf(words: readonly PlacedWord[], trace: Trace, text: string): Excerpt['pieces'] {
  // Where all that matches is common these days, the common is marked: there is always something that matched.
  const isAnyRare = words.some(({ isMarked }) => isMarked)
  const isMatched = words.map(
    ({ isMarked, value, word }) => isMarked || (!isAnyRare && value > 0 && word.length > 1),
  )
  growMarks(words, isMatched, trace)
  const pieces: { text: string; matched: boolean }[] = []
  for (const [index, { start, end }] of words.entries()) {
    const matched = isMatched[index]!
    const piece = text.slice(start, end).replace(/\s+/g, ' ')
    const previous = pieces.at(-1)
    if (previous && previous.matched === matched) previous.text += piece
    else pieces.push({ text: piece, matched })
  }
  return pieces
}

/** Lets each mark take in the words around it, as far as the article has the same stretch: 白 before 龙河, 的 in between. */
function growMarks(words: readonly PlacedWord[], isMatched: boolean[], trace: Trace): void {
  let at = 0
  while (at < words.length) {
    if (!isMatched[at]) {
      at++
      continue
    }
    let first = at
    let last = at
    let stretch = words[at]!.word
    while (first > 0 && !isMatched[first - 1] && trace.text.includes(words[first - 1]!.word + stretch)) {
      stretch = words[--first]!.word + stretch
    }
    while (last + 1 < words.length && trace.text.includes(stretch + words[last + 1]!.word)) {
      stretch += words[++last]!.word
    }
    while (first < at && !isWord(words[first]!.word)) first++
    while (last > at && !isWord(words[last]!.word)) last--
    isMatched.fill(true, first, last + 1)
    at = last + 1
  }
}

function isWord(word: string): boolean {
  return /[\p{L}\p{N}]/u.test(word)
}
