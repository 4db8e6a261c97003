import { foldText } from '#model'
import type { Query, QueryNode } from './catalog.ts'
import { isSpacedText } from './search-terms.ts'
import { keywordsMax, wantedWords } from './telling-words.ts'

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
  const texts = plainTextsOf(query)
  const asks = texts?.some((text) => !isSpacedText(text) && wantedWords(text).isSentence)
  return texts && asks ? texts.join(' ') : null
}

/** The words of a query of plain words, so many that where no article has them all the nearest is still of use. */
export function headlineOf(query: Pick<Query, 'root'>): string | null {
  const texts = plainTextsOf(query)
  return texts && queryWords(query).length > keywordsMax ? texts.join(' ') : null
}

function plainTextsOf({ root }: Pick<Query, 'root'>): string[] | null {
  const nodes = root?.kind === 'and' ? root.nodes : root ? [root] : []
  const texts = nodes.flatMap((node) => (node.kind === 'word' && node.field === 'any' ? [node.text] : []))
  return texts.length > 0 && texts.length === nodes.length ? texts : null
}
