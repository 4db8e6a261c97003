import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The groups of like words that a word is in, from about a hundred coarse ones to about ten thousand fine ones. */
export interface WordKinds {
  readonly coarse: number
  readonly middle: number
  readonly fine: number
}

/**
 * Which words are met in like company: 斯诺克 is with 台球, 股市 with 债券. So what was learnt of one is known of the others.
 *
 * @param word Folded. Chinese, or a foreign word that Chinese texts use.
 * @returns Undefined for a word that is not among the 125,000 most common.
 */
export function kindsOf(word: string): WordKinds | undefined {
  loaded ??= loadKinds()
  return loaded.get(word)
}

let loaded: ReadonlyMap<string, WordKinds> | undefined

// Made by tools/group-words.ts: a line a fine kind, `coarse middle TAB words`.
function loadKinds(): ReadonlyMap<string, WordKinds> {
  const kinds = new Map<string, WordKinds>()
  const file = gunzipSync(readFileSync(new URL('./word-kinds.txt.gz', import.meta.url))).toString('utf8')
  for (const [fine, line] of file.trimEnd().split('\n').entries()) {
    const [groups = '', words = ''] = line.split('\t')
    const [coarse = 0, middle = 0] = groups.split(' ').map(Number)
    const kind = { coarse, middle, fine }
    for (const word of words.split(' ')) kinds.set(word, kind)
  }
  return kinds
}
