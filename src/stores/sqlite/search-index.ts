import {
  headlineOf,
  indexTerms,
  isSpacedText,
  phraseTerms,
  type Query,
  queryWords,
  type SearchHit,
  type SearchIndex,
  sentenceOf,
  tellingWords,
  textScore,
  type WeighedWord,
} from '#catalog'
import { type Article, emptyPage, type Page, type Snapshot, type SnapshotId } from '#model'
import { articleConditions, where } from './catalog-filter.ts'
import { unpackSnapshot } from './catalog-rows.ts'
import type { Database, SqlValue } from './database.ts'
import { formatCursor, parseCursor } from './page-cursor.ts'
import { anyOf, everyTerm, matchOf, nearMatchOf } from './search-match.ts'

/** Counting stops here: a larger total is shown as "10,000 and more". */
export const totalMax = 10_000
/** Past this many, by relevance, nobody looks; going on would sort all matches again for every page. */
const relevantMax = 1_000
/** How much a word weighs in title, lead, body, captions, authors, source, and in the column that all share. */
const columnWeights = '6, 2, 1, 0.8, 3, 1.5, 0'
/** The newest article gains a tenth over an old one of the same words; a month's age halves that. */
const recencyGain = 0.1
const recencyHalfMs = 30 * 86_400_000
const likeTermsMax = 12
/** So many of the index's best are ranked by their text: 50 take about 10 ms. */
const rankedMax = 50
/** What the index's own score counts beside the text's. Measured with the constants of `textScore`. */
const indexShare = 0.3
/** Of a question, a text has at least this share, by weight, or is no answer. */
const coverageMin = 0.15
const frequencyMax = 2_000
const rankedWordsMax = 40

