import type { Purpose, Rank, StoredEntry, StoredHost } from '#frontier'
import { epochMs, type HttpUrl, type Instant, instantOf, type UrlKey } from '#model'

export interface EntryRow {
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
  readonly change_count: number | null
  readonly watched: number | null
  readonly last_visit_at: number | null
  readonly last_result: string | null
  readonly etag: string | null
  readonly last_modified: string | null
  readonly capture_id: string | null
}

export interface HostRow {
  readonly host: string
  readonly free_at: number
  readonly crawl_delay_ms: number | null
  readonly failure_count: number
}

const states = ['waiting', 'leased', 'finished'] as const

export function entryOf(row: EntryRow): StoredEntry {
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
    changeRecord:
      row.change_count === null || row.watched === null
        ? null
        : { changes: row.change_count, watched: row.watched },
    lastVisitAt: instantOrNull(row.last_visit_at),
    lastResult: row.last_result,
    validators:
      row.capture_id === null
        ? null
        : { etag: row.etag, lastModified: row.last_modified, captureId: row.capture_id },
  }
}

export function hostOfRow(row: HostRow): StoredHost {
  return {
    host: row.host,
    freeAt: instantOf(row.free_at),
    crawlDelayMs: row.crawl_delay_ms,
    failureCount: row.failure_count,
  }
}

export function msOrNull(instant: Instant | null): number | null {
  return instant === null ? null : epochMs(instant)
}

export function instantOrNull(ms: number | null | undefined): Instant | null {
  return typeof ms === 'number' ? instantOf(ms) : null
}
