import { indexTerms, isSpacedText, phraseTerms, type Query, type QueryNode, wantedWords } from '#catalog'

/** In every row's column `every`; no term of a text can be it, since terms are letters, digits and marks. */
export const everyTerm = '¬'

/** A sentence asks by its words; past so many they change nothing about which documents are nearest. */
const sentenceWordsMax = 40
const sentencePairsMax = 80

/**
 * A query as an expression of SQLite's FTS5, every term quoted; null where only filters were given.
 *
 * @see https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function matchOf(query: Query): string | null {
  return withAuthor(query, query.root && (nodeMatch(query.root) ?? everything))
}

/** The same where not all words need match: any of its words, and any of its pairs of characters. */
export function nearMatchOf(query: Query, sentence: string): string | null {
  return withAuthor(query, sentenceMatch(sentence) ?? everything)
}

function withAuthor({ filter }: Query, match: string | null): string | null {
  const author = filter.author === undefined ? null : (phraseMatch(filter.author, 'authors') ?? everything)
  return combine([match, author], ' AND ')
}

/** The pairs are for what a dictionary cuts wrongly: names above all. */
function sentenceMatch(sentence: string): string | null {
  const words = wantedWords(sentence).words.slice(0, sentenceWordsMax)
  const pairs = indexTerms(sentence)
    .split(' ')
    .filter((term) => term.length > 1)
    .slice(0, sentencePairsMax)
  const matches = [...words.map((word) => phraseMatch(word, null)), ...pairs.map((pair) => `"${pair}"`)]
  return combine([...new Set(matches)], ' OR ')
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
