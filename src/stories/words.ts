import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { chineseDictionary, wordRarities } from '#catalog'
import { englishCommonWords } from './english-words.ts'

/** Texts are cut no further than this: a bound on time. */
const cutCharsMax = 100_000

/**
 * Cuts a text into words, spaces and signs, in order and without loss: joined they are the text again.
 * Chinese is cut by dictionary, other scripts at spaces and signs.
 */
export function cutWords(text: string): string[] {
  const head = text.length > cutCharsMax ? text.slice(0, cutCharsMax) : text
  const words: string[] = []
  for (const [index, line] of head.split('\n').entries()) {
    if (index > 0) words.push('\n')
    for (const word of cutLine(line)) words.push(word)
  }
  if (text.length > cutCharsMax) words.push(text.slice(cutCharsMax))
  return words
}

/** An article is cut for its stories, then for its channel: what was cut a moment ago is kept, line by line. */
function cutLine(line: string): readonly string[] {
  if (line === '') return []
  let words = recentLines.get(line)
  if (!words) {
    words = joinLetters(chineseDictionary().cut(line.isWellFormed() ? line : line.toWellFormed(), true))
    if (recentLines.size >= recentLineCountMax) recentLines.clear()
    if (line.length <= keptLineCharsMax) recentLines.set(line, words)
  }
  return words
}

const recentLines = new Map<string, readonly string[]>()
const recentLineCountMax = 200
const keptLineCharsMax = 2000

// The cutter knows Han characters and ASCII; of any other script it makes single letters.
const letters =
  /^[[\p{L}\p{M}\p{N}ー]--[\p{sc=Han}\p{sc=Hiragana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]]+$/v
const ascii = /^[\x00-\x7f]+$/

function joinLetters(pieces: readonly string[]): string[] {
  const words: string[] = []
  let isOpen = false
  for (const piece of pieces) {
    const isAscii = ascii.test(piece)
    const isLetters = letters.test(piece)
    const previous = words.at(-1)
    if (isLetters && isOpen && previous !== undefined && !(isAscii && ascii.test(previous))) {
      words[words.length - 1] = previous + piece
    } else words.push(piece)
    isOpen = isLetters
  }
  return words
}

/**
 * How telling a word is, from about 0 (的) to 14: the natural logarithm of texts to texts with it. By how many news
 * articles have it; where those are few, by ordinary text.
 */
export function wordRarity(word: string): number {
  let rarity = knownRarities.get(word)
  if (rarity === undefined) {
    rarity = countedRarity(word)
    if (knownRarities.size >= knownRarityCountMax) knownRarities.clear()
    knownRarities.set(word, rarity)
  }
  return rarity
}

const knownRarities = new Map<string, number>()
/** About 5 MB: the words of some hundred articles. */
const knownRarityCountMax = 50_000

function countedRarity(word: string): number {
  // The articles that were counted are Chinese: a word of another language says nothing by being absent from them.
  if (isForeign.test(word)) return ordinaryRarity(word)
  const { textCount, counts } = newsWords()
  const ordinarily = ordinaryTextCount * Math.exp(-ordinaryRarity(word))
  return Math.log((textCount + ordinaryTextCount) / ((counts.get(word) ?? 0) + ordinarily + floor))
}

/** Whether a word is in neither the dictionary nor the news that was counted: most often a name. */
export function isUnknownWord(word: string): boolean {
  return !wordRarities().has(word) && !newsWords().counts.has(word)
}

/** How many news articles the counts from ordinary text weigh as much as. */
const ordinaryTextCount = 200
/** So that a word never seen is rare, not infinitely so. */
const floor = 0.02

const isForeign = /^[^\p{sc=Han}\p{N}]+$/u

function ordinaryRarity(word: string): number {
  const known = wordRarities().get(word)
  if (known !== undefined) return known
  if (/^\p{N}+$/u.test(word)) return word.length <= 2 ? 3 : 6
  if (/^[a-z]/.test(word)) return englishCommonWords.has(word) ? 1 : Math.min(9.5, 3.5 + 0.5 * word.length)
  return word.length === 1 ? 6 : 11
}

let loadedNewsWords: { textCount: number; counts: ReadonlyMap<string, number> } | undefined

// Made by tools/train-channels.ts: the number of texts, then `word TAB texts with it`.
function newsWords(): { textCount: number; counts: ReadonlyMap<string, number> } {
  if (!loadedNewsWords) {
    const file = gunzipSync(readFileSync(new URL('./news-words.txt.gz', import.meta.url))).toString('utf8')
    const [first = '0', ...lines] = file.trimEnd().split('\n')
    const counts = new Map<string, number>()
    for (const line of lines) {
      const tab = line.indexOf('\t')
      counts.set(line.slice(0, tab), Number(line.slice(tab + 1)))
    }
    loadedNewsWords = { textCount: Number(first), counts }
  }
  return loadedNewsWords
}
