import type { Query, QueryNode } from './catalog.ts'
import { isSpacedText, phraseTerms } from './search-terms.ts'
import { wantedWords } from './telling-words.ts'

/** What documents must have, in the terms of `indexTerms`: the one meaning of a query, for every engine. */
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

/** A sentence asks by its words; past so many they change nothing about which documents are nearest. */
export const sentenceWordsMax = 40

/** Words, phrases and author of a query; its other filters are facts of a document, not terms. Null: only filters. */
export function matchOf({ root, filter }: Pick<Query, 'root' | 'filter'>): MatchNode | null {
  return withAuthor(root && (nodeOf(root) ?? everything), filter.author)
}

/** `author:` narrows whatever else is asked. */
export function withAuthor(node: MatchNode | null, author: string | undefined): MatchNode | null {
  return combined('and', [node, author === undefined ? null : (phraseNode(author, 'authors') ?? everything)])
}

export const everything: MatchNode = { kind: 'everything' }

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

/** Null where the text has nothing to search for. */
export function phraseNode(text: string, field: TermPhraseNode['field']): TermPhraseNode | null {
  const { terms, isPrefix } = phraseTerms(text)
  return terms.length === 0 ? null : { kind: 'phrase', terms, isPrefix, field }
}

/** Null where no node is left; one alone stands for itself. */
export function combined(kind: 'and' | 'or', nodes: readonly (MatchNode | null)[]): MatchNode | null {
  const all = nodes.filter((node) => node !== null)
  return all.length < 2 ? (all[0] ?? null) : { kind, nodes: all }
}
