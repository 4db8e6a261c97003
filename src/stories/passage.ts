import type { Excerpt } from '#catalog'
import { normalText, ServiceError } from '#model'
import { plainText, shingleHashes, unitPlaces, unitsOf } from './plain-text.ts'

/** A sentence or paragraph that somebody looks for, as it is compared. */
export interface Passage {
  readonly plain: string
  readonly units: readonly string[]
  /** In its order; repeated ones are there twice. */
  readonly shingles: Uint32Array
}

/** Where a text has a passage, or what comes nearest to it. Places are UTF-16 units of the text, `[start, end)`. */
export interface PassageMatch {
  /** How much of the passage is there, 0 to 1. */
  readonly contained: number
  /** Every word of it in its order; marks and spaces may differ, and the script. */
  readonly isExact: boolean
  readonly start: number
  readonly end: number
  /** What is shared inside, in order, apart from each other. */
  readonly shared: readonly (readonly [start: number, end: number])[]
}

/** A passage says too little to be looked for. */
export class PassageError extends ServiceError {
  constructor() {
    super(`A passage has at least ${unitCountMin} characters, or words of a script with spaces.`, {
      retry: 'never',
      toDo: 'Give a whole sentence.',
    })
  }
}

const unitCountMin = 4
/** More than any paragraph; of a whole article the beginning is looked for. */
const charsMax = 4000
/** Short, so that one changed word costs little; by a stretch together they say enough. */
const shingleUnits = 3
/** What was added between its sentences may make a stretch this much longer than the passage. */
const stretchMax = 1.5
const textCharsMax = 200_000

/** @throws {PassageError} if it says too little. */
export function passageOf(text: string): Passage {
  const plain = plainText(text.slice(0, charsMax))
  const units = unitsOf(plain)
  if (units.length < unitCountMin) throw new PassageError()
  return { plain, units, shingles: shingleHashes(units, shingleUnits) }
}

/** Finds the stretch of a text that has most of a passage; null where nothing of it is there. */
export function locatePassage(passage: Passage, text: string): PassageMatch | null {
  const normal = normalText(text.slice(0, textCharsMax))
  const places = unitPlaces(normal.text)
  const units = places.map((place) => place.text)
  const origin = (unit: number, edge: 'start' | 'end') => normal.offsets[places[unit]![edge]]!
  const exact = runOf(passage.units, units)
  if (exact !== null) {
    const range = [origin(exact, 'start'), origin(exact + passage.units.length - 1, 'end')] as const
    return { contained: 1, isExact: true, start: range[0], end: range[1], shared: [range] }
  }
  const hashes = shingleHashes(units, shingleUnits)
  const wanted = new Set(passage.shingles)
  const found: number[] = []
  for (const [index, hash] of hashes.entries()) if (wanted.has(hash)) found.push(index)
  const stretch = densest(found, hashes, Math.ceil(passage.units.length * stretchMax))
  if (stretch.length === 0) return null
  const shared: [number, number][] = []
  for (const index of stretch) {
    const [start, end] = [origin(index, 'start'), origin(index + shingleUnits - 1, 'end')]
    const last = shared.at(-1)
    if (last && start <= last[1]) last[1] = end
    else shared.push([start, end])
  }
  const there = new Set(stretch.map((index) => hashes[index]!))
  return {
    contained: coverage(passage, there),
    isExact: false,
    start: shared[0]![0],
    end: shared.at(-1)![1],
    shared,
  }
}

/** The match with some of what stands around it, marked; at most `charsMax` characters. */
export function excerptOf(text: string, match: PassageMatch, charsMax: number): Excerpt {
  const room = Math.max(0, Math.min(leadChars, charsMax - (match.end - match.start)))
  const before = text.slice(Math.max(0, match.start - room), match.start)
  const opening = /[。！？!?；;\n]["”」』’)）]*\s*(?!.*[。！？!?；;\n])/su.exec(before)
  let at = match.start - before.length + (opening ? opening.index + opening[0].length : 0)
  if (/[\udc00-\udfff]/.test(text[at] ?? '')) at++
  const start = at
  let end = Math.min(text.length, start + charsMax)
  const closing = text.slice(match.end, end).search(/[。！？!?\n]/)
  if (closing >= 0) end = match.end + closing + 1
  if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end--
  const pieces: { text: string; matched: boolean }[] = []
  const push = (to: number, matched: boolean) => {
    if (to > at) pieces.push({ text: text.slice(at, to).replace(/\s+/g, ' '), matched })
    at = Math.max(at, to)
  }
  for (const [from, to] of match.shared) {
    if (from >= end) break
    push(from, false)
    push(Math.min(to, end), true)
  }
  push(end, false)
  return { pieces, startsInside: start > 0, endsInside: end < text.trimEnd().length }
}

const leadChars = 40

/** Where the units stand one after the other; null where they don't. */
function runOf(wanted: readonly string[], units: readonly string[]): number | null {
  const last = units.length - wanted.length
  for (let at = units.indexOf(wanted[0]!); at >= 0 && at <= last; at = units.indexOf(wanted[0]!, at + 1)) {
    let length = 1
    while (length < wanted.length && units[at + length] === wanted[length]) length++
    if (length === wanted.length) return at
  }
  return null
}

/** Of these places (ascending) those in the stretch of at most `unitsMax` that has most different hashes. */
function densest(found: readonly number[], hashes: Uint32Array, unitsMax: number): number[] {
  const inside = new Map<number, number>()
  let best = { from: 0, to: 0, different: 0 }
  let from = 0
  for (let to = 0; to < found.length; to++) {
    const hash = hashes[found[to]!]!
    inside.set(hash, (inside.get(hash) ?? 0) + 1)
    for (; found[to]! - found[from]! > unitsMax; from++) {
      const left = hashes[found[from]!]!
      const count = inside.get(left)! - 1
      if (count === 0) inside.delete(left)
      else inside.set(left, count)
    }
    if (inside.size > best.different) best = { from, to: to + 1, different: inside.size }
  }
  return found.slice(best.from, best.to)
}

/** The part of the passage's units that a shared shingle covers. */
function coverage({ units, shingles }: Passage, there: ReadonlySet<number>): number {
  let covered = 0
  let end = 0
  for (const [index, hash] of shingles.entries()) {
    if (!there.has(hash)) continue
    covered += index + shingleUnits - Math.max(end, index)
    end = index + shingleUnits
  }
  return covered / units.length
}
