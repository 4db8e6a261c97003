import {
  headlineOf,
  indexTerms,
  isSpacedText,
  phraseTerms,
  plainWordsOf,
  type Query,
  type QueryNode,
  queryText,
  queryWords,
  rarity,
  type SearchFilter,
  sentenceOf,
  wantedWords,
  wordParts,
} from '#catalog'

/** What documents must have, in the index's own terms. */
export type MatchNode =
  | { readonly kind: 'everything' | 'nothing' }
  | TermPhraseNode
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly MatchNode[] }
  | { readonly kind: 'not'; readonly node: MatchNode }

/** Consecutive terms; one is a word. The last may be the beginning of a term. */
export interface TermPhraseNode {
  readonly kind: 'phrase'
  readonly terms: readonly string[]
  readonly isPrefix: boolean
  readonly field: 'any' | 'title' | 'authors'
}

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

/** A sentence asks by its words; past so many they change nothing about which documents are nearest. */
const sentenceWordsMax = 40
const sentencePairsMax = 80

export function planOf(query: Query): SearchPlan {
  const { author, ...filter } = query.filter
  const byAuthor = author === undefined ? null : (phraseNode(author, 'authors') ?? everything)
  const withAuthor = (node: MatchNode | null) => combined('and', [node, byAuthor])
  const sentence = sentenceOf(query)
  const headline = sentence === null ? headlineOf(query) : null
  const plain = sentence === null && headline === null ? plainWordsOf(query) : null
  return {
    match: withAuthor(query.root && (nodeOf(query.root) ?? everything)),
    nearest: sentence === null ? null : withAuthor(sentenceNode(sentence) ?? everything),
    otherwise: headline === null ? null : withAuthor(sentenceNode(headline) ?? everything),
    nearly: plain === null ? null : withAuthor(sentenceNode(plain)),
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

const everything: MatchNode = { kind: 'everything' }

function nodeOf(node: QueryNode): MatchNode | null {
  switch (node.kind) {
    case 'word':
      return wordNode(node.text, node.field)
    case 'phrase':
      return phraseNode(node.text, node.field)
    case 'not': {
      const unwanted = nodeOf(node.node)
      return unwanted && { kind: 'not', node: unwanted }
    }
    case 'and':
    case 'or':
      return combined(node.kind, node.nodes.map(nodeOf))
  }
}

function wordNode(text: string, field: 'any' | 'title'): MatchNode | null {
  if (isSpacedText(text)) return phraseNode(text, field)
  const { words, isSentence } = wantedWords(text)
  const nodes = words.slice(0, sentenceWordsMax).map((word) => phraseNode(word, field))
  return combined(isSentence ? 'or' : 'and', nodes)
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

function phraseNode(text: string, field: TermPhraseNode['field']): TermPhraseNode | null {
  const { terms, isPrefix } = phraseTerms(text)
  return terms.length === 0 ? null : { kind: 'phrase', terms, isPrefix, field }
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

function combined(kind: 'and' | 'or', nodes: readonly (MatchNode | null)[]): MatchNode | null {
  const all = nodes.filter((node) => node !== null)
  return all.length < 2 ? (all[0] ?? null) : { kind, nodes: all }
}
