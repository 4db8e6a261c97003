import { foldText } from '#model'

/**
 * A text as the index keeps it: terms in order, joined by spaces.
 *
 * Scripts that write without spaces give every pair of neighbouring characters, and the last character of a run
 * alone; so any stretch of two or more characters is found as a phrase of pairs, whatever a dictionary would
 * make of it, and one character alone as the start of a pair. Other scripts give words, without accents and
 * without the English plural.
 */
export function indexTerms(text: string): string {
  const writer = new TermWriter(text.length * 3 + 16)
  for (const [found] of foldText(text).matchAll(run)) {
    if (isUnspaced(found)) writer.pairs(found)
    else writer.term(stem(found))
  }
  return writer.text()
}

/** Terms one after the other as UTF-16 units: a string for each would be made only to be joined. */
class TermWriter {
  private units: Uint16Array
  private length = 0

  constructor(room: number) {
    this.units = new Uint16Array(room)
  }

  pairs(text: string): void {
    this.reserve(text.length * 4 + 4)
    const { units } = this
    for (let at = 0; at < text.length; ) {
      const next = at + unitsAt(text, at)
      const end = next < text.length ? next + unitsAt(text, next) : next
      for (let unit = at; unit < end; unit++) units[this.length++] = text.charCodeAt(unit)
      units[this.length++] = space
      at = next
    }
  }

  term(text: string): void {
    this.reserve(text.length + 1)
    for (let at = 0; at < text.length; at++) this.units[this.length++] = text.charCodeAt(at)
    this.units[this.length++] = space
  }

  text(): string {
    return decoder.decode(this.units.subarray(0, Math.max(0, this.length - 1)))
  }

  private reserve(more: number): void {
    if (this.length + more <= this.units.length) return
    const larger = new Uint16Array(this.units.length * 2 + more)
    larger.set(this.units)
    this.units = larger
  }
}

const space = 0x20
const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })

/** 2 for a character beyond the first plane. */
function unitsAt(text: string, at: number): 1 | 2 {
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit < 0xdc00 && at + 1 < text.length ? 2 : 1
}

/** What to look for so that the text is found as it stands. */
export interface TermPhrase {
  /** Consecutive terms; none where the text has nothing to search for. */
  readonly terms: readonly string[]
  /** The last term may be the beginning of one. */
  readonly isPrefix: boolean
}

export function phraseTerms(text: string): TermPhrase {
  const runs = Array.from(foldText(text).matchAll(run), (match) => match[0])
  const terms: string[] = []
  for (const [index, found] of runs.entries()) {
    if (isUnspaced(found)) pushPairs(found, terms, index < runs.length - 1)
    else terms.push(stem(found))
  }
  const last = runs.at(-1)
  return { terms, isPrefix: last !== undefined && isUnspaced(last) && [...last].length === 1 }
}

/** Whether every run of the text is of a script that writes words apart. */
export function isSpacedText(text: string): boolean {
  return !unspaced.test(foldText(text))
}

/** The words of letters and digits in a text in normal form, with the term the index keeps of each. */
export function wordRuns(normal: string): { term: string; start: number; end: number }[] {
  return Array.from(normal.matchAll(run))
    .filter((match) => !isUnspaced(match[0]))
    .map((match) => ({ term: stem(match[0]), start: match.index, end: match.index + match[0].length }))
}

function pushPairs(text: string, terms: string[], withLast: boolean): void {
  const chars = Array.from(text)
  for (let index = 0; index + 1 < chars.length; index++) {
    terms.push((chars[index] as string) + (chars[index + 1] as string))
  }
  if (withLast || chars.length === 1) terms.push(chars.at(-1) as string)
}

const unspaced = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/v
const run =
  /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]+|[[\p{L}\p{N}\p{M}]--[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]]+/gv

function isUnspaced(found: string): boolean {
  return unspaced.test(found)
}

/** Accents go; of English the plural goes too (Harman's S-stemmer), so that `cars` finds `car`. */
function stem(word: string): string {
  if (!/^[\x00-\x7f]*$/.test(word)) return word.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
  if (word.length < 4 || word === 'news' || !/^[a-z]+s$/.test(word)) return word
  if (/ies$/.test(word)) return /[ae]ies$/.test(word) ? word : `${word.slice(0, -3)}y`
  if (/(us|ss|aes|ees|oes)$/.test(word)) return word
  return word.slice(0, -1)
}
