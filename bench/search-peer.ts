import { DatabaseSync } from 'node:sqlite'
import type { MatchNode } from '#catalog'
import { type SearchIndex, tellingWords } from '#catalog'
import type { SnapshotId } from '#model'
import type { DocumentSource } from '../src/stores/search/document-source.ts'
import { anyOf, planOf } from '../src/stores/search/search-plan.ts'

/**
 * What most would build: one FTS5 table over the same terms, ranked by `bm25()` and recency in SQL, filters joined.
 * It counts to 10,000, and ranks by the index alone.
 */
export function openFtsPeer(
  path: string,
  source: DocumentSource,
): Pick<SearchIndex, 'search' | 'facets' | 'moreLikeThis'> & {
  load(): void
  close(): void
} {
  const database = new DatabaseSync(path)
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;
    CREATE TABLE docs (key INTEGER PRIMARY KEY, sort_ms INTEGER, channel TEXT);
    CREATE INDEX docs_channel ON docs (channel, sort_ms);
    CREATE INDEX docs_time ON docs (sort_ms);
    CREATE VIRTUAL TABLE search USING fts5(title, lead, body, content = '', contentless_delete = 1, tokenize = 'ascii')`)
  const score = `-bm25(search, 6, 2, 1) * (1 + 0.1 * 2592000000.0 / (2592000000.0 + max(0.0, ? - d.sort_ms)))`
  const newest = () => (database.prepare('SELECT max(sort_ms) AS ms FROM docs').get() as { ms: number }).ms

  const ranked = (match: string, conditions: string, values: readonly (string | number)[], limit: number) =>
    database
      .prepare(`SELECT d.key, ${score} AS score FROM search JOIN docs d ON d.key = search.rowid
        WHERE search MATCH ? ${conditions} ORDER BY score DESC, d.sort_ms DESC LIMIT ?`)
      .all(newest(), match, ...values, limit) as { key: number; score: number }[]

  return {
    load() {
      const doc = database.prepare('INSERT INTO docs VALUES (?, ?, ?)')
      const terms = database.prepare('INSERT INTO search (rowid, title, lead, body) VALUES (?, ?, ?, ?)')
      for (let at = 0; ; ) {
        const changes = source.changesAfter(at, 0, 1000)
        if (changes.length === 0) return
        database.exec('BEGIN')
        for (const { key, document } of changes) {
          const found = source.contentOf(key)?.terms
          if (!document || !found) continue
          doc.run(key, document.sortMs, document.channel)
          terms.run(key, found.title, found.lead, found.body)
        }
        database.exec('COMMIT')
        at = changes.at(-1)?.at as number
      }
    },

    async search(query, { sort, limit }) {
      const plan = planOf(query)
      const match = plan.match ? expressionOf(plan.match) : '""'
      const { channel, from } = plan.filter
      const conditions = `${channel ? 'AND d.channel = ?' : ''} ${from ? 'AND d.sort_ms >= ?' : ''}`
      const values = [...(channel ? [channel] : []), ...(from ? [Date.parse(from)] : [])]
      const rows =
        sort === 'relevance'
          ? ranked(match, conditions, values, limit)
          : (database
              .prepare(`SELECT d.key, 0 AS score FROM search JOIN docs d ON d.key = search.rowid
                WHERE search MATCH ? ${conditions} ORDER BY d.sort_ms DESC LIMIT ?`)
              .all(match, ...values, limit) as { key: number; score: number }[])
      const { count } = database
        .prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM search JOIN docs d ON d.key = search.rowid
          WHERE search MATCH ? ${conditions} LIMIT 10001)`)
        .get(match, ...values) as { count: number }
      return {
        items: rows.map(({ key, score }) => ({ id: `${key}` as SnapshotId, score })),
        next: null,
        total: { value: count, exact: count <= 10_000 },
      }
    },

    /** By channel alone. */
    async facets(query) {
      const { match } = planOf(query)
      const channel = database
        .prepare(`SELECT d.channel AS value, count(*) AS count FROM search JOIN docs d ON d.key = search.rowid
          WHERE search MATCH ? GROUP BY d.channel ORDER BY count DESC`)
        .all(match ? expressionOf(match) : '""') as { value: string; count: number }[]
      const total = channel.reduce((sum, { count }) => sum + count, 0)
      return { ...noFacets, total, channel }
    },

    async moreLikeThis(text, { limit }) {
      const match = anyOf(tellingWords(text, 12))
      if (!match) return []
      return ranked(expressionOf(match), '', [], limit).map(({ key, score }) => ({
        id: `${key}` as SnapshotId,
        score,
      }))
    },

    close: () => database.close(),
  }
}

const noFacets = {
  ...{ outlet: [], author: [], region: [], language: [], state: [], reprint: [], revised: [] },
  histogram: null,
}

/** @see https://www.sqlite.org/fts5.html#full_text_query_syntax */
function expressionOf(node: MatchNode): string {
  switch (node.kind) {
    case 'phrase':
      return `"${node.terms.join(' ')}"${node.isPrefix ? ' *' : ''}`
    case 'and':
    case 'or':
      return node.nodes.map((each) => `(${expressionOf(each)})`).join(node.kind === 'and' ? ' AND ' : ' OR ')
    default:
      throw new Error(`The peer is not asked for "${node.kind}".`)
  }
}
