import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  type CatalogStore,
  type ChangeEvent,
  type HeldArticle,
  type HeldSnapshot,
  type SearchIndex,
  type SnapshotSummary,
  webStateHistory,
} from '#catalog'
import {
  type ArticleId,
  type CaptureId,
  type ChannelSlug,
  epochMs,
  type HttpUrl,
  type Instant,
  instantOf,
  type Log,
  type Page,
  type SnapshotId,
  silentLog,
  urlKey,
  type WebState,
} from '#model'
import { openSearchIndex } from '../search/search-index.ts'
import { openSearchThread } from '../search/search-thread.ts'
import { articleConditions, where } from './catalog-filter.ts'
import {
  type HeldRow,
  heldOf,
  heldSelect,
  type SummaryRow,
  summaryOf,
  summarySelect,
  unpackSnapshot,
} from './catalog-rows.ts'
import { catalogMigrations } from './catalog-schema.ts'
import { catalogWriter } from './catalog-writer.ts'
import { type Database, openDatabase, type SqlValue } from './database.ts'
import { mostShared } from './fingerprint-table.ts'
import { gistRecords, newestWithWords } from './gist-table.ts'
import { movedTo } from './moved-stories.ts'
import { formatCursor, parseCursor } from './page-cursor.ts'
import { searchSourceOf } from './search-source.ts'
import { lostMost } from './vanished-table.ts'

/** Counting stops here: a larger total is shown as "10,000 and more". */
const totalMax = 10_000

/**
 * The catalog in one SQLite file, so that a snapshot, its ties and its fingerprints are there together or not at all;
 * and beside it in the folder `search` its index, which follows the file and is made again from it where it is lost.
 *
 * @param options.durable `each-call`, the default, as the port promises. `on-close` is for a new file that a rebuild
 *   fills and puts in place when it is whole: many times faster, and nothing of it need outlive a crash.
 * @param options.search In a thread of its own for a service; here, the default, for what ends soon.
 * @throws {ServiceError} if the file cannot be opened or was written by a later version.
 */
