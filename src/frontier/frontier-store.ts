import type { Instant, UrlKey } from '#model'
import type { Candidate, Due } from './frontier.ts'

/**
 * In which order the due URLs of one host have their turn. A source that is overdue by more than the
 * lease's `sourcePatienceMs` goes before fresh articles, so that a flood of these cannot hide what is new.
 */
export const ranks = { hurried: 0, fresh: 1, source: 2, image: 3, revisit: 4, backlog: 5 } as const
export type Rank = (typeof ranks)[keyof typeof ranks]

export interface NewEntry extends Candidate {
  readonly key: UrlKey
  readonly host: string
  readonly rank: Rank
  readonly addedAt: Instant
  readonly dueAt: Instant
}

export interface StoredEntry extends NewEntry {
  readonly state: 'waiting' | 'leased' | 'finished'
  readonly visitCount: number
  readonly failureCount: number
  /** Times in a row that it was gone or disallowed. */
  readonly absenceCount: number
  /** Between the last two visits that were planned; null before the first. */
  readonly intervalMs: number | null
  readonly lastVisitAt: Instant | null
  readonly lastResult: string | null
  readonly validators: Due['validators']
}

export interface StoredHost {
  readonly host: string
  /** Not to be asked before. */
  readonly freeAt: Instant
  /** From robots.txt, as it last said. */
  readonly crawlDelayMs: number | null
  /** Visits in a row that failed. */
  readonly failureCount: number
}

export interface Lease {
  readonly leaseId: string
  readonly entry: StoredEntry
  readonly host: StoredHost
}

/** What a visit changes. */
export interface EntryChanges
  extends Pick<
    StoredEntry,
    | 'rank'
    | 'visitCount'
    | 'failureCount'
    | 'absenceCount'
    | 'intervalMs'
    | 'lastVisitAt'
    | 'lastResult'
    | 'validators'
  > {
  /** Null: finished. */
  readonly dueAt: Instant | null
}

/**
 * Where the queue lives. Every method is one atomic step, durable when it resolves, and safe against other
 * processes that use the same store; none takes longer because more URLs wait.
 */
export interface FrontierStore {
  /**
   * Adds those whose key is not known yet. A known article that is now named as a source becomes one; one that was
   * known with http and is now named with https is spelled so from then on.
   *
   * @returns how many were added or became sources.
   */
  add(entries: readonly NewEntry[]): Promise<number>
  /**
   * Gives out at most `limit` entries, each of another host that is free and holds no lease, those hosts
   * first that have been ready longest. Leases that ran out before `now` are taken back first, and count
   * as a failure of their entry.
   */
  lease(limit: number, terms: { now: Instant; until: Instant; sourcePatienceMs: number }): Promise<Lease[]>
  /** The lease as it stands; null if it ran out and was taken back, or was settled. */
  findLease(leaseId: string): Promise<Lease | null>
  /** Ends a lease. @returns false, with no effect, if it is no longer held. */
  settle(leaseId: string, changes: { entry: EntryChanges; host: Omit<StoredHost, 'host'> }): Promise<boolean>
  /**
   * Takes all leases back, whoever holds them; this too counts as a failure of their entries. One that has failed
   * three times in a row waits until its lease would have run out: its page may be what brings the process down.
   */
  releaseLeases(): Promise<number>
  /** Adds it, or makes it wait with this rank and due time, finished or not; one that is leased stays as it is. */
  hasten(entry: NewEntry): Promise<void>
  find(key: UrlKey): Promise<StoredEntry | null>
  /** The earliest `dueAt` of those that wait. */
  nextDueAt(): Promise<Instant | null>
  /** When the next lease can be given out, as far as is known now: a host is free and has something due, or a lease runs out. */
  nextReadyAt(): Promise<Instant | null>
  counts(
    now: Instant,
  ): Promise<{ waiting: number; due: number; leased: number; finished: number; hosts: number }>
  close(): Promise<void>
}
