import { type CatalogStore, leadOf } from '#catalog'
import {
  type ArticleId,
  type Connections,
  foldText,
  type Instant,
  type Snapshot,
  type SnapshotId,
  urlKey,
  type WebState,
} from '#model'
import { hostKey } from './catalog-filter.ts'
import { packSnapshot, sortMs, unpackSnapshot } from './catalog-rows.ts'
import type { Database } from './database.ts'
import { addFingerprints, removeFingerprints } from './fingerprint-table.ts'
import { addGist, removeGist } from './gist-table.ts'
import { moveStory } from './moved-stories.ts'
import { addVanished, removeVanished } from './vanished-table.ts'

/**
 * The half of the catalog that changes it. Each method is one transaction.
 *
 * @param eraseFromSearch Takes a removed snapshot, by its row, out of the files of the search index.
 */
export function catalogWriter(
  database: Database,
  eraseFromSearch: (snapshot: number) => Promise<void>,
): Pick<
  CatalogStore,
  | 'record'
  | 'reconnect'
  | 'recordVisit'
  | 'recordNoSnapshot'
  | 'moveHandledUpTo'
  | 'remove'
  | 'forgetAddresses'
> {
  return {
    async record({
      snapshot,
      connections,
      fingerprints,
      reconnect: others = [],
      vanished = null,
      gist = null,
    }) {
      database.transaction(() => {
        for (const { id, changes } of others) reconnect(id, changes)
        for (const id of snapshot.captureIds) markHandled(id, snapshot.articleId)
        if (database.get('SELECT 1 FROM snapshots WHERE id = ?', snapshot.id)) return
        const article = articleKeyFor(snapshot)
        const key = insertSnapshot(article, snapshot, connections, fingerprints)
        addFingerprints(database, key, fingerprints)
        if (vanished) addVanished(database, vanished.from, vanished.hashes)
        if (gist) addGist(database, { key, atMs: sortMs(snapshot) }, gist)
        showLatest(article)
        // It answered: a state of before this capture no longer holds.
        noteVisit(snapshot.articleId, snapshot.capturedAt, null)
      })
    },

    async reconnect(id, changes) {
      database.transaction(() => reconnect(id, changes))
    },

    async recordVisit(articleId, { at, state, captureId }) {
      database.transaction(() => {
        if (captureId) markHandled(captureId, articleId)
        noteVisit(articleId, at, state)
      })
    },

    async recordNoSnapshot(id, url, reason, at) {
      database.transaction(() => {
        markHandled(id, null)
        database.run(
          'INSERT OR REPLACE INTO no_snapshots (capture, url_key, reason, at) VALUES (?, ?, ?, ?)',
          id,
          urlKey(url),
          reason,
          at,
        )
      })
    },

    async moveHandledUpTo(id) {
      database.transaction(() => {
        database.run('DELETE FROM handled_up_to')
        if (id) database.run('INSERT INTO handled_up_to (capture) VALUES (?)', id)
      })
    },

    async remove(id) {
      const removed = database.transaction(() => removeSnapshot(id))
      if (removed === null) return
      // Until it is written back and cut, the write-ahead log still has the old pages.
      database.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      await eraseFromSearch(removed)
    },

    async forgetAddresses(keys, captures) {
      database.transaction(() => {
        for (const key of keys) database.run('DELETE FROM no_snapshots WHERE url_key = ?', key)
        for (const id of captures) database.run('DELETE FROM no_snapshots WHERE capture = ?', id)
      })
      database.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    },
  }

  function markHandled(captureId: string, articleId: ArticleId | null): void {
    database.run('INSERT OR IGNORE INTO handled_captures (id, article) VALUES (?, ?)', captureId, articleId)
  }

  function reconnect(id: SnapshotId, changes: Partial<Connections>): void {
    const row = database.get<ConnectionRow>(
      'SELECT key, article, channel, region, story, reprint_of, containment FROM snapshots WHERE id = ?',
      id,
    )
    if (!row) return
    const { channel = row.channel, region = row.region, story = row.story } = changes
    const reprint =
      changes.reprintOf === undefined
        ? { parent: row.reprint_of, containment: row.containment }
        : changes.reprintOf
    database.run(
      'UPDATE snapshots SET channel = ?, region = ?, story = ?, reprint_of = ?, containment = ? WHERE key = ?',
      channel,
      region,
      story,
      reprint?.parent ?? null,
      reprint?.containment ?? null,
      row.key,
    )
    database.run(
      'UPDATE articles SET channel = ?, story = ?, reprint_of = ? WHERE key = ? AND latest = ?',
      channel,
      story,
      reprint?.parent ?? null,
      row.article,
      row.key,
    )
    if (row.story !== null && story !== null && story !== row.story) moveStory(database, row.story, story)
  }

  function articleKeyFor(snapshot: Snapshot): number {
    const known = database.get<{ key: number }>('SELECT key FROM articles WHERE id = ?', snapshot.articleId)
    if (known) {
      const sql = 'UPDATE articles SET first_captured_at = min(first_captured_at, ?) WHERE key = ?'
      database.run(sql, snapshot.capturedAt, known.key)
      return known.key
    }
    const { capturedAt } = snapshot
    return database.run(
      `INSERT INTO articles (id, url_key, url, first_captured_at, last_seen_at, last_visit_at, web_state,
         web_state_since, revision_count, sort_ms, host_key, outlet_slug)
       VALUES (?, ?, ?, ?, ?, ?, 'live', ?, 0, 0, '', '')`,
      snapshot.articleId,
      snapshot.urlKey,
      snapshot.url,
      capturedAt,
      capturedAt,
      capturedAt,
      capturedAt,
    ).lastInsertRowid
  }

  function insertSnapshot(
    articleKey: number,
    snapshot: Snapshot,
    connections: Connections,
    fingerprints: Uint32Array,
  ): number {
    const { article } = snapshot
    return database.run(
      `INSERT INTO snapshots (id, article, captured_at, revision_number, url, title, lead, outlet_slug, outlet,
         language, published_at, image, channel, region, story, reprint_of, containment, text_digest,
         fingerprint_count, fingerprints, content)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      snapshot.id,
      articleKey,
      snapshot.capturedAt,
      snapshot.revisionNumber,
      snapshot.url,
      article.title,
      leadOf(article),
      snapshot.outletSlug,
      article.outlet,
      article.language,
      article.publishedAt,
      article.images[0]?.url ?? null,
      connections.channel,
      connections.region,
      connections.story,
      connections.reprintOf?.parent ?? null,
      connections.reprintOf?.containment ?? null,
      snapshot.digests.text,
      new Set(fingerprints).size,
      bytesOf(fingerprints),
      packSnapshot(snapshot),
    ).lastInsertRowid
  }

  /** Brings the article's row and the order of its snapshots in line with its snapshots. */
  function showLatest(articleKey: number): void {
    database.run(
      `UPDATE snapshots SET
         previous = (SELECT max(p.id) FROM snapshots p WHERE p.article = snapshots.article AND p.id < snapshots.id),
         revision_number = (SELECT count(*) FROM snapshots p WHERE p.article = snapshots.article AND p.id <= snapshots.id)
       WHERE article = ?`,
      articleKey,
    )
    const latest = database.get<LatestRow>(
      `SELECT key, content, channel, story, reprint_of,
         (SELECT latest FROM articles WHERE key = s.article) AS shown,
         (SELECT count(*) FROM snapshots c WHERE c.article = s.article) AS revision_count
       FROM snapshots s WHERE article = ? ORDER BY id DESC LIMIT 1`,
      articleKey,
    )
    if (!latest) return
    database.run('UPDATE articles SET revision_count = ? WHERE key = ?', latest.revision_count, articleKey)
    if (latest.shown === latest.key) return
    const snapshot = unpackSnapshot(latest.content)
    database.run(
      `UPDATE articles SET latest = ?, url = ?, sort_ms = ?, host_key = ?, outlet_slug = ?, outlet_folded = ?,
         channel = ?, language = ?, story = ?, reprint_of = ? WHERE key = ?`,
      latest.key,
      snapshot.url,
      sortMs(snapshot),
      hostKey(new URL(snapshot.url).hostname),
      snapshot.outletSlug,
      snapshot.article.outlet && foldText(snapshot.article.outlet),
      latest.channel,
      snapshot.article.language?.toLowerCase() ?? null,
      latest.story,
      latest.reprint_of,
      articleKey,
    )
  }

  /** @param state What the address answered; null: it gave a snapshot. Visits older than the last one change no state. */
  function noteVisit(articleId: ArticleId, at: Instant, state: WebState | null): void {
    const known = database.get<{ key: number; last_visit_at: string; web_state: WebState }>(
      'SELECT key, last_visit_at, web_state FROM articles WHERE id = ?',
      articleId,
    )
    if (!known) return
    if (state !== 'unreachable') {
      database.run('UPDATE articles SET last_seen_at = max(last_seen_at, ?) WHERE key = ?', at, known.key)
    }
    if (at < known.last_visit_at) return
    const wasAway = known.web_state === 'gone' || known.web_state === 'unreachable'
    const next = state ?? (wasAway ? 'live' : known.web_state)
    database.run('UPDATE articles SET last_visit_at = ? WHERE key = ?', at, known.key)
    if (next === known.web_state) return
    database.run('UPDATE articles SET web_state = ?, web_state_since = ? WHERE key = ?', next, at, known.key)
    database.run('INSERT INTO state_changes (article, at, state) VALUES (?, ?, ?)', known.key, at, next)
  }

  /** @returns The row it had; null where it was not held. */
  function removeSnapshot(id: SnapshotId): number | null {
    const row = database.get<{ key: number; article: number; fingerprints: Uint8Array }>(
      'SELECT key, article, fingerprints FROM snapshots WHERE id = ?',
      id,
    )
    if (!row) return null
    removeFingerprints(database, row.key, fingerprintsOf(row.fingerprints))
    removeVanished(database, row.key)
    removeGist(database, row.key)
    database.run('DELETE FROM snapshots WHERE key = ?', row.key)
    if (database.get('SELECT 1 FROM snapshots WHERE article = ?', row.article)) {
      showLatest(row.article)
    } else {
      database.run('DELETE FROM state_changes WHERE article = ?', row.article)
      database.run('DELETE FROM articles WHERE key = ?', row.article)
    }
    return row.key
  }
}

function bytesOf(fingerprints: Uint32Array): Uint8Array {
  const bytes = Buffer.alloc(fingerprints.length * 4)
  for (const [index, fingerprint] of fingerprints.entries()) bytes.writeUInt32LE(fingerprint, index * 4)
  return bytes
}

function fingerprintsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.byteLength / 4 }, (_, index) => view.getUint32(index * 4, true))
}

interface ConnectionRow {
  key: number
  article: number
  channel: string | null
  region: string | null
  story: string | null
  reprint_of: string | null
  containment: number | null
}

interface LatestRow {
  key: number
  content: Uint8Array
  channel: string | null
  story: string | null
  reprint_of: string | null
  /** What the article's row shows until now. */
  shown: number | null
  revision_count: number
}
