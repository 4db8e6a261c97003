import { foldText } from '#model'
import { chineseDictionary } from './chinese-dictionary.ts'

/** A word, and where it stands: UTF-16 indexes, the end exclusive. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The words of any text, in normal form and in order; punctuation is left out. */
export function segment(text: string): string[] {
  return segmentNormal(foldText(text)).map((word) => word.text)
}

/**
 * The words of a text that is in normal form already. Runs of Han are cut by dictionary (and a model of word
 * borders for what no dictionary has, such as names); elsewhere a word is a run of letters, digits and marks.
 *
 * @returns In order, without overlaps; `text.slice(start, end)` is the word.
 */
export function segmentNormal(text: string): Word[] {
  const runs = [...text.matchAll(run)]
  const hanRuns = runs.filter((match) => match[1] !== undefined).map((match) => match[0])
  // One call for all runs: the way into the dictionary costs more than a short run does.
  const pieces = hanRuns.length > 0 ? chineseDictionary().cut(hanRuns.join('\n'), true) : []
  const words: Word[] = []
  let next = 0
  for (const match of runs) {
    const end = match.index + match[0].length
    if (match[1] === undefined) {
      words.push({ text: match[0], start: match.index, end })
      continue
    }
    for (let start = match.index; start < end; next++) {
      const piece = pieces[next] as string
      if (piece === '\n') continue
      words.push({ text: piece, start, end: start + piece.length })
      start += piece.length
    }
  }
  return words
}

/** Han first, then scripts that also write without spaces, then everything that spells words. */
const run =
  /(\p{sc=Han}+)|[\p{sc=Hira}\p{sc=Kana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]+|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]]+/gv
