import { foldText } from '#model'
import type { Query, QueryNode } from './catalog.ts'
import { type FilterName, type MutableFilter, queryFilters } from './query-filters.ts'

/** Longer queries are refused; a headline pasted whole fits several times. */
export const queryCharsMax = 1000
/** Parentheses within parentheses. */
const depthMax = 20
/** Words, phrases and filters in one query. */
const termsMax = 100

/** What can be wrong with a query, for whoever says it in another language than English. */
export type QueryErrorCode =
  | 'too-long'
  | 'too-many-parts'
  | 'too-deep'
  | 'group-not-opened'
  | 'group-not-closed'
  | 'quotation-not-closed'
  | 'or-without-left'
  | 'or-without-right'
  | 'filter-without-value'
  | 'filter-not-alone'
  | 'filter-twice'
  | 'filter-value-wrong'

/** A query that cannot be understood: where, and what is allowed there. */
export class QueryError extends RangeError {
  readonly code: QueryErrorCode
  /** The filter that it is about; null where it is about none. */
  readonly filter: FilterName | 'title' | null
  /** UTF-16 index in the query's text. */
  readonly position: number
  /** What may stand there, as one sentence. */
  readonly allowed: string

  constructor(
    message: string,
    position: number,
    allowed: string,
    { code, filter = null }: { code: QueryErrorCode; filter?: FilterName | 'title' | null },
  ) {
    super(`${message} ${allowed}`)
    this.name = 'QueryError'
    this.code = code
    this.filter = filter
    this.position = position
    this.allowed = allowed
  }
}

/**
 * Reads what a reader typed. Words stand for "all must match"; `OR` joins its two neighbours, as in web search
 * (`a b OR c` is a and one of b, c); `-` before a word, a phrase or a group excludes it. Filters (`channel:`,
 * `before:` …) count for the whole query. Full-width quotation marks, colons, minus and parentheses are taken
 * for their plain forms. Days are days of UTC: `after:` from their start, `before:` up to their start.
 *
 * @throws {QueryError} with the position of what is wrong; nothing else, and in time linear in the text.
 */
export function parseQuery(text: string): Query {
  if (text.length > queryCharsMax) {
    throw new QueryError('The query is too long.', queryCharsMax, `At most ${queryCharsMax} characters.`, {
      code: 'too-long',
    })
  }
  const parser = new Parser(text)
  const root = parser.parseAll()
  return { text: text.trim(), root, filter: parser.filter }
}

/** The query as text that parses to the same tree and filter. */
export function formatQuery(query: Pick<Query, 'root' | 'filter'>): string {
  const { root, filter } = query
  const parts = root ? [root.kind === 'and' ? root.nodes.map(formatNode).join(' ') : formatNode(root)] : []
  for (const [name, { format }] of Object.entries(queryFilters)) {
    const value = format(filter)
    if (value !== undefined) parts.push(`${name}:${/[\s()"]/.test(value) ? `"${value}"` : value}`)
  }
  return parts.join(' ')
}

function formatNode(node: QueryNode): string {
  switch (node.kind) {
    case 'word':
      return node.field === 'title' ? `title:${node.text}` : node.text
    case 'phrase':
      return node.field === 'title' ? `title:"${node.text}"` : `"${node.text}"`
    case 'not':
      return `-${formatNode(node.node)}`
    case 'and':
      return `(${node.nodes.map(formatNode).join(' ')})`
    case 'or':
      return `(${node.nodes.map(formatNode).join(' OR ')})`
  }
}

type Field = 'any' | 'title'

/** Recursive descent over the text; every step moves forward. */
class Parser {
  readonly filter: MutableFilter = {}
  readonly #text: string
  /** The same text with full-width marks of the grammar made plain: same length, same positions. */
  readonly #plain: string
  readonly #seen = new Set<string>()
  #at = 0
  #terms = 0

  constructor(text: string) {
    this.#text = text
    this.#plain = text
      .replace(/[“”„‟「」『』＂«»]/g, '"')
      .replace(/：/g, ':')
      .replace(/（/g, '(')
      .replace(/）/g, ')')
      .replace(/[－−]/g, '-')
      .replace(/\s/g, ' ')
  }

  parseAll(): QueryNode | null {
    const node = this.#parseSequence('any', 0)
    if (this.#at < this.#plain.length) {
      throw new QueryError(
        'A ")" has no "(" before it.',
        this.#at,
        'Remove it, or put it in quotation marks.',
        { code: 'group-not-opened' },
      )
    }
    return node
  }

