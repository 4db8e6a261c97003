import { randomUUID } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { FrontierStore, Lease, NewEntry, Purpose, Rank, StoredEntry, StoredHost } from '#frontier'
import { ranks } from '#frontier'
import { epochMs, type HttpUrl, type Instant, instantOf, type UrlKey } from '#model'
import { openDatabase } from './database.ts'

// States: 0 waiting, 1 leased, 2 finished. Times are milliseconds since 1970.
const migrations = [
  `
  CREATE TABLE host (
    host TEXT PRIMARY KEY,
    free_at INTEGER NOT NULL DEFAULT 0,
    crawl_delay_ms INTEGER,
    failure_count INTEGER NOT NULL DEFAULT 0,
    lease_id TEXT,
    next_due_at INTEGER,
    ready_at INTEGER GENERATED ALWAYS AS (CASE WHEN lease_id IS NULL THEN max(free_at, next_due_at) END) VIRTUAL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX host_ready ON host (ready_at) WHERE ready_at IS NOT NULL;
  CREATE INDEX host_due ON host (next_due_at) WHERE next_due_at IS NOT NULL;

  CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outlet TEXT NOT NULL,
    found_on TEXT,
    published_at INTEGER,
    added_at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    rank INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    visit_count INTEGER NOT NULL DEFAULT 0,
    failure_count INTEGER NOT NULL DEFAULT 0,
    absence_count INTEGER NOT NULL DEFAULT 0,
    interval_ms INTEGER,
    last_visit_at INTEGER,
    last_result TEXT,
    etag TEXT,
    last_modified TEXT,
    capture_id TEXT,
    lease_id TEXT,
    leased_until INTEGER
  ) STRICT;
  CREATE INDEX entry_waiting ON entry (host, rank, due_at) WHERE state = 0;
  CREATE INDEX entry_due ON entry (due_at) WHERE state = 0;
  CREATE INDEX entry_leased ON entry (leased_until) WHERE state = 1;
  CREATE UNIQUE INDEX entry_lease ON entry (lease_id) WHERE lease_id IS NOT NULL;

  -- Counting a million rows on every look at the metrics would take a while.
  CREATE TABLE tally (state INTEGER PRIMARY KEY, entries INTEGER NOT NULL) STRICT;
  INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0);
  CREATE TRIGGER entry_added AFTER INSERT ON entry BEGIN
    UPDATE tally SET entries = entries + 1 WHERE state = NEW.state;
  END;
  CREATE TRIGGER entry_moved AFTER UPDATE OF state ON entry WHEN OLD.state <> NEW.state BEGIN
    UPDATE tally SET entries = entries - 1 WHERE state = OLD.state;
    UPDATE tally SET entries = entries + 1 WHERE state = NEW.state;
  END;
  `,
]

/** Added in one transaction; between two of them others have their turn. */
const addedAtOnce = 500

/** A page that brings the process down must not do so again and again: after so many failures it waits. */
const takenBackAtOnceMax = 3

