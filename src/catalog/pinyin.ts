import { createRequire } from 'node:module'

/**
 * How a beginning typed in letters reads a Chinese name: every syllable in full (`wangxiao` of 王小明), or some of them
 * by their first letters (`wxm`, `wxiaom`); the last may be unfinished. Characters with several readings may be read
 * by any, since names choose the rare ones (单, 曾, 乐). Null where it does not.
 *
 * @param typed Letters a to z only.
 * @param from  Where in the name reading begins.
 */
export function pinyinFit(name: string, typed: string, from = 0): 'full' | 'initials' | null {
  // For each place in what was typed, whether the characters so far can reach it.
  let full = new Set([0])
  let any = new Set([0])
  for (const char of name.slice(from)) {
    const readings = readingsOf(char)
    if (readings.length === 0) return null
    const [nextFull, nextAny] = [new Set<number>(), new Set<number>()]
    for (const at of any) {
      for (const reading of readings) {
        const isFull = full.has(at)
        if (isFull && isPartOf(reading, typed, at)) return 'full'
        if (isPartOf(reading, typed, at)) nextAny.add(typed.length)
        if (typed.startsWith(reading, at)) {
          nextAny.add(at + reading.length)
          if (isFull) nextFull.add(at + reading.length)
        }
        for (const initial of initialsOf(reading))
          if (typed.startsWith(initial, at)) nextAny.add(at + initial.length)
      }
    }
    if (nextAny.has(typed.length)) return nextFull.has(typed.length) ? 'full' : 'initials'
    if (nextAny.size === 0) return null
    full = nextFull
    any = nextAny
  }
  return null
}

/** How a character is read, without tones, `v` for ü; none for what is no Chinese character. */
export function readingsOf(char: string): readonly string[] {
  const known = readings.get(char)
  if (known) return known
  const read = /^\p{sc=Han}$/u.test(char)
    ? pinyin()(char, { toneType: 'none', type: 'array', multiple: true, v: true }).filter((reading) =>
        /^[a-z]+$/.test(reading),
      )
    : []
  const made = [...new Set(read)]
  readings.set(char, made)
  return made
}

const readings = new Map<string, readonly string[]>()

/** What is typed from `at` on is the beginning of that syllable, and more than its first letter. */
function isPartOf(reading: string, typed: string, at: number): boolean {
  const rest = typed.slice(at)
  return rest.length > 1 && rest.length <= reading.length && reading.startsWith(rest)
}

function initialsOf(reading: string): string[] {
  return /^[zcs]h/.test(reading) ? [reading.slice(0, 1), reading.slice(0, 2)] : [reading.slice(0, 1)]
}

let loaded: typeof import('pinyin-pro').pinyin | undefined

/** Loaded on first use: 220 ms and 15 MB. */
function pinyin(): typeof import('pinyin-pro').pinyin {
  loaded ??= (createRequire(import.meta.url)('pinyin-pro') as typeof import('pinyin-pro')).pinyin
  return loaded
}
