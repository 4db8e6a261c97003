import { documentTerms, peopleIn } from '#catalog'
import type { Article, SnapshotId } from '#model'
import type { DocumentSource, SourceChange, SourceContent } from '../search/document-source.ts'
import { unpackSnapshot } from './catalog-rows.ts'
import type { Database, SqlValue } from './database.ts'

/** The catalog as the search index follows it. */
export function searchSourceOf(database: Database): DocumentSource {
  const identity = database.get<{ id: string }>('SELECT id FROM identity')?.id as string
  return {
    identity,

    now() {
      return database.get<{ at: number }>('SELECT at FROM changes_made')?.at ?? 0
    },

    changesAfter(at, key, limit) {
      const changed = database.all<ChangedRow>(
        `SELECT a.changed, a.key, a.id, a.latest, a.sort_ms, a.host_key, a.outlet_slug, a.outlet_folded, a.channel,
           a.language, a.reprint_of, a.web_state, a.revision_count, s.region
         FROM articles a LEFT JOIN snapshots s ON s.key = a.latest
         WHERE (a.changed, a.key) > (?, ?) ORDER BY a.changed, a.key LIMIT ?`,
        at,
        key,
        limit,
      )
      const removed = database.all<{ changed: number; key: number }>(
        'SELECT changed, key FROM removed_articles WHERE changed > ? ORDER BY changed LIMIT ?',
        at,
        limit,
      )
      return [
        ...changed.map(changeOf),
        ...removed.map(({ changed, key }) => ({ at: changed, key, document: null })),
      ]
        .sort((a, b) => a.at - b.at || a.key - b.key)
        .slice(0, limit)
    },

    contentOf(snapshot) {
      const row = database.get<{ content: Uint8Array }>(
        'SELECT content FROM snapshots WHERE key = ?',
        snapshot,
      )
      return row ? contentOf(unpackSnapshot(row.content).article) : null
    },

    texts(snapshots) {
      const rows = database.all<{ key: number; content: Uint8Array }>(
        'SELECT key, content FROM snapshots WHERE key IN (SELECT value FROM json_each(?))',
        JSON.stringify(snapshots),
      )
      return new Map(rows.map(({ key, content }) => [key, unpackSnapshot(content).article]))
    },

    ids(snapshots) {
      const rows = database.all<{ key: number; id: SnapshotId }>(
        'SELECT key, id FROM snapshots WHERE key IN (SELECT value FROM json_each(?))',
        JSON.stringify(snapshots),
      )
      return new Map(rows.map(({ key, id }) => [key, id]))
    },

    articleKeys: (ids) =>
      keys(
        'SELECT article AS key FROM snapshots WHERE id IN (SELECT value FROM json_each(?))',
        JSON.stringify(ids),
      ),

    latestKeys: (ids) =>
      keys(
        `SELECT a.key FROM snapshots s JOIN articles a ON a.latest = s.key
         WHERE s.id IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      ),

    storyKeys: (story) => keys('SELECT key FROM articles WHERE story = ?', story),
  }

  function keys(sql: string, ...values: SqlValue[]): Set<number> {
    return new Set(database.all<{ key: number }>(sql, ...values).map(({ key }) => key))
  }
}

function changeOf(row: ChangedRow): SourceChange {
  const { changed: at, key, latest } = row
  if (latest === null) return { at, key, document: null }
  return {
    at,
    key,
    document: {
      key,
      snapshot: latest,
      articleId: row.id,
      sortMs: row.sort_ms,
      channel: row.channel,
      region: row.region,
      outlet: row.outlet_slug,
      outletName: row.outlet_folded,
      language: row.language,
      host: row.host_key,
      webState: row.web_state,
      isReprint: row.reprint_of !== null,
      isRevised: row.revision_count > 1,
    },
  }
}

function contentOf(article: Article): SourceContent {
  const authors = article.authors.map(({ name }) => name).filter(isNameSized)
  return { terms: documentTerms(article), authors, people: peopleIn(article.title) }
}

/** Longer ones are sentences that stood where a name should. */
function isNameSized(name: string): boolean {
  return name.length <= 60
}

interface ChangedRow {
  changed: number
  key: number
  id: string
  latest: number | null
  sort_ms: number
  host_key: string
  outlet_slug: string
  outlet_folded: string | null
  channel: string | null
  language: string | null
  reprint_of: string | null
  web_state: string
  revision_count: number
  region: string | null
}