/** The frontier in one SQLite file. @throws {ServiceError} if it cannot be opened. */
export function openFrontierStore(path: string): FrontierStore {
  const database = openDatabase(path, migrations)

  return {
    async add(entries) {
      let added = 0
      for (let start = 0; start < entries.length; start += addedAtOnce) {
        if (start > 0) await setImmediate()
        added += database.transaction(() => addAll(entries.slice(start, start + addedAtOnce)))
      }
      return added
    },

    async lease(limit, { now, until, sourcePatienceMs }) {
      const nowMs = epochMs(now)
      return database.transaction(() => {
        takeBack('WHERE state = 1 AND leased_until <= ?', nowMs)
        const hosts = database.all<{ host: string }>(
          'SELECT host FROM host WHERE ready_at <= ? ORDER BY ready_at LIMIT ?',
          nowMs,
          limit,
        )
        return hosts
          .map(({ host }) => leaseOne(host, nowMs, epochMs(until), sourcePatienceMs))
          .filter((each) => each !== null)
      })
    },

    async findLease(leaseId) {
      return readLease(leaseId)
    },

    async settle(leaseId, { entry, host }) {
      return database.transaction(() => {
        const held = database.get<{ id: number; host: string }>(
          'SELECT id, host FROM entry WHERE lease_id = ?',
          leaseId,
        )
        if (!held) return false
        database.run(
          `UPDATE entry SET state = ?, rank = ?, due_at = coalesce(?, due_at), visit_count = ?, failure_count = ?,
             absence_count = ?, interval_ms = ?, last_visit_at = ?, last_result = ?,
             etag = ?, last_modified = ?, capture_id = ?, lease_id = NULL, leased_until = NULL
           WHERE id = ?`,
          entry.dueAt === null ? 2 : 0,
          entry.rank,
          msOrNull(entry.dueAt),
          entry.visitCount,
          entry.failureCount,
          entry.absenceCount,
          entry.intervalMs === null ? null : Math.round(entry.intervalMs),
          msOrNull(entry.lastVisitAt),
          entry.lastResult,
          entry.validators?.etag ?? null,
          entry.validators?.lastModified ?? null,
          entry.validators?.captureId ?? null,
          held.id,
        )
        database.run(
          'UPDATE host SET free_at = ?, crawl_delay_ms = ?, failure_count = ?, lease_id = NULL WHERE host = ?',
          epochMs(host.freeAt),
          host.crawlDelayMs === null ? null : Math.round(host.crawlDelayMs),
          host.failureCount,
          held.host,
        )
        refreshHost(held.host)
        return true
      })
    },

    async releaseLeases() {
      return database.transaction(() => takeBack('WHERE state = 1'))
    },

    async hasten(entry) {
      database.transaction(() => {
        addAll([entry])
        database.run(
          'UPDATE entry SET state = 0, rank = ?, due_at = min(due_at, ?) WHERE key = ? AND state = 0',
          entry.rank,
          epochMs(entry.dueAt),
          entry.key,
        )
        database.run(
          'UPDATE entry SET state = 0, rank = ?, due_at = ?, absence_count = 0, failure_count = 0 WHERE key = ? AND state = 2',
          entry.rank,
          epochMs(entry.dueAt),
          entry.key,
        )
        const held = database.get<{ host: string }>('SELECT host FROM entry WHERE key = ?', entry.key)
        if (held) refreshHost(held.host)
      })
    },

    async find(key) {
      const row = database.get<EntryRow>('SELECT * FROM entry WHERE key = ?', key)
      return row ? entryOf(row) : null
    },

    async nextDueAt() {
      const row = database.get<{ at: number | null }>(
        'SELECT min(next_due_at) AS at FROM host WHERE next_due_at IS NOT NULL',
      )
      return instantOrNull(row?.at)
    },

    async nextReadyAt() {
      const row = database.get<{ ready: number | null; ends: number | null }>(
        `SELECT (SELECT min(ready_at) FROM host WHERE ready_at IS NOT NULL) AS ready,
                (SELECT min(leased_until) FROM entry WHERE state = 1) AS ends`,
      )
      const times = [row?.ready, row?.ends].filter((each) => typeof each === 'number')
      return times.length > 0 ? instantOf(Math.min(...times)) : null
    },

    async counts(now) {
      const tally = new Map(
        database
          .all<{ state: number; entries: number }>('SELECT state, entries FROM tally')
          .map((row) => [row.state, row.entries]),
      )
      const count = (sql: string, ...values: number[]) => database.get<{ n: number }>(sql, ...values)?.n ?? 0
      return {
        waiting: tally.get(0) ?? 0,
        due: count('SELECT count(*) AS n FROM entry WHERE state = 0 AND due_at <= ?', epochMs(now)),
        leased: tally.get(1) ?? 0,
        finished: tally.get(2) ?? 0,
        hosts: count('SELECT count(*) AS n FROM host'),
      }
    },

    async close() {
      database.close()
    },
  }

  function addAll(entries: readonly NewEntry[]): number {
    let added = 0
    for (const entry of entries) {
      const { changes } = database.run(
        `INSERT INTO entry (key, url, host, purpose, outlet, found_on, published_at, added_at, rank, due_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET url = excluded.url, host = excluded.host, purpose = excluded.purpose,
           outlet = excluded.outlet, rank = excluded.rank, due_at = excluded.due_at, state = 0
         WHERE entry.purpose = 'article' AND excluded.purpose IN ('feed', 'sitemap', 'section') AND entry.state <> 1`,
        entry.key,
        entry.url,
        entry.host,
        entry.purpose,
        entry.outletSlug,
        entry.foundOn,
        msOrNull(entry.publishedAt),
        epochMs(entry.addedAt),
        entry.rank,
        epochMs(entry.dueAt),
      )
      if (changes === 0) {
        spellWithHttps(entry)
        continue
      }
      added += 1
      database.run(
        `INSERT INTO host (host, next_due_at) VALUES (?, ?)
         ON CONFLICT (host) DO UPDATE SET next_due_at = min(coalesce(next_due_at, excluded.next_due_at), excluded.next_due_at)`,
        entry.host,
        epochMs(entry.dueAt),
      )
    }
    return added
  }

  /** Spares each later visit the redirect from plain http. One that is leased is settled first. */
  function spellWithHttps({ key, url }: NewEntry): void {
    if (!url.startsWith('https:')) return
    const plain = url.replace(/^https/, 'http')
    database.run('UPDATE entry SET url = ? WHERE key = ? AND url = ? AND state <> 1', url, key, plain)
  }

  /** The first of the first rank that has one due; a source that waits too long already goes before. */
  function leaseOne(host: string, nowMs: number, untilMs: number, sourcePatienceMs: number): Lease | null {
    const firstOf = (rank: Rank, dueBy: number) =>
      database.get<{ id: number }>(
        'SELECT id FROM entry WHERE state = 0 AND host = ? AND rank = ? AND due_at <= ? ORDER BY due_at LIMIT 1',
        host,
        rank,
        dueBy,
      )
    const found =
      firstOf(ranks.hurried, nowMs) ??
      firstOf(ranks.source, nowMs - sourcePatienceMs) ??
      firstOf(ranks.fresh, nowMs) ??
      firstOf(ranks.source, nowMs) ??
      firstOf(ranks.image, nowMs) ??
      firstOf(ranks.revisit, nowMs) ??
      firstOf(ranks.backlog, nowMs)
    if (!found) {
      refreshHost(host)
      return null
    }
    const leaseId = randomUUID()
    database.run(
      'UPDATE entry SET state = 1, lease_id = ?, leased_until = ? WHERE id = ?',
      leaseId,
      untilMs,
      found.id,
    )
    database.run('UPDATE host SET lease_id = ? WHERE host = ?', leaseId, host)
    refreshHost(host)
    return readLease(leaseId)
  }

  function readLease(leaseId: string): Lease | null {
    const row = database.get<EntryRow>('SELECT * FROM entry WHERE lease_id = ?', leaseId)
    const host = row && database.get<HostRow>('SELECT * FROM host WHERE host = ?', row.host)
    return row && host ? { leaseId, entry: entryOf(row), host: hostRowOf(host) } : null
  }

  function takeBack(where: string, ...values: number[]): number {
    const rows = database.all<{ id: number; host: string }>(`SELECT id, host FROM entry ${where}`, ...values)
    for (const { id, host } of rows) {
      database.run(
        `UPDATE entry SET state = 0, failure_count = failure_count + 1, lease_id = NULL, leased_until = NULL,
           due_at = CASE WHEN failure_count < ${takenBackAtOnceMax} THEN due_at ELSE max(due_at, leased_until) END,
           last_result = 'failed: the visit did not end' WHERE id = ?`,
        id,
      )
      database.run('UPDATE host SET lease_id = NULL WHERE host = ?', host)
      refreshHost(host)
    }
    return rows.length
  }

  /** One look into the index a rank, however many wait. */
  function refreshHost(host: string): void {
    const times = Object.values(ranks).map(
      (rank) =>
        database.get<{ at: number | null }>(
          'SELECT min(due_at) AS at FROM entry WHERE state = 0 AND host = ? AND rank = ?',
          host,
          rank,
        )?.at,
    )
    const known = times.filter((each) => typeof each === 'number')
    database.run(
      'UPDATE host SET next_due_at = ? WHERE host = ?',
      known.length > 0 ? Math.min(...known) : null,
      host,
    )
  }
}