export function openCatalogStore(
  path: string,
  options: { durable?: 'each-call' | 'on-close'; search?: 'here' | 'in-thread'; log?: Log } = {},
): { catalog: CatalogStore; search: SearchIndex } {
  const database = openDatabase(path, catalogMigrations)
  if (options.durable === 'on-close') database.raw.exec('PRAGMA synchronous = OFF')
  const source = searchSourceOf(database)
  const folder = join(dirname(path), 'search', source.identity)
  const search =
    options.search === 'in-thread'
      ? openSearchThread({ catalog: path, folder, log: options.log ?? silentLog })
      : openSearchIndex(folder, source, options.log)
  const catalog: CatalogStore = {
    ...catalogWriter(database, search.erase),
    ...catalogReader(database),
    async close() {
      if (!database.raw.isOpen) return
      await search.close()
      if (options.durable === 'on-close')
        database.raw.exec('PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
    },
  }
  return { catalog, search }
}

type Reading = Omit<CatalogStore, keyof ReturnType<typeof catalogWriter> | 'close'>

function catalogReader(database: Database): Reading {
  return {
    async isCaptureHandled(id) {
      return database.get('SELECT 1 FROM handled_captures WHERE id = ?', id) !== undefined
    },

    async handledUpTo() {
      return database.get<{ capture: CaptureId }>('SELECT capture FROM handled_up_to')?.capture ?? null
    },

    async articleOfCapture(id) {
      const sql = 'SELECT article FROM handled_captures WHERE id = ?'
      return database.get<{ article: ArticleId | null }>(sql, id)?.article ?? null
    },

    async find(id) {
      return held('WHERE s.id = ?', id)[0] ?? null
    },

    async imagesUsedBeside(images, beside) {
      const wanted = new Set<string>(images)
      const left = new Set<string>(beside)
      const used = new Set<HttpUrl>()
      for (let after = 0; used.size < wanted.size; ) {
        const rows = database.all<{ key: number; id: string; content: Uint8Array }>(
          'SELECT key, id, content FROM snapshots WHERE key > ? ORDER BY key LIMIT 200',
          after,
        )
        if (rows.length === 0) break
        for (const { key, id, content } of rows) {
          after = key
          if (left.has(id)) continue
          for (const { url } of unpackSnapshot(content).article.images) if (wanted.has(url)) used.add(url)
        }
        await setImmediate()
      }
      return used
    },

    async findMany(ids) {
      const found = held('WHERE s.id IN (SELECT value FROM json_each(?))', JSON.stringify(ids))
      return inOrder(ids, found, (each) => each.snapshot.id)
    },

    async summaries(ids) {
      const found = summaries(
        'FROM snapshots s JOIN articles a ON a.key = s.article WHERE s.id IN (SELECT value FROM json_each(?))',
        JSON.stringify(ids),
      )
      return inOrder(ids, found, (each) => each.id)
    },

    async article(id) {
      return articleWhere('id = ?', id)
    },

    async articleByUrlKey(key) {
      return articleWhere('url_key = ?', key)
    },

    async latestOf(articleId) {
      return held('WHERE a.id = ? AND s.key = a.latest', articleId)[0] ?? null
    },

    async byTextDigest(digest) {
      return ids('SELECT id FROM snapshots WHERE text_digest = ? ORDER BY id', digest)
    },

    async noSnapshots(limit) {
      return database.all<{ capture: CaptureId; reason: string; at: Instant }>(
        'SELECT capture, reason, at FROM no_snapshots ORDER BY at DESC LIMIT ?',
        limit,
      )
    },

    async noSnapshotReason(url) {
      const sql = 'SELECT reason, at FROM no_snapshots WHERE url_key = ? ORDER BY at DESC LIMIT 1'
      const row = database.get<{ reason: string; at: Instant }>(sql, urlKey(url))
      return row ? { reason: row.reason, at: row.at } : null
    },

    async list(filter, { cursor, limit }) {
      const { sql, values } = articleConditions(filter)
      const after = cursor === null ? [] : parseCursor(cursor, ['number', 'string'])
      const past = after.length > 0 ? ['(a.sort_ms, a.id) < (?, ?)'] : []
      const rows = database.all<SummaryRow>(
        `${summarySelect} FROM articles a JOIN snapshots s ON s.key = a.latest
         ${where([...sql, ...past])} ORDER BY a.sort_ms DESC, a.id DESC LIMIT ?`,
        ...values,
        ...after,
        limit + 1,
      )
      const last = rows[limit - 1]
      return {
        items: rows.slice(0, limit).map(summaryOf),
        next: last && rows.length > limit ? formatCursor([last.sort_ms, last.article_id]) : null,
        total: count(`FROM articles a ${where(sql)}`, ...values),
      }
    },

    changes: async (filter) => changes(filter),

    async byFingerprints(fingerprints, { sharedMin, limit }) {
      return mostShared(database, fingerprints, { sharedMin, limit }).flatMap(({ snapshot, shared }) => {
        const sql = 'SELECT id, fingerprint_count AS count FROM snapshots WHERE key = ?'
        const row = database.get<{ id: SnapshotId; count: number }>(sql, snapshot)
        return row ? [{ id: row.id, shared, count: row.count }] : []
      })
    },

    async gists(ids) {
      return gistRecords(database, ids)
    },

    async byWords(words, { from, limit }) {
      return newestWithWords(database, words, { fromMs: epochMs(from), limit })
    },

    async byVanished(hashes, { limit }) {
      return lostMost(database, new Set(hashes), limit)
    },

    async reprintsOf(id) {
      return ids('SELECT id FROM snapshots WHERE reprint_of = ? ORDER BY id', id)
    },

    async storyMembers(id) {
      return summaries(
        'FROM articles a JOIN snapshots s ON s.key = a.latest WHERE a.story = ? ORDER BY a.sort_ms, a.id',
        id,
      )
    },

    async movedStory(id) {
      return movedTo(database, id)
    },

    async channelCounts() {
      return database
        .all<{ slug: ChannelSlug; count: number; ms: number }>(
          `SELECT channel AS slug, count(*) AS count, max(sort_ms) AS ms FROM articles
           WHERE channel IS NOT NULL GROUP BY channel ORDER BY channel`,
        )
        .map(({ slug, count, ms }) => ({ slug, count, newestAt: instantOf(ms) }))
    },

    async outletCounts() {
      return database
        .all<OutletRow>(
          `SELECT outlet_slug AS slug, count(*) AS articles, sum(revision_count) AS snapshots,
             sum(revision_count > 1) AS revised, sum(web_state = 'gone') AS gone, max(sort_ms) AS ms
           FROM articles GROUP BY outlet_slug ORDER BY outlet_slug`,
        )
        .map(({ ms, ...counts }) => ({ ...counts, newestAt: instantOf(ms) }))
    },

    async changedSince(place, limit) {
      const identity = database.get<{ id: string }>('SELECT id FROM identity')?.id as string
      const [of, at = '0', key = '0'] = (place ?? '').split(' ')
      const known = of === identity
      const rows = database.all<{ changed: number; key: number; id: ArticleId }>(
        'SELECT changed, key, id FROM articles WHERE (changed, key) > (?, ?) ORDER BY changed, key LIMIT ?',
        known ? Number(at) : 0,
        known ? Number(key) : 0,
        limit,
      )
      const last = rows.at(-1)
      const next = last
        ? `${identity} ${last.changed} ${last.key}`
        : known && place
          ? place
          : `${identity} 0 0`
      return { ids: rows.map(({ id }) => id), place: next }
    },

    async counts() {
      const number = (sql: string) => database.get<{ count: number }>(sql)?.count ?? 0
      return {
        articles: number('SELECT count(*) AS count FROM articles'),
        snapshots: number('SELECT count(*) AS count FROM snapshots'),
        stories: number('SELECT count(DISTINCT story) AS count FROM articles WHERE story IS NOT NULL'),
      }
    },
  }

  function held(condition: string, ...values: SqlValue[]): HeldSnapshot[] {
    return database.all<HeldRow>(`${heldSelect} ${condition}`, ...values).map(heldOf)
  }

  function summaries(from: string, ...values: SqlValue[]): SnapshotSummary[] {
    return database.all<SummaryRow>(`${summarySelect} ${from}`, ...values).map(summaryOf)
  }

  function ids(sql: string, ...values: SqlValue[]): SnapshotId[] {
    return database.all<{ id: SnapshotId }>(sql, ...values).map(({ id }) => id)
  }

  function count(from: string, ...values: SqlValue[]): Page<never>['total'] {
    const sql = `SELECT count(*) AS count FROM (SELECT 1 ${from} LIMIT ${totalMax + 1})`
    const found = database.get<{ count: number }>(sql, ...values)?.count ?? 0
    return { value: Math.min(found, totalMax), exact: found <= totalMax }
  }

  function articleWhere(condition: string, value: string): HeldArticle | null {
    const row = database.get<ArticleRow>(`SELECT * FROM articles WHERE ${condition}`, value)
    if (!row) return null
    const revisions = summaries(
      'FROM snapshots s JOIN articles a ON a.key = s.article WHERE a.key = ? ORDER BY s.id',
      row.key,
    )
    const stateChanges = database.all<{ at: Instant; state: WebState }>(
      'SELECT at, state FROM state_changes WHERE article = ? ORDER BY at, id',
      row.key,
    )
    const revisedAt = revisions.slice(1).map(({ capturedAt }) => capturedAt)
    return {
      id: row.id,
      url: row.url,
      outletSlug: row.outlet_slug,
      firstCapturedAt: row.first_captured_at,
      lastSeenAt: row.last_seen_at,
      webState: row.web_state,
      webStateSince: row.web_state_since,
      webStateHistory: webStateHistory(row.first_captured_at, stateChanges, revisedAt),
      revisions,
    }
  }

  /** Two walks, each along its own index, merged by SQLite. */
  function changes(filter: { cursor: string | null; limit: number; outletSlug?: string }): Page<ChangeEvent> {
    const after = filter.cursor === null ? [] : parseCursor(filter.cursor, ['string', 'string'])
    const outlet = filter.outletSlug === undefined ? [] : [filter.outletSlug]
    const ofOutlet = outlet.length > 0 ? ['a.outlet_slug = ?'] : []
    const sql = (past: readonly string[]) => `
      SELECT s.captured_at AS at, s.id AS tie, s.id, s.previous, NULL AS state
      FROM snapshots s JOIN articles a ON a.key = s.article
      ${where(['s.previous IS NOT NULL', ...ofOutlet, ...past.map(() => '(s.captured_at, s.id) < (?, ?)')])}
      UNION ALL
      SELECT c.at, printf('state %012d', c.id) AS tie, s.id, NULL AS previous, c.state
      FROM state_changes c JOIN articles a ON a.key = c.article JOIN snapshots s ON s.key = a.latest
      ${where([...ofOutlet, ...past.map(() => `(c.at, printf('state %012d', c.id)) < (?, ?)`)])}`
    const rows = database.all<ChangeRow>(
      `${sql(after.length > 0 ? ['past'] : [])} ORDER BY at DESC, tie DESC LIMIT ?`,
      ...outlet,
      ...after,
      ...outlet,
      ...after,
      filter.limit + 1,
    )
    const shown = rows.slice(0, filter.limit)
    const last = shown.at(-1)
    const known = new Map(
      summaries(
        'FROM snapshots s JOIN articles a ON a.key = s.article WHERE s.id IN (SELECT value FROM json_each(?))',
        JSON.stringify(shown.map((row) => row.id)),
      ).map((summary) => [summary.id, summary]),
    )
    return {
      items: shown.map((row) => changeOf(row, known.get(row.id) as SnapshotSummary)),
      next: last && rows.length > filter.limit ? formatCursor([last.at, last.tie]) : null,
      total: count(`FROM (${sql([])})`, ...outlet, ...outlet),
    }
  }
}

function changeOf({ at, state, previous }: ChangeRow, snapshot: SnapshotSummary): ChangeEvent {
  if (state !== null) return { kind: 'state', at, snapshot, state }
  return { kind: 'revised', at, snapshot, previous: previous as SnapshotId }
}

function inOrder<T>(ids: readonly SnapshotId[], found: readonly T[], idOf: (each: T) => SnapshotId): T[] {
  const byId = new Map(found.map((each) => [idOf(each), each]))
  return ids.map((id) => byId.get(id)).filter((each) => each !== undefined)
}

interface ArticleRow {
  key: number
  id: ArticleId
  url: HttpUrl
  outlet_slug: string
  first_captured_at: Instant
  last_seen_at: Instant
  web_state: WebState
  web_state_since: Instant
}

interface OutletRow {
  slug: string
  articles: number
  snapshots: number
  revised: number
  gone: number
  ms: number
}

interface ChangeRow {
  at: Instant
  tie: string
  id: SnapshotId
  previous: SnapshotId | null
  state: WebState | null
}