/** The table `search` of the catalog's file as a search index. Rows are written by the catalog store. */
export function searchIndexOf(database: Database): SearchIndex {
  return {
    async search(query, page) {
      const match = matchOf(query)
      const sentence =
        sentenceOf(query) ?? (match !== null && hasNone(query, match) ? headlineOf(query) : null)
      if (sentence !== null) return nearest(query, sentence, page)
      if (match !== null && page.sort === 'relevance') return byRelevance(query, match, page)
      return byTime(query, match, page)
    },

    async moreLikeThis(text, { limit, exclude }) {
      const match = anyOf(tellingWords(text, likeTermsMax))
      if (match === null || limit < 1) return []
      const sql = `
        SELECT s.id, ${score} AS score
        FROM search JOIN articles a ON a.key = search.rowid JOIN snapshots s ON s.key = a.latest
        WHERE search MATCH ? AND a.key NOT IN
          (SELECT x.article FROM snapshots x WHERE x.id IN (SELECT value FROM json_each(?)))
        ORDER BY score DESC, a.sort_ms DESC, a.id LIMIT ?`
      return database
        .all<SearchHit & object>(sql, newestMs(), match, JSON.stringify(exclude), limit)
        .map(hitOf)
    },
  }

  function hasNone(query: Query, match: string): boolean {
    const [conditions, values] = matching(query, match)
    const sql = `SELECT 1 FROM search JOIN articles a ON a.key = search.rowid ${conditions} LIMIT 1`
    return database.get(sql, ...values) === undefined
  }

  /** A question has no "all matches", only the nearest; so these are one short list in any order. */
  function nearest(query: Query, sentence: string, page: Asked): Page<SearchHit> {
    const match = nearMatchOf(query, sentence)
    if (match === null) return emptyPage
    const start = page.cursor === null ? 0 : offsetOf(page.cursor)
    const ranked = ranking(query, match).filter((hit) => hit.coverage >= coverageMin)
    const way = page.sort === 'newest' ? -1 : 1
    if (page.sort !== 'relevance') ranked.sort((a, b) => way * (a.sort_ms - b.sort_ms))
    const end = start + page.limit
    return {
      items: ranked.slice(start, end).map(hitOf),
      next: end < ranked.length ? formatCursor([end]) : null,
      total: { value: ranked.length, exact: true },
    }
  }

  /** The best by the index are ranked once more by their text; what follows keeps the order of the index. */
  function byRelevance(query: Query, match: string, { cursor, limit }: Asked): Page<SearchHit> {
    const start = cursor === null ? 0 : offsetOf(cursor)
    const end = start + limit
    const best = start < rankedMax ? ranking(query, match).slice(start, end) : []
    const rest =
      end >= rankedMax ? candidates(query, match, limit + 1 - best.length, Math.max(start, rankedMax)) : []
    const hits = best.length < limit ? [...best, ...rest] : best
    const total = countMatches(...matching(query, match))
    const isMore = end < relevantMax && (total.exact ? end < total.value : true)
    return {
      items: hits.slice(0, limit).map(hitOf),
      next: isMore ? formatCursor([end]) : null,
      total,
    }
  }

  function ranking(query: Query, match: string): RankedHit[] {
    const articleCount = database.get<{ count: number }>('SELECT max(key) AS count FROM articles')?.count ?? 0
    const words = queryWords(query)
      .slice(0, rankedWordsMax)
      .flatMap((text) => weigh(text, articleCount))
    const newest = newestMs()
    return candidates(query, match, rankedMax, 0)
      .map((row) => {
        const { score, coverage } = textScore(unpackSnapshot(row.content).article, words)
        return { ...row, score: indexShare * row.score + score * recency(row.sort_ms, newest), coverage }
      })
      .sort((a, b) => b.score - a.score || b.sort_ms - a.sort_ms || (a.id < b.id ? -1 : 1))
  }

  function candidates(query: Query, match: string, limit: number, offset: number): Candidate[] {
    const [conditions, values] = matching(query, match)
    return database.all<Candidate>(
      `SELECT s.id, s.content, a.sort_ms, ${score} AS score
       FROM search JOIN articles a ON a.key = search.rowid JOIN snapshots s ON s.key = a.latest
       ${conditions} ORDER BY score DESC, a.sort_ms DESC, a.id LIMIT ? OFFSET ?`,
      newestMs(),
      ...values,
      limit,
      offset,
    )
  }

  function matching(query: Query, match: string): [conditions: string, values: SqlValue[]] {
    const { sql, values } = articleConditions(query.filter)
    return [where(['search MATCH ?', ...sql]), [match, ...values]]
  }

  /**
   * A word that no article has was cut wrongly, or is new: then its pairs of characters, together as one word.
   * What still nothing has tells no article from another and is left out.
   */
  function weigh(word: string, articleCount: number): WeighedWord[] {
    const count = frequencyOf(word)
    if (count > 0) return [{ text: word, weight: weightOf(count, articleCount) }]
    if (isSpacedText(word)) return []
    const pairs = phraseTerms(word).terms
    return pairs.flatMap((text) => {
      const pairCount = frequencyOf(text)
      return pairCount > 0 ? [{ text, weight: weightOf(pairCount, articleCount) / pairs.length }] : []
    })
  }

  /** Counted up to a point: how common a common word is matters little. */
  function frequencyOf(word: string): number {
    const match = anyOf([word])
    if (match === null) return 0
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ${frequencyMax})`
    return database.get<{ count: number }>(sql, match)?.count ?? 0
  }

  function byTime(query: Query, match: string | null, page: Asked): Page<SearchHit> {
    const { sql, values } = articleConditions(query.filter)
    const conditions = match === null ? sql : ['search MATCH ?', ...sql]
    const bound = match === null ? values : [match, ...values]
    const after = page.cursor === null ? [] : parseCursor(page.cursor, ['number', 'string'])
    const [past, order] = page.sort !== 'oldest' ? ['<', 'DESC'] : ['>', 'ASC']
    const from = match === null ? 'articles a' : 'search JOIN articles a ON a.key = search.rowid'
    const rows = database.all<{ id: SnapshotId; article: string; sort_ms: number }>(
      `SELECT s.id, a.id AS article, a.sort_ms FROM ${from} JOIN snapshots s ON s.key = a.latest
       ${where([...conditions, ...(after.length > 0 ? [`(a.sort_ms, a.id) ${past} (?, ?)`] : [])])}
       ORDER BY a.sort_ms ${order}, a.id ${order} LIMIT ?`,
      ...bound,
      ...after,
      page.limit + 1,
    )
    const last = rows[page.limit - 1]
    return {
      items: rows.slice(0, page.limit).map(({ id }) => ({ id, score: 0 })),
      next: last && rows.length > page.limit ? formatCursor([last.sort_ms, last.article]) : null,
      total: countMatches(where(conditions), bound, from),
    }
  }

  function countMatches(
    conditions: string,
    values: readonly SqlValue[],
    from = 'search JOIN articles a ON a.key = search.rowid',
  ): Page<SearchHit>['total'] {
    const sql = `SELECT count(*) AS count FROM (SELECT 1 FROM ${from} ${conditions} LIMIT ${totalMax + 1})`
    const count = database.get<{ count: number }>(sql, ...values)?.count ?? 0
    return { value: Math.min(count, totalMax), exact: count <= totalMax }
  }

  /** Stands for "now", so that the same catalog always gives the same order. */
  function newestMs(): number {
    return database.get<{ ms: number | null }>('SELECT max(sort_ms) AS ms FROM articles')?.ms ?? 0
  }
}

interface Candidate {
  readonly id: SnapshotId
  readonly content: Uint8Array
  readonly sort_ms: number
  readonly score: number
}

interface RankedHit extends SearchHit {
  readonly sort_ms: number
  readonly coverage: number
}

/** @throws {RangeError} on a cursor of another list; SQLite takes no offset past 64 bits. */
function offsetOf(cursor: string): number {
  const offset = Number(parseCursor(cursor, ['number'])[0])
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw new RangeError('The cursor does not belong to this list. Ask for the first page without one.')
  return offset
}

type Asked = Parameters<SearchIndex['search']>[1]

/** Inverse document frequency, as in BM25; never so little that a young catalog's one subject counts for nothing. */
function weightOf(count: number, articleCount: number): number {
  return Math.max(0.5, Math.log(1 + (articleCount - Math.min(count, articleCount) + 0.5) / (count + 0.5)))
}

/** The same in SQL and here: the index's score and the text's gain alike. */
function recency(sortMs: number, newestMs: number): number {
  return 1 + (recencyGain * recencyHalfMs) / (recencyHalfMs + Math.max(0, newestMs - sortMs))
}

/** BM25 over the columns, then recency. Takes one value: the newest article's time. */
const score = `-bm25(search, ${columnWeights}) *
  (1 + ${recencyGain} * ${recencyHalfMs} / (${recencyHalfMs} + max(0.0, ? - a.sort_ms)))`

function hitOf({ id, score }: SearchHit): SearchHit {
  return { id, score }
}

/** Writes the row of an article, or replaces it. */
export function putSearchRow(database: Database, articleKey: number, snapshot: Snapshot): void {
  const { article } = snapshot
  removeSearchRow(database, articleKey)
  const paragraphs = article.text.split('\n')
  const head = paragraphs.length > 1 ? paragraphs[0] : ''
  const rest = paragraphs.length > 1 ? paragraphs.slice(1) : paragraphs
  database.run(
    `INSERT INTO search (rowid, title, lead, body, captions, authors, source, every) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    articleKey,
    indexTerms(article.title),
    indexTerms([article.kicker, article.subtitle, head].filter(Boolean).join('\n')),
    indexTerms(rest.join('\n')),
    indexTerms(captionsOf(article).join('\n')),
    indexTerms(article.authors.map((author) => author.name).join('\n')),
    indexTerms([article.outlet, article.source, article.reprintedFrom].filter(Boolean).join('\n')),
    everyTerm,
  )
}

export function removeSearchRow(database: Database, articleKey: number): void {
  database.run('DELETE FROM search WHERE rowid = ?', articleKey)
}

/** Takes what was removed out of the file: until then only marked as gone. About 2 s for 100,000 articles. */
export function eraseRemovedTerms(database: Database): void {
  database.run(`INSERT INTO search (search) VALUES ('optimize')`)
}

function captionsOf(article: Article): string[] {
  const captions = new Set<string>()
  for (const image of article.images) if (image.caption) captions.add(image.caption)
  for (const block of article.body) {
    if (block.kind === 'figure' && block.caption) captions.add(block.caption)
  }
  return [...captions]
}
