import type { DiffPiece, TextComparison } from './stories.ts'
import { diffTokens } from './token-diff.ts'
import { cutWords } from './words.ts'

/** Paragraphs that share at least this part of their characters are one paragraph, changed. */
const sharedPartMin = 0.35
/** Removed times added paragraphs in one gap that are compared each with each; beyond it, only in order. */
const pairCountMax = 2500
/** Paragraphs longer than this are not compared word by word. */
const wordComparedCharsMax = 50_000

/**
 * Compares two versions of a text: paragraphs first, then the words inside those that changed. Chinese is compared
 * by words too. Paragraphs are what newlines part. Bounded in time: very different or very long texts are compared
 * more coarsely, never wrongly.
 */
export function compareTexts(a: string, b: string): TextComparison {
  const paragraphsA = paragraphsOf(a)
  const paragraphsB = paragraphsOf(b)
  const paragraphs: Paragraph[] = []
  for (const { kind, startA, countA, startB, countB } of diffTokens(paragraphsA, paragraphsB)) {
    const removed = paragraphsA.slice(startA, startA + countA)
    const added = paragraphsB.slice(startB, startB + countB)
    if (kind === 'same') paragraphs.push(...removed.map((text) => whole('same', text)))
    else paragraphs.push(...compareGap(removed, added))
  }
  return {
    paragraphs,
    addedChars: charCount(paragraphs, 'added'),
    removedChars: charCount(paragraphs, 'removed'),
  }
}

type Paragraph = TextComparison['paragraphs'][number]

function paragraphsOf(text: string): string[] {
  return text === '' ? [] : text.split(/\r\n|\n|\r/)
}

/** Pairs the removed with the added paragraphs that they became, in order; what is left was removed or added. */
function compareGap(removed: readonly string[], added: readonly string[]): Paragraph[] {
  const paragraphs: Paragraph[] = []
  let atB = 0
  for (const [atA, indexB] of pairsOf(removed, added)) {
    if (atA === null) continue
    if (indexB === null) {
      paragraphs.push(whole('removed', removed[atA]!))
      continue
    }
    while (atB < indexB) paragraphs.push(whole('added', added[atB++]!))
    paragraphs.push({ kind: 'changed', pieces: compareWords(removed[atA]!, added[indexB]!) })
    atB = indexB + 1
  }
  while (atB < added.length) paragraphs.push(whole('added', added[atB++]!))
  return paragraphs
}

/** For each removed paragraph, in order, the added one it became, or null: the pairing that shares the most. */
function pairsOf(removed: readonly string[], added: readonly string[]): [number, number | null][] {
  if (removed.length * added.length > pairCountMax) {
    return removed.map((text, i) => [i, i < added.length && isOneParagraph(text, added[i]!) ? i : null])
  }
  // best[i][j]: the most that removed[i…] and added[j…] can share in order.
  const columns = added.length + 1
  const best = new Float64Array((removed.length + 1) * columns)
  const bigramsOfAdded = added.map(bigramsOf)
  const share = removed.map((text) => {
    const bigrams = bigramsOf(text)
    return bigramsOfAdded.map((other) => sharedPart(bigrams, other))
  })
  const gain = (i: number, j: number) => {
    const part = share[i]![j]!
    return part >= sharedPartMin ? part + best[(i + 1) * columns + j + 1]! : -1
  }
  for (let i = removed.length - 1; i >= 0; i--) {
    for (let j = added.length - 1; j >= 0; j--) {
      best[i * columns + j] = Math.max(gain(i, j), best[(i + 1) * columns + j]!, best[i * columns + j + 1]!)
    }
  }
  const pairs: [number, number | null][] = []
  let j = 0
  for (let i = 0; i < removed.length; i++) {
    while (
      j < added.length &&
      best[i * columns + j] === best[i * columns + j + 1] &&
      best[i * columns + j]! > 0
    )
      j++
    const isPaired = j < added.length && gain(i, j) >= 0 && gain(i, j) === best[i * columns + j]
    pairs.push([i, isPaired ? j++ : null])
  }
  return pairs
}

function isOneParagraph(a: string, b: string): boolean {
  return sharedPart(bigramsOf(a), bigramsOf(b)) >= sharedPartMin
}

/** Dice's coefficient, 0 to 1. */
function sharedPart(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0
  for (const bigram of a) if (b.has(bigram)) shared++
  return a.size + b.size === 0 ? 0 : (2 * shared) / (a.size + b.size)
}

function bigramsOf(text: string): Set<string> {
  const bigrams = new Set<string>()
  const end = Math.min(text.length, wordComparedCharsMax) - 1
  for (let i = 0; i < end; i++) bigrams.add(text.slice(i, i + 2))
  return bigrams
}

function compareWords(a: string, b: string): DiffPiece[] {
  if (Math.max(a.length, b.length) > wordComparedCharsMax) {
    return [
      { kind: 'removed', text: a },
      { kind: 'added', text: b },
    ]
  }
  const wordsA = cutWords(a)
  const wordsB = cutWords(b)
  return diffTokens(wordsA, wordsB).flatMap(({ kind, startA, countA, startB, countB }): DiffPiece[] => {
    const textA = wordsA.slice(startA, startA + countA).join('')
    if (kind === 'same') return [{ kind: 'same', text: textA }]
    const textB = wordsB.slice(startB, startB + countB).join('')
    const pieces: DiffPiece[] = [
      { kind: 'removed', text: textA },
      { kind: 'added', text: textB },
    ]
    return pieces.filter(({ text }) => text !== '')
  })
}

function whole(kind: 'same' | 'added' | 'removed', text: string): Paragraph {
  return { kind, pieces: text === '' ? [] : [{ kind, text }] }
}

function charCount(paragraphs: readonly Paragraph[], kind: DiffPiece['kind']): number {
  let count = 0
  for (const { pieces } of paragraphs) {
    for (const piece of pieces) if (piece.kind === kind) count += piece.text.length
  }
  return count
}
