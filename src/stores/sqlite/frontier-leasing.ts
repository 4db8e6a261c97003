import { randomUUID } from 'node:crypto'
import { type Lease, type LeaseTerms, type Rank, ranks } from '#frontier'
import { epochMs } from '#model'
import type { Database } from './database.ts'
import { type EntryRow, entryOf, type HostRow, hostOfRow } from './frontier-rows.ts'

/** A page that brings the process down must not do so again and again: after so many failures it waits. */
const takenBackAtOnceMax = 3

/** Hosts looked at for one lease where most belong to sites that have no room. */
const hostsPerLeaseMax = 8
/** A site with all its leases out is asked about again after so long. */
const siteBusyMs = 1_000
/** Revisits may come at once for so long a time's budget. */
const revisitBurstMs = 3_600_000

/** Giving out leases and taking them back, inside the caller's transaction. */
export function createLeasing(database: Database) {
  return { lease, readLease, takeBack, refreshHost }

  function lease(limit: number, terms: LeaseTerms): Lease[] {
    const nowMs = epochMs(terms.now)
    takeBack('WHERE state = 1 AND leased_until <= ?', nowMs)
    const hosts = database.all<{ host: string; site: string }>(
      'SELECT host, site FROM host WHERE ready_at <= ? ORDER BY ready_at LIMIT ?',
      nowMs,
      limit * hostsPerLeaseMax,
    )
    const leased = new Map(
      database
        .all<{ site: string; leases: number }>(
          'SELECT site, count(*) AS leases FROM host WHERE lease_id IS NOT NULL GROUP BY site',
        )
        .map(({ site, leases }) => [site, leases]),
    )
    const given: Lease[] = []
    for (const { host, site } of hosts) {
      if (given.length === limit) break
      const waitUntilMs = site === '' ? null : untilSiteHasRoom(site, leased.get(site) ?? 0, nowMs, terms)
      if (waitUntilMs !== null) {
        // Behind those who are ready meanwhile: a site with a thousand hosts must not be looked through each time.
        database.run('UPDATE host SET free_at = max(free_at, ?) WHERE host = ?', waitUntilMs, host)
        continue
      }
      const one = leaseOne(host, nowMs, terms)
      if (!one) continue
      given.push(one)
      if (site === '') continue
      leased.set(site, (leased.get(site) ?? 0) + 1)
      database.run('UPDATE site SET free_at = ? + spacing_ms WHERE site = ? AND spacing_ms > 0', nowMs, site)
    }
    return given
  }

  /** Null where it has; else when to ask again. */
  function untilSiteHasRoom(
    site: string,
    leaseCount: number,
    nowMs: number,
    { hostsPerSiteMax }: LeaseTerms,
  ): number | null {
    if (leaseCount >= hostsPerSiteMax) return nowMs + siteBusyMs
    const freeAtMs = database.get<{ at: number }>('SELECT free_at AS at FROM site WHERE site = ?', site)?.at
    return freeAtMs !== undefined && freeAtMs > nowMs ? freeAtMs : null
  }

  /** The first of the first rank that has one due; a source that waits too long already goes before. */
  function leaseOne(
    host: string,
    nowMs: number,
    { until, sourcePatienceMs, revisitIntervalMs }: LeaseTerms,
  ): Lease | null {
    const firstOf = (rank: Rank, dueBy: number) =>
      database.get<{ id: number; rank: Rank }>(
        'SELECT id, rank FROM entry WHERE state = 0 AND host = ? AND rank = ? AND due_at <= ? ORDER BY due_at LIMIT 1',
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
      (mayRevisit(host, nowMs) ? firstOf(ranks.revisit, nowMs) : undefined) ??
      firstOf(ranks.backlog, nowMs)
    if (!found) {
      refreshHost(host)
      return null
    }
    const leaseId = randomUUID()
    database.run(
      'UPDATE entry SET state = 1, lease_id = ?, leased_until = ? WHERE id = ?',
      leaseId,
      epochMs(until),
      found.id,
    )
    database.run('UPDATE host SET lease_id = ? WHERE host = ?', leaseId, host)
    if (found.rank === ranks.revisit) {
      database.run(
        'UPDATE host SET revisit_free_at = max(revisit_free_at, ?) + ? WHERE host = ?',
        nowMs - revisitBurstMs,
        Math.round(revisitIntervalMs),
        host,
      )
    }
    refreshHost(host)
    return readLease(leaseId)
  }

  function mayRevisit(host: string, nowMs: number): boolean {
    return (
      database.get('SELECT 1 FROM host WHERE host = ? AND revisit_free_at <= ?', host, nowMs) !== undefined
    )
  }

  function readLease(leaseId: string): Lease | null {
    const row = database.get<EntryRow>('SELECT * FROM entry WHERE lease_id = ?', leaseId)
    const host = row && database.get<HostRow>('SELECT * FROM host WHERE host = ?', row.host)
    return row && host ? { leaseId, entry: entryOf(row), host: hostOfRow(host) } : null
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

  /** One look into the index a rank, however many wait; revisits count from when the budget allows one. */
  function refreshHost(host: string): void {
    const revisitFreeAtMs =
      database.get<{ at: number }>('SELECT revisit_free_at AS at FROM host WHERE host = ?', host)?.at ?? 0
    const times = Object.values(ranks).flatMap((rank) => {
      const first = database.get<{ at: number | null }>(
        'SELECT min(due_at) AS at FROM entry WHERE state = 0 AND host = ? AND rank = ?',
        host,
        rank,
      )?.at
      if (typeof first !== 'number') return []
      return rank === ranks.revisit ? Math.max(first, revisitFreeAtMs) : first
    })
    const nextMs = times.length > 0 ? Math.min(...times) : null
    database.run('UPDATE host SET next_due_at = ? WHERE host = ?', nextMs, host)
  }
}