  /** Terms up to the end or a `)`. */
  #parseSequence(field: Field, depth: number): QueryNode | null {
    const nodes: QueryNode[] = []
    let joins: number | null = null
    for (;;) {
      this.#skipSpaces()
      if (this.#at >= this.#plain.length || this.#plain[this.#at] === ')') break
      const start = this.#at
      if (this.#takeWord('OR')) {
        if (nodes.length === 0 || joins !== null) {
          throw new QueryError(
            'OR has nothing before it.',
            start,
            'It stands between two words, phrases or groups.',
            { code: 'or-without-left' },
          )
        }
        joins = start
        continue
      }
      if (this.#takeWord('AND')) continue
      const node = this.#parseTerm(field, depth, joins !== null)
      if (!node) continue
      if (joins !== null) nodes.push(joined('or', [nodes.pop() as QueryNode, node]))
      else nodes.push(node)
      joins = null
    }
    if (joins !== null) {
      throw new QueryError(
        'OR has nothing after it.',
        joins,
        'It stands between two words, phrases or groups.',
        { code: 'or-without-right' },
      )
    }
    return nodes.length > 0 ? joined('and', nodes) : null
  }

  /** One word, phrase, group or filter; null for a filter and for what has nothing to search for. */
  #parseTerm(field: Field, depth: number, isInside: boolean): QueryNode | null {
    if (++this.#terms > termsMax) {
      throw new QueryError('The query has too many parts.', this.#at, `At most ${termsMax}.`, {
        code: 'too-many-parts',
      })
    }
    const start = this.#at
    const isNegated = this.#plain[start] === '-' && /[^\s\-)]/.test(this.#plain[start + 1] ?? ' ')
    if (isNegated) this.#at++
    const named = /^([a-z]+):/i.exec(this.#plain.slice(this.#at, this.#at + 12))
    const name = named?.[1]?.toLowerCase() ?? ''
    if (isFilter(name) || name === 'title') {
      this.#at += name.length + 1
      this.#skipSpaces()
      if (this.#at >= this.#plain.length || this.#plain[this.#at] === ')') {
        throw new QueryError(`"${name}:" has no value.`, this.#at, allowedFor(name), {
          code: 'filter-without-value',
          filter: name,
        })
      }
      if (name === 'title') return negate(this.#parseOperand('title', depth), isNegated)
      if (isNegated || depth > 0 || isInside || this.#isBeforeOr()) {
        throw new QueryError(
          `"${name}:" can't be excluded, joined by OR or stand in parentheses.`,
          start,
          'Write it beside the other words; it counts for the whole query.',
          { code: 'filter-not-alone', filter: name },
        )
      }
      this.#setFilter(name, start)
      return null
    }
    return negate(this.#parseOperand(field, depth), isNegated)
  }

  #parseOperand(field: Field, depth: number): QueryNode | null {
    const start = this.#at
    if (this.#plain[start] === '(') return this.#parseGroup(field, depth)
    if (this.#plain[start] === '"') {
      const text = this.#takeQuoted()
      return hasWords(text) ? { kind: 'phrase', text, field } : null
    }
    const text = this.#takeBare()
    return hasWords(text) ? { kind: 'word', text, field } : null
  }

  #parseGroup(field: Field, depth: number): QueryNode | null {
    const start = this.#at
    if (depth >= depthMax) {
      throw new QueryError('Too many parentheses within each other.', start, `At most ${depthMax}.`, {
        code: 'too-deep',
      })
    }
    this.#at++
    const node = this.#parseSequence(field, depth + 1)
    if (this.#plain[this.#at] !== ')') {
      throw new QueryError('A "(" is not closed.', start, 'Close it with ")", or remove it.', {
        code: 'group-not-closed',
      })
    }
    this.#at++
    return node
  }

  #setFilter(name: FilterName, start: number): void {
    const at = this.#at
    const value = this.#plain[at] === '"' ? this.#takeQuoted() : this.#takeBare()
    if (this.#seen.has(name)) {
      throw new QueryError(`"${name}:" is there twice.`, start, 'Once is enough; remove one.', {
        code: 'filter-twice',
        filter: name,
      })
    }
    this.#seen.add(name)
    if (!queryFilters[name].set(this.filter, value.trim())) {
      throw new QueryError(`"${value}" is no value for "${name}:".`, at, allowedFor(name), {
        code: 'filter-value-wrong',
        filter: name,
      })
    }
  }

  /** Whether, past the value that starts here, an OR follows. */
  #isBeforeOr(): boolean {
    const rest = this.#plain.slice(this.#at)
    return /^(?:"[^"]*"|[^ ()"]*) +OR(?: |$|\()/.test(rest)
  }

  #takeQuoted(): string {
    const start = this.#at
    const end = this.#plain.indexOf('"', start + 1)
    if (end < 0) {
      throw new QueryError('A quotation mark is not closed.', start, 'Close it with ", or remove it.', {
        code: 'quotation-not-closed',
      })
    }
    this.#at = end + 1
    return this.#text.slice(start + 1, end)
  }

  /** Up to a space, a parenthesis or a quotation mark; at least one character. */
  #takeBare(): string {
    const start = this.#at
    this.#at++
    while (this.#at < this.#plain.length && !' ()"'.includes(this.#plain[this.#at] as string)) this.#at++
    return this.#text.slice(start, this.#at)
  }

  #takeWord(word: string): boolean {
    const end = this.#at + word.length
    if (!this.#plain.startsWith(word, this.#at) || !' ()"'.includes(this.#plain[end] ?? ' ')) return false
    this.#at = end
    return true
  }

  #skipSpaces(): void {
    while (this.#plain[this.#at] === ' ') this.#at++
  }
}

function joined(kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node]))
  return flat.length === 1 ? (flat[0] as QueryNode) : { kind, nodes: flat }
}

function negate(node: QueryNode | null, isNegated: boolean): QueryNode | null {
  if (!node || !isNegated) return node
  return node.kind === 'not' ? node.node : { kind: 'not', node }
}

function hasWords(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(foldText(text))
}

function isFilter(name: string): name is FilterName {
  return Object.hasOwn(queryFilters, name)
}

function allowedFor(name: FilterName | 'title'): string {
  return name === 'title' ? 'A word, a "phrase" or a (group).' : queryFilters[name].allowed
}
