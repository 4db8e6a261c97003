import { setImmediate } from 'node:timers/promises'
import type { FrontierStore, NewEntry } from '#frontier'

import { epochMs, instantOf } from '#model'
import { openDatabase } from './database.ts'
import { createLeasing } from './frontier-leasing.ts'
import { type EntryRow, entryOf, instantOrNull, msOrNull } from './frontier-rows.ts'
import { frontierMigrations } from './frontier-schema.ts'

/** Added in one transaction; between two of them others have their turn. */
const addedAtOnce = 500

/** The frontier in one SQLite file. @throws {ServiceError} if it cannot be opened. */
export function openFrontierStore(path: string): FrontierStore {
  const database = openDatabase(path, frontierMigrations)
  const { lease, readLease, takeBack, refreshHost } = createLeasing(database)

  return {
    async add(entries) {
      let added = 0
      for (let start = 0; start < entries.length; start += addedAtOnce) {
        if (start > 0) await setImmediate()
        added += database.transaction(() => addAll(entries.slice(start, start + addedAtOnce)))
      }
      return added
    },

    async lease(limit, terms) {
      return database.transaction(() => lease(limit, terms))
    },

    async findLease(leaseId) {
      return readLease(leaseId)
    },

    async settle(leaseId, { entry, host, siteSpacingMs }) {
      return database.transaction(() => {
        const held = database.get<{ id: number; host: string }>(
          'SELECT id, host FROM entry WHERE lease_id = ?',
          leaseId,
        )
        if (!held) return false
        database.run(
          `UPDATE entry SET state = ?, rank = ?, due_at = coalesce(?, due_at), visit_count = ?, failure_count = ?,
             absence_count = ?, interval_ms = ?, change_count = ?, watched = ?, last_visit_at = ?, last_result = ?,
             etag = ?, last_modified = ?, capture_id = ?, lease_id = NULL, leased_until = NULL
           WHERE id = ?`,
          entry.dueAt === null ? 2 : 0,
          entry.rank,
          msOrNull(entry.dueAt),
          entry.visitCount,
          entry.failureCount,
          entry.absenceCount,
          entry.intervalMs === null ? null : Math.round(entry.intervalMs),
          entry.changeRecord?.changes ?? null,
          entry.changeRecord?.watched ?? null,
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
        database.run(
          `INSERT INTO site (site, free_at, spacing_ms) SELECT site, 0, ? FROM host WHERE host = ? AND site <> ''
           ON CONFLICT (site) DO UPDATE SET spacing_ms = excluded.spacing_ms WHERE spacing_ms <> excluded.spacing_ms`,
          siteSpacingMs,
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

    async forget(keys) {
      database.transaction(() => {
        for (const key of keys) {
          const entry = database.get<{ url: string; host: string; lease_id: string | null }>(
            'DELETE FROM entry WHERE key = ? RETURNING url, host, lease_id',
            key,
          )
          if (!entry) continue
          database.run('UPDATE entry SET found_on = NULL WHERE found_on = ?', entry.url)
          database.run('UPDATE host SET lease_id = NULL WHERE lease_id = ?', entry.lease_id)
          refreshHost(entry.host)
        }
      })
      // Until it is written back and cut, the write-ahead log still has the old pages.
      database.raw.exec('PRAGMA wal_checkpoint(TRUNCATE)')
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
         WHERE (entry.purpose = 'article' AND excluded.purpose IN ('feed', 'sitemap', 'section') AND entry.state <> 1)
           OR (entry.purpose = 'sitemap' AND excluded.purpose = 'sitemap' AND entry.state = 2
             AND excluded.published_at > entry.last_visit_at)`,
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
        `INSERT INTO host (host, site, next_due_at) VALUES (?, ?, ?)
         ON CONFLICT (host) DO UPDATE SET site = excluded.site,
           next_due_at = min(coalesce(next_due_at, excluded.next_due_at), excluded.next_due_at)`,
        entry.host,
        entry.site,
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
}
