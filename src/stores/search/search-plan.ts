import {
  combined,
  everything,
  headlineOf,
  indexTerms,
  isSpacedText,
  type MatchNode,
  matchOf,
  phraseNode,
  plainWordsOf,
  type Query,
  queryText,
  queryWords,
  rarity,
  type SearchFilter,
  sentenceOf,
  sentenceWordsMax,
  type TermPhraseNode,
  wantedWords,
  withAuthor,
  wordParts,
} from '#catalog'

/**
 * All that a query needs of dictionaries and grammars, found out once; what is left is plain data that another thread
 * or process can answer.
 */
export interface SearchPlan {
  /** Null where only filters were given. */
  readonly match: MatchNode | null
  /** Where nothing need match all of it: a question or sentence, whose nearest are wanted. */
  readonly nearest: MatchNode | null
  /** The same, for when `match` has no answer at all. */
  readonly otherwise: MatchNode | null
  /** What comes nearest to plain words, for when few articles have them all. */
  readonly nearly: MatchNode | null
  /** What a good answer has in it. */
  readonly words: readonly PlannedWord[]
  /** The wording of the question in pairs of characters. */
  readonly pairs: readonly string[]
  readonly filter: Omit<SearchFilter, 'author'>
}

export interface PlannedWord extends TellingPhrase {
  /** What stands in for it where no document has it: a word that was cut wrongly, or is new. */
  readonly pairs: readonly string[]
  /** The words within a compound; each tells something by itself. */
  readonly parts: readonly TellingPhrase[]
}

export interface TellingPhrase {
  /** In normal form. */
  readonly text: string
  readonly phrase: TermPhraseNode
  /** Up to 1; less for words that are common in any Chinese text, however rare they are in this catalog. */
  readonly telling: number
}

/** Past so many pairs of a sentence, more change nothing about which documents are nearest. */
const sentencePairsMax = 80

export function planOf(query: Query): SearchPlan {
  const { author, ...filter } = query.filter
  const sentence = sentenceOf(query)
  const headline = sentence === null ? headlineOf(query) : null
  const plain = sentence === null && headline === null ? plainWordsOf(query) : null
  return {
    match: matchOf(query),
    nearest: sentence === null ? null : withAuthor(sentenceNode(sentence) ?? everything, author),
    otherwise: headline === null ? null : withAuthor(sentenceNode(headline) ?? everything, author),
    nearly: plain === null ? null : withAuthor(sentenceNode(plain), author),
    words: queryWords(query)
      .slice(0, sentenceWordsMax)
      .flatMap((word) => plannedWord(word)),
    pairs: pairsOf(queryText(query)),
    filter,
  }
}

/** Any of these words. Null where none has a term. */
export function anyOf(words: readonly string[]): MatchNode | null {
  return combined(
    'or',
    words.map((word) => phraseNode(word, 'any')),
  )
}

/** The pairs are for what a dictionary cuts wrongly: names above all. */
function sentenceNode(sentence: string): MatchNode | null {
  const words = wantedWords(sentence).words.slice(0, sentenceWordsMax)
  const pairs = pairsOf(sentence)
  const wordNodes = words.map((word) => phraseNode(word, 'any'))
  const singles = new Set(wordNodes.flatMap((node) => (node?.terms.length === 1 ? node.terms : [])))
  const pairNodes = pairs.filter((pair) => !singles.has(pair)).map(termNode)
  // A character alone stands for thousands of pairs, and those of the sentence are there already.
  const whole = wordNodes.filter((node) => node && !node.isPrefix)
  return combined('or', whole.length + pairNodes.length > 0 ? [...whole, ...pairNodes] : wordNodes)
}

function pairsOf(text: string): string[] {
  const pairs = indexTerms(text)
    .split(' ')
    .filter((term) => term.length > 1)
  return [...new Set(pairs.slice(0, sentencePairsMax))]
}

function termNode(term: string): TermPhraseNode {
  return { kind: 'phrase', terms: [term], isPrefix: false, field: 'any' }
}

function plannedWord(text: string): PlannedWord[] {
  const phrase = phraseNode(text, 'any')
  if (!phrase) return []
  const telling = tellingOf(text)
  const parts = wordParts(text).flatMap((part) => {
    const partPhrase = phraseNode(part, 'any')
    return partPhrase ? [{ text: part, phrase: partPhrase, telling: tellingOf(part) }] : []
  })
  return [{ text, phrase, telling, pairs: isSpacedText(text) ? [] : phrase.terms, parts }]
}

/** Measured with the constants of `textScore`; more than this says too little of young words. */
const tellingPower = 0.2
const rarityMax = 11

function tellingOf(word: string): number {
  return (Math.min(rarity(word), rarityMax) / rarityMax) ** tellingPower
}
