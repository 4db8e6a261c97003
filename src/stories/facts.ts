import { foldText } from '#model'
import { englishCommonWords } from './english-words.ts'

/** Facts are looked for as far as this: what happened is told at the start. */
const readCharsMax = 1200
const factCountMax = 40

/**
 * What a report of one event says in every language: how many, in figures, and names in Latin letters. Figures are of
 * three digits or more, or have a decimal point; 1.3万 and 13,000 are one; years are none.
 */
export function factsOf({ title, text }: { readonly title: string; readonly text: string }): string[] {
  const read = `${title}\n${text.slice(0, readCharsMax)}`.normalize('NFKC')
  const isLatin = (read.match(/[A-Za-z]/g)?.length ?? 0) > read.length / 2
  const facts = new Set<string>()
  for (const match of read.matchAll(figure)) {
    const value = numberOf(match[1]!) * (magnitudes[match[2] ?? ''] ?? 1)
    const isYear = Number.isInteger(value) && value >= 1900 && value < 2100 && !match[2]
    if (isYear || (value < 100 && Number.isInteger(value))) continue
    facts.add(`${Math.round(value * 1000) / 1000}`)
  }
  // In Latin text names have capitals; in any other, what is written in Latin letters is a name.
  for (const [name] of read.matchAll(isLatin ? capitalised : latin)) {
    const folded = foldText(name)
    if (!englishCommonWords.has(folded)) facts.add(folded)
  }
  return [...facts].slice(0, factCountMax)
}

/** 13,000 is thirteen thousand; 7,6 is 7.6, as French and German write it. */
function numberOf(digits: string): number {
  return Number(/^\d+,\d{1,2}$/.test(digits) ? digits.replace(',', '.') : digits.replaceAll(',', ''))
}

const figure =
  /(?<![\d.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,12}(?:[.,]\d{1,2}(?!\d))?|\d{1,12}(?:\.\d{1,4})?)(?![\d])\s?(万|亿|萬|億|million|billion|m\b|bn\b)?/gu
const magnitudes: Readonly<Record<string, number>> = {
  万: 1e4,
  萬: 1e4,
  亿: 1e8,
  億: 1e8,
  million: 1e6,
  m: 1e6,
  billion: 1e9,
  bn: 1e9,
}
const capitalised = /\b[A-Z][A-Za-z0-9]{2,24}\b/g
const latin = /[A-Za-z][A-Za-z0-9]{2,24}/g
