import type { Instant, UrlKey } from '#model'
import type { ChangeRecord } from './change-rate.ts'
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
  /** The registrable domain of `host`: one owner, and often one server, behind many hosts. */
  readonly site: string
  readonly rank: Rank
  readonly addedAt: Instant
  readonly dueAt: Instant
}

export interface StoredEntry extends Omit<NewEntry, 'site'> {
  readonly state: 'waiting' | 'leased' | 'finished'
  readonly visitCount: number
  readonly failureCount: number
  /** Times in a row that it was gone or disallowed. */
  readonly absenceCount: number
  /** Between the last two visits that were planned; null before the first. */
  readonly intervalMs: number | null
  /** How often it changes, as far as visits have told; null before the second. */
  readonly changeRecord: ChangeRecord | null
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

/** On what terms leases are given out. */
export interface LeaseTerms {
  readonly now: Instant
  readonly until: Instant
  /** A source that is overdue by more than this goes before fresh articles. */
  readonly sourcePatienceMs: number
  /** Leases at a time among the hosts of one site. */
  readonly hostsPerSiteMax: number
  /** Between two revisits on one host, on average; up to an hour's worth of them may come at once. */
  readonly revisitIntervalMs: number
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
    | 'changeRecord'
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
   * known with http and is now named with https is spelled so from then on. A finished sitemap that is said to have
   * changed (`publishedAt`) after its last visit waits again.
   *
   * @returns how many were added or became sources.
   */
  add(entries: readonly NewEntry[]): Promise<number>
  /**
   * Gives out at most `limit` entries, each of another host that is free and holds no lease, those hosts
   * first that have been ready longest. A host whose site has no room left is passed over and waits until the site
   * has. Leases that ran out before `now` are taken back first, and count as a failure of their entry.
   */
  lease(limit: number, terms: LeaseTerms): Promise<Lease[]>
  /** The lease as it stands; null if it ran out and was taken back, or was settled. */
  findLease(leaseId: string): Promise<Lease | null>
  /** Ends a lease. @returns false, with no effect, if it is no longer held. */
  settle(
    leaseId: string,
    changes: {
      entry: EntryChanges
      host: Omit<StoredHost, 'host'>
      /** Least time between two leases among the hosts of its site, from now on. */
      siteSpacingMs: number
    },
  ): Promise<boolean>
  /**
   * Takes all leases back, whoever holds them; this too counts as a failure of their entries. One that has failed
   * three times in a row waits until its lease would have run out: its page may be what brings the process down.
   */
  releaseLeases(): Promise<number>
  /** Adds it, or makes it wait with this rank and due time, finished or not; one that is leased stays as it is. */
  hasten(entry: NewEntry): Promise<void>
  find(key: UrlKey): Promise<StoredEntry | null>
  /** Takes these out, leased or not, and out of where others were found; in the file, and not only in lists. */
  forget(keys: readonly UrlKey[]): Promise<void>
  /** The earliest `dueAt` of those that wait. */
  nextDueAt(): Promise<Instant | null>
  /** When the next lease can be given out, as far as is known now: a host is free and has something due, or a lease runs out. */
  nextReadyAt(): Promise<Instant | null>
  counts(
    now: Instant,
  ): Promise<{ waiting: number; due: number; leased: number; finished: number; hosts: number }>
  close(): Promise<void>
}
