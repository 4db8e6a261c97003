import { isSpacedText, phraseTerms, type Query, type QueryNode, wantedWords } from '#catalog'

/** In every row's column `every`; no term of a text can be it, since terms are letters, digits and marks. */
export const everyTerm = '¬'

/** A sentence asks by its words; past so many they change nothing about which documents are nearest. */
const sentenceWordsMax = 40

/**
 * A query as an expression of SQLite's FTS5, every term quoted; null where only filters were given.
 *
 * @see https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function matchOf(query: Query): string | null {
  const parts: string[] = []
  if (query.root) parts.push(nodeMatch(query.root) ?? everything)
  if (query.filter.author !== undefined) parts.push(phraseMatch(query.filter.author, 'authors') ?? everything)
  return parts.length > 0 ? parts.map((part) => `(${part})`).join(' AND ') : null
}

/** Any of these words. Null where none has a term. */
export function anyOf(words: readonly string[]): string | null {
  return combine(
    words.map((word) => phraseMatch(word, null)),
    ' OR ',
  )
}

const everything = `every : "${everyTerm}"`

function nodeMatch(node: QueryNode): string | null {
  switch (node.kind) {
    case 'word':
      return wordMatch(node.text, columnOf(node))
    case 'phrase':
      return phraseMatch(node.text, columnOf(node))
    case 'not': {
      const match = nodeMatch(node.node)
      return match && `(${everything}) NOT (${match})`
    }
    case 'or':
      return combine(node.nodes.map(nodeMatch), ' OR ')
    case 'and':
      return andMatch(node.nodes)
  }
}

/** FTS5 has "this but not that" and no bare "not". */
function andMatch(nodes: readonly QueryNode[]): string | null {
  const wanted = combine(nodes.filter((node) => node.kind !== 'not').map(nodeMatch), ' AND ')
  const unwanted = combine(
    nodes.map((node) => (node.kind === 'not' ? nodeMatch(node.node) : null)),
    ' OR ',
  )
  return unwanted ? `(${wanted ?? everything}) NOT (${unwanted})` : wanted
}

function columnOf(node: { readonly field: 'any' | 'title' }): string | null {
  return node.field === 'title' ? 'title' : null
}

function wordMatch(text: string, column: string | null): string | null {
  if (isSpacedText(text)) return phraseMatch(text, column)
  const { words, isSentence } = wantedWords(text)
  const matches = words.slice(0, sentenceWordsMax).map((word) => phraseMatch(word, column))
  return combine(matches, isSentence ? ' OR ' : ' AND ')
}

function phraseMatch(text: string, column: string | null): string | null {
  const { terms, isPrefix } = phraseTerms(text)
  if (terms.length === 0) return null
  return `${column ? `${column} : ` : ''}"${terms.join(' ')}"${isPrefix ? ' *' : ''}`
}

function combine(matches: readonly (string | null)[], by: ' AND ' | ' OR '): string | null {
  const all = matches.filter((match) => match !== null)
  if (all.length < 2) return all[0] ?? null
  return all.map((match) => `(${match})`).join(by)
}
