import { foldText } from '#model'
import { pinyinFit } from './pinyin.ts'

/** How a name answers what is being typed; the least is the best. */
export const nameFits = ['whole', 'beginning', 'pinyin', 'initials', 'inside'] as const
export type NameFit = (typeof nameFits)[number]

/** Longer names are cut before they are compared. */
const nameCharsMax = 60
/** One letter is the initial of a twentieth of all names. */
const pinyinFrom = 2

/** What is being typed, ready to be compared with many names. */
export interface TypedName {
  readonly folded: string
  /** In letters, without spaces and apostrophes; null where it is no pinyin. */
  readonly letters: string | null
}

export function typedName(text: string): TypedName {
  const folded = foldText(text).trim().replace(/ +/g, ' ')
  const letters = folded.replaceAll('ü', 'v').replace(/[ ']/g, '')
  return { folded, letters: /^[a-z]+$/.test(letters) && letters.length >= pinyinFrom ? letters : null }
}

/** Null where the name does not answer. */
export function nameFit(name: string, { folded, letters }: TypedName): NameFit | null {
  if (folded === '') return null
  const normal = foldText(name.slice(0, nameCharsMax))
  if (normal === folded) return 'whole'
  if (normal.startsWith(folded)) return 'beginning'
  if (letters !== null) {
    const read = pinyinFit(normal, letters)
    if (read !== null) return read === 'full' ? 'pinyin' : 'initials'
  }
  return isInside(normal, folded) ? 'inside' : null
}

/** Inside a name a word of letters must begin where one begins. */
function isInside(normal: string, folded: string): boolean {
  for (let at = normal.indexOf(folded); at >= 0; at = normal.indexOf(folded, at + 1))
    if (!/[a-z\d]/.test(folded[0] as string) || !/[a-z\d]/.test(normal[at - 1] ?? ' ')) return true
  return false
}
