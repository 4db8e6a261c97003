import { Converter } from 'opencc-js/t2cn'

/** A text as it is compared and searched, and where each of its characters came from. */
export interface NormalText {
  readonly text: string
  /** For UTF-16 unit `i` of `text`, the index in the original where what became it starts; one more for the end. */
  readonly offsets: Uint32Array
}

/**
 * The form in which two spellings of the same words are equal: NFKC, case folded, Traditional Chinese to
 * Simplified character by character, one sort of quotation mark, dash and space, nothing invisible. Line breaks
 * stay. Applied twice it changes nothing more.
 *
 * Characters, not phrases, so that a text and its quotation always come out alike, whatever stands around.
 */
export function normalText(text: string): NormalText {
  const table = unitTable()
  let units = new Uint16Array(text.length + 16)
  let offsets = new Uint32Array(text.length + 17)
  let length = 0
  for (let start = 0; start < text.length; ) {
    const unit = table[text.charCodeAt(start)] as number
    if (unit !== slow && !mayJoin(text, start + 1)) {
      units[length] = unit
      offsets[length++] = start++
      if (length + 1 >= units.length) [units, offsets] = [grown(units), grown(offsets)]
      continue
    }
    const end = clusterEnd(text, start)
    const folded = foldCluster(text.slice(start, end))
    while (length + folded.length + 1 >= units.length) [units, offsets] = [grown(units), grown(offsets)]
    for (let index = 0; index < folded.length; index++) {
      units[length] = folded.charCodeAt(index)
      offsets[length++] = start
    }
    start = end
  }
  offsets[length] = text.length
  return { text: decoder.decode(units.subarray(0, length)), offsets: offsets.slice(0, length + 1) }
}

/** The text of `normalText`, without the offsets. */
export function foldText(text: string): string {
  const table = unitTable()
  const pieces: string[] = []
  const units = new Uint16Array(text.length)
  let length = 0
  for (let start = 0; start < text.length; ) {
    const unit = table[text.charCodeAt(start)] as number
    if (unit !== slow && !mayJoin(text, start + 1)) {
      units[length++] = unit
      start++
      continue
    }
    const end = clusterEnd(text, start)
    pieces.push(decoder.decode(units.subarray(0, length)), foldCluster(text.slice(start, end)))
    length = 0
    start = end
  }
  pieces.push(decoder.decode(units.subarray(0, length)))
  return pieces.join('')
}

const decoder = new TextDecoder('utf-16le', { ignoreBOM: true })
/** In the table: this unit needs the whole way. U+FFFF is no character, so nothing else becomes it. */
const slow = 0xffff

let table: Uint16Array | undefined
let joins: Uint8Array | undefined

/** For each UTF-16 unit what it becomes, where that is one unit and stands alone. Made once, on first use. */
function unitTable(): Uint16Array {
  if (table) return table
  const made = new Uint16Array(0x10000).fill(slow)
  const joining = new Uint8Array(0x10000).fill(1, 0xd800, 0xe000)
  for (let unit = 0; unit < slow; unit++) {
    if (unit >= 0xd800 && unit < 0xe000) continue
    const char = String.fromCharCode(unit)
    const folded = foldCluster(char)
    if (folded.length === 1) made[unit] = folded.charCodeAt(0)
    if (unit >= 0x80 && joinsPrevious(char)) joining[unit] = 1
  }
  joins = joining
  table = made
  return made
}

/** Whether the unit at `index` may belong to the character before it. Surrogates are looked at in full later. */
function mayJoin(text: string, index: number): boolean {
  return index < text.length && (joins as Uint8Array)[text.charCodeAt(index)] === 1
}

/** Ends after the character at `start` and all that may combine with it. */
function clusterEnd(text: string, start: number): number {
  let end = start + charLength(text, start)
  while (end < text.length) {
    const length = charLength(text, end)
    if (length === 1 && !mayJoin(text, end)) break
    if (!joinsPrevious(text.slice(end, end + length))) break
    end += length
  }
  return end
}

function charLength(text: string, index: number): 1 | 2 {
  return (text.codePointAt(index) as number) > 0xffff ? 2 : 1
}

/** Combining marks, medial and final jamo, what NFKC turns into these, and what vanishes. */
function joinsPrevious(char: string): boolean {
  return /^[\p{M}\u1160-\u11ff]/u.test(char.normalize('NFKC')) || /^\p{DI}/u.test(char)
}

/** What one character with its marks becomes. Repeated until it stays, so that folding twice changes nothing. */
function foldCluster(cluster: string): string {
  let text = cluster
  for (let round = 0; round < 4; round++) {
    const next = foldOnce(text)
    if (next === text) break
    text = next
  }
  return text
}

function foldOnce(text: string): string {
  return simplify(
    text
      .toWellFormed()
      .normalize('NFKC')
      .replace(/\p{DI}/gu, ''),
  )
    .toLowerCase()
    .replace(/ς/g, 'σ')
    .replace(/ß/g, 'ss')
    .replace(/["“”„‟«»「」『』〝〞〟﹁﹂﹃﹄]/g, '"')
    .replace(/['‘’‚‛′`´ʼ]/g, "'")
    .replace(/[\u2010-\u2015\u2212\u2e3a\u2e3b\u2500]/g, '-')
    .replace(/[〜∼]/g, '~')
    .replace(/[•‧∙・･⋅]/g, '·')
    .replace(/[\v\f\r\u0085\u2028\u2029]/g, '\n')
    .replace(/[\t\p{Zs}]/gu, ' ')
    .normalize('NFKC')
}

const simplify: (text: string) => string = Converter({ from: 't', to: 'cn' })

function grown<T extends Uint16Array | Uint32Array>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(array.length * 2)
  larger.set(array)
  return larger
}
