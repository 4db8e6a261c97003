import { foldText } from '#model'
import { chineseDictionary, wordRarities } from './chinese-dictionary.ts'
import { segment, segmentNormal, type Word } from './segmentation.ts'

/** Who gives more words than this asks a question or quotes a sentence. */
const keywordsMax = 4

/** What a query's word (any stretch without spaces) asks for. */
export interface WantedWords {
  /** In order, without those that say nothing; never empty where the text has a word at all. */
  readonly words: readonly string[]
  /** True: a question, or so long that the nearest are wanted. False: every word must match. */
  readonly isSentence: boolean
}

export function wantedWords(text: string): WantedWords {
  const normal = foldText(text)
  const asked = normal.replace(yesOrNo, '$1')
  const all = [...new Set(withQuantities(segmentNormal(asked), asked))]
  const telling = all.filter((word) => !isFunctionWord(word))
  const words = telling.length > 0 ? telling : all
  const isQuestion = asked !== normal || all.some((word) => askingWords.has(word)) || /\?\s*$/.test(normal)
  return { words, isSentence: isQuestion || words.length > keywordsMax }
}

/** 会不会, 有没有, 可不可以: how Chinese asks for yes or no; a dictionary cuts them wrongly (会, 不会). */
const yesOrNo = /(\p{sc=Han})[不没]\1/gu

/** A number and its unit are one word: 3 alone is everywhere, 3例 tells. */
function withQuantities(words: readonly Word[], text: string): string[] {
  const joined: string[] = []
  for (let index = 0; index < words.length; index++) {
    const first = words[index] as Word
    let last = first
    while (isNumber(last.text) && /^[.,]\p{Nd}/u.test(text.slice(last.end, last.end + 2)))
      last = words[++index] as Word
    const unit = words[index + 1]
    if (isNumber(last.text) && unit?.start === last.end && /^\p{sc=Han}{1,2}$/u.test(unit.text))
      last = words[++index] as Word
    joined.push(text.slice(first.start, last.end))
  }
  return joined
}

function isNumber(word: string): boolean {
  return /^\p{Nd}+$/u.test(word)
}

/** The dictionary's words within a longer one: 粮食 and 供应 of 粮食供应. */
export function wordParts(word: string): string[] {
  if (!/^\p{sc=Han}{4,}$/u.test(word)) return []
  return chineseDictionary()
    .cutForSearch(word, true)
    .filter((part) => part !== word && part.length > 1)
}

/**
 * The words that tell most about a text: often in it (the title counts triple), seldom elsewhere.
 * How seldom is taken from a dictionary of general Chinese, so it is the same on every machine.
 */
export function tellingWords(article: { title: string; text: string }, countMax: number): string[] {
  const counts = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const word of segment(text.slice(0, charsMax))) counts.set(word, (counts.get(word) ?? 0) + weight)
  }
  add(article.title, 3)
  add(article.text, 1)
  return [...counts]
    .filter(([word]) => [...word].length > 1 && !/^\p{N}+$/u.test(word) && !isFunctionWord(word))
    .map(([word, count]) => ({ word, weight: (1 + Math.log(count)) * rarity(word) }))
    .sort((a, b) => b.weight - a.weight || (a.word < b.word ? -1 : 1))
    .slice(0, countMax)
    .map(({ word }) => word)
}

/** More of a text says nothing new about its subject. */
const charsMax = 20_000

/** How much it tells that a word is there: about 2 for the commonest, 14 for the rarest. */
export function rarity(word: string): number {
  if (isFunctionWord(word)) return 1
  const known = wordRarities().get(word)
  if (known !== undefined) return known
  // Not in the dictionary: a name, a number, a foreign word. The value is the dictionary's median.
  return /^\p{N}+$/u.test(word) ? 6 : 11.9
}

/** Words of grammar, in normal form. */
export function isFunctionWord(word: string): boolean {
  return functionWords.has(word) || askingWords.has(word)
}

const askingWords = new Set(
  `谁 什么 哪 哪个 哪些 哪里 哪儿 哪位 哪年 哪一 哪一年 哪国 哪种 多久 多长 多大 何 何年 何人 何种 何时 何处 何地 为何 如何 怎么 怎样 怎么样 为什么 多少 几 几个 几时 几年 什么时候 怎么办 怎么回事 会不会 能不能 要不要 可不可以 有没有
  是不是 是否 吗 呢`.split(/\s+/),
)

const functionWords = new Set(
  `的 了 在 是 和 与 及 或 也 都 就 而 但 被 把 将 对 于 从 到 向 由 以 为 之 其 此 这 那 该 各 每 某 并 且 则 却 又 再 很 更 最
  着 过 地 得 吗 呢 吧 啊 呀 们 所 因 因为 所以 如果 虽然 但是 而且 或者 以及 并且 对于 关于 由于 通过 根据 按照 为了 其中 之后 之前
  以后 以前 以来 这个 那个 这些 那些 这样 那样 这里 那里 自己 我们 你们 他们 她们 它们 我 你 他 她 它 您 还是 可以 可能 能够 应该 需要 已经 正在 曾 曾经
  就是 不是 没有 有 会 能 要 不会 不能 想 也是 还有 还 只 只是 等 个 位 名 一个 一种 一些 请问 时候 a an and are as at be been but by for from had has have he her
  his how in is it its of on or she that the their them they this to was we were what when where which who whom whose why will
  with would you your do does did not no`.split(/\s+/),
)
