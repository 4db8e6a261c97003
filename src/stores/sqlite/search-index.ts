import { indexTerms, type SearchHit, type SearchIndex, tellingWords } from '#catalog'
import type { Article, Page, Snapshot, SnapshotId } from '#model'
import { articleConditions, where } from './catalog-filter.ts'
import type { Database, SqlValue } from './database.ts'
import { formatCursor, parseCursor } from './page-cursor.ts'
import { anyOf, everyTerm, matchOf } from './search-match.ts'

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

/** The table `search` of the catalog's file as a search index. Rows are written by the catalog store. */
export function searchIndexOf(database: Database): SearchIndex {
  return {
    async search(query, { sort, cursor, limit }) {
      const match = matchOf(query)
      if (sort === 'relevance' && match !== null) return byRelevance(match, query.filter, cursor, limit)
      return byTime(match, query.filter, { cursor, limit, isNewestFirst: sort !== 'oldest' })
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

  function byRelevance(match: string, filter: Filter, cursor: string | null, limit: number): Page<SearchHit> {
    const offset = cursor === null ? 0 : Number(parseCursor(cursor, ['number'])[0])
    const { sql, values } = articleConditions(filter)
    const conditions = where(['search MATCH ?', ...sql])
    const rows = database.all<SearchHit & object>(
      `SELECT s.id, ${score} AS score
       FROM search JOIN articles a ON a.key = search.rowid JOIN snapshots s ON s.key = a.latest
       ${conditions} ORDER BY score DESC, a.sort_ms DESC, a.id LIMIT ? OFFSET ?`,
      newestMs(),
      match,
      ...values,
      limit + 1,
      Math.max(0, Math.trunc(offset)),
    )
    const end = offset + limit
    return {
      items: rows.slice(0, limit).map(hitOf),
      next: rows.length > limit && end < relevantMax ? formatCursor([end]) : null,
      total: countMatches(conditions, [match, ...values]),
    }
  }

  function byTime(
    match: string | null,
    filter: Filter,
    page: { cursor: string | null; limit: number; isNewestFirst: boolean },
  ): Page<SearchHit> {
    const { sql, values } = articleConditions(filter)
    const conditions = match === null ? sql : ['search MATCH ?', ...sql]
    const bound = match === null ? values : [match, ...values]
    const after = page.cursor === null ? [] : parseCursor(page.cursor, ['number', 'string'])
    const [past, order] = page.isNewestFirst ? ['<', 'DESC'] : ['>', 'ASC']
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

type Filter = Parameters<typeof articleConditions>[0]

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
