import { Jieba } from '@node-rs/jieba'
import { dict, idf } from '@node-rs/jieba/dict.js'

/** Texts are cut no further than this: a bound on time. */
const cutCharsMax = 100_000

/**
 * Cuts a text into words, spaces and signs, in order and without loss: joined they are the text again.
 * Chinese is cut by dictionary, other scripts at spaces and signs.
 */
export function cutWords(text: string): string[] {
  const head = text.length > cutCharsMax ? text.slice(0, cutCharsMax) : text
  const words = jieba().cut(head.isWellFormed() ? head : head.toWellFormed(), true)
  if (text.length > cutCharsMax) words.push(text.slice(cutCharsMax))
  return words
}

/** How telling a word is, from about 1 (的) to 14: its inverse document frequency in ordinary text (natural logarithm). */
export function wordRarity(word: string): number {
  const known = rarities().get(word)
  if (known !== undefined) return known
  if (/^\p{N}+$/u.test(word)) return word.length <= 2 ? 3 : 6
  if (/^[a-z]/.test(word)) return englishCommon.has(word) ? 1 : Math.min(9.5, 4.5 + 0.5 * word.length)
  return word.length === 1 ? 6 : 11
}

// Of function words, which the dictionary's counts (made on Chinese) know nothing of.
const englishCommon = new Set(
  `a about above after again against all also am an and any are as at back be because been before being below between
  both but by can could did do does doing down during each even ever every few first for from further get go got had has
  have having he her here hers him his how however i if in into is it its just last like made make many may me might more
  most mr mrs ms much must my new no nor not now of off on once one only or other our out over own per said same say says
  she should since so some still such than that the their them then there these they this those though three through to
  too two under until up upon us very was we were what when where which while who whom why will with within without would
  year years yet you your`.split(/\s+/),
)

let loadedJieba: Jieba | undefined
let loadedRarities: Map<string, number> | undefined

// Loaded on first use: 80 ms and 30 MB that a command such as `verify` need not spend.
function jieba(): Jieba {
  loadedJieba ??= Jieba.withDict(dict)
  return loadedJieba
}

function rarities(): Map<string, number> {
  if (!loadedRarities) {
    loadedRarities = new Map()
    for (const line of new TextDecoder().decode(idf).split('\n')) {
      const space = line.lastIndexOf(' ')
      if (space > 0) loadedRarities.set(line.slice(0, space), Number(line.slice(space + 1)))
    }
  }
  return loadedRarities
}
