import { foldText } from '#model'
import type { Query, QueryNode } from './catalog.ts'
import { isSpacedText } from './search-terms.ts'
import { wantedWords } from './telling-words.ts'

/**
 * What a text that answers the query has in it, in normal form: phrases whole, words as the search cuts them;
 * nothing that is excluded.
 */
export function queryWords(query: Pick<Query, 'root'>): string[] {
  return [...new Set(query.root ? wordsOf(query.root) : [])].filter(Boolean)
}

function wordsOf(node: QueryNode): string[] {
  switch (node.kind) {
    case 'not':
      return []
    case 'and':
    case 'or':
      return node.nodes.flatMap(wordsOf)
    case 'phrase':
      return [trimmed(foldText(node.text))]
    case 'word':
      return isSpacedText(node.text) ? [trimmed(foldText(node.text))] : [...wantedWords(node.text).words]
  }
}

/** All that the query asks for, as it was typed, in order; nothing that is excluded. */
export function queryText(query: Pick<Query, 'root'>): string {
  return query.root ? textsOf(query.root).join(' ') : ''
}

function textsOf(node: QueryNode): string[] {
  if (node.kind === 'not') return []
  return 'nodes' in node ? node.nodes.flatMap(textsOf) : [node.text]
}

function trimmed(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
}

/**
 * The words of a query that asks in sentences: plain words side by side, one stretch of them a question or long.
 * Then nothing need match all of it; the nearest is wanted. What was written with operators is meant as written.
 *
 * @returns null where every word must match.
 */
export function sentenceOf(query: Pick<Query, 'root'>): string | null {
  const nodes = partsOf(query)
  const isPlain = nodes.every((node) => node.kind === 'word')
  const asks = nodes.some((node) => !isSpacedText(node.text) && wantedWords(node.text).isSentence)
  return isPlain && asks ? nodes.map((node) => node.text).join(' ') : null
}

/**
 * The words of a query of words and phrases only, which together ask or are so many that where no article has them
 * all the nearest is still of use: a headline or a question pasted whole, with its quotation marks.
 */
export function headlineOf(query: Pick<Query, 'root'>): string | null {
  const text = partsOf(query)
    .map((node) => node.text)
    .join(' ')
  return wantedWords(text).isSentence ? text : null
}

/** The words of a query of words and phrases only; null where it has operators, or nothing. */
export function plainWordsOf(query: Pick<Query, 'root'>): string | null {
  return (
    partsOf(query)
      .map((node) => node.text)
      .join(' ') || null
  )
}

type TextNode = Extract<QueryNode, { readonly text: string }>

/** Words and phrases side by side; none where the query has anything else. */
function partsOf({ root }: Pick<Query, 'root'>): TextNode[] {
  const nodes = root?.kind === 'and' ? root.nodes : root ? [root] : []
  const texts = nodes.filter(
    (node): node is TextNode => (node.kind === 'word' || node.kind === 'phrase') && node.field === 'any',
  )
  return texts.length === nodes.length ? texts : []
}
