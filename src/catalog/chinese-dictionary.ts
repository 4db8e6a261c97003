import { Jieba } from '@node-rs/jieba'
import { dict, idf } from '@node-rs/jieba/dict.js'

let jieba: Jieba | undefined
let rarities: ReadonlyMap<string, number> | undefined

/** The one cutter of Chinese in this process. Loaded on first use: 80 ms and 40 MB. */
export function chineseDictionary(): Jieba {
  jieba ??= Jieba.withDict(dict)
  return jieba
}

/** How seldom each word of the dictionary is in general Chinese texts (inverse document frequency). Loaded on first use: 100 ms. */
export function wordRarities(): ReadonlyMap<string, number> {
  rarities ??= new Map(
    new TextDecoder()
      .decode(idf)
      .split('\n')
      .flatMap((line): [string, number][] => {
        const space = line.lastIndexOf(' ')
        return space > 0 ? [[line.slice(0, space), Number(line.slice(space + 1))]] : []
      }),
  )
  return rarities
}