interface EntryRow {
  readonly key: string
  readonly url: string
  readonly host: string
  readonly purpose: string
  readonly outlet: string
  readonly found_on: string | null
  readonly published_at: number | null
  readonly added_at: number
  readonly state: number
  readonly rank: number
  readonly due_at: number
  readonly visit_count: number
  readonly failure_count: number
  readonly absence_count: number
  readonly interval_ms: number | null
  readonly last_visit_at: number | null
  readonly last_result: string | null
  readonly etag: string | null
  readonly last_modified: string | null
  readonly capture_id: string | null
}

interface HostRow {
  readonly host: string
  readonly free_at: number
  readonly crawl_delay_ms: number | null
  readonly failure_count: number
}

const states = ['waiting', 'leased', 'finished'] as const

function entryOf(row: EntryRow): StoredEntry {
  return {
    key: row.key as UrlKey,
    url: row.url as HttpUrl,
    host: row.host,
    purpose: row.purpose as Purpose,
    outletSlug: row.outlet,
    foundOn: row.found_on as HttpUrl | null,
    publishedAt: instantOrNull(row.published_at),
    addedAt: instantOf(row.added_at),
    state: states[row.state] ?? 'finished',
    rank: row.rank as Rank,
    dueAt: instantOf(row.due_at),
    visitCount: row.visit_count,
    failureCount: row.failure_count,
    absenceCount: row.absence_count,
    intervalMs: row.interval_ms,
    lastVisitAt: instantOrNull(row.last_visit_at),
    lastResult: row.last_result,
    validators:
      row.capture_id === null
        ? null
        : { etag: row.etag, lastModified: row.last_modified, captureId: row.capture_id },
  }
}

function hostRowOf(row: HostRow): StoredHost {
  return {
    host: row.host,
    freeAt: instantOf(row.free_at),
    crawlDelayMs: row.crawl_delay_ms,
    failureCount: row.failure_count,
  }
}

function msOrNull(instant: Instant | null): number | null {
  return instant === null ? null : epochMs(instant)
}

function instantOrNull(ms: number | null | undefined): Instant | null {
  return typeof ms === 'number' ? instantOf(ms) : null
}
