import type { HttpUrl, Instant, SourceKind, UrlKey } from '#model'

/** Why a URL is visited. */
export type Purpose = SourceKind | 'article' | 'image'

/** A URL that somebody found. */
export interface Candidate {
  readonly url: HttpUrl
  readonly purpose: Purpose
  readonly outletSlug: string
  /** The page or feed that named it; null for what an operator gave. */
  readonly foundOn: HttpUrl | null
  /** Where the finder knew it: fresh articles go first. */
  readonly publishedAt: Instant | null
}

/** A URL whose turn it is. Whoever holds it has its host to itself until `settle`, or until the lease runs out. */
export interface Due extends Candidate {
  readonly leaseId: string
  /** Earlier visits that ended well. */
  readonly visitCount: number
  /** Failures since the last one that ended well. */
  readonly failureCount: number
  readonly validators: { etag: string | null; lastModified: string | null; captureId: string } | null
}

/** How a visit ended, as far as it matters for coming back. */
export type Settlement = {
  /** From robots.txt; null where it says none. */
  readonly crawlDelayMs?: number | null
  /** Kept for the next conditional request; leaving it out keeps what was there. */
  readonly validators?: Due['validators']
} & (
  | {
      readonly kind: 'changed' | 'unchanged'
      /** What of it was left out, and by which limit; kept for whoever asks. */
      readonly note?: string | null
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'disallowed'; readonly rule: string }
  | {
      readonly kind: 'failed'
      readonly reason: string
      readonly retryAfterMs: number | null
      /** The host answered as hosts do; only this URL is at fault. It is then not left alone for longer than usual. */
      readonly hostIsWell?: boolean
    }
  /** Nothing was asked: its host's turn is further away than a visit waits. It is no failure, however often it happens. */
  | { readonly kind: 'postponed'; readonly reason: string; readonly waitMs: number }
  /** Not to be visited again: an image that is held, a page that is no article. */
  | { readonly kind: 'finished'; readonly reason: string }
)

/** All that is known of one URL's way through the queue; what `explain` prints. */
export interface FrontierEntry extends Candidate {
  readonly addedAt: Instant
  readonly state: 'waiting' | 'leased' | 'finished'
  readonly dueAt: Instant | null
  readonly visitCount: number
  readonly failureCount: number
  readonly lastVisitAt: Instant | null
  /** The last settlement in words, such as `disallowed: Disallow: /private/`. */
  readonly lastResult: string | null
}

export interface Frontier {
  /** Durable when it resolves. What is already known keeps its place; the number of new ones is returned. */
  schedule(candidates: readonly Candidate[]): Promise<number>
  /** At most `limit` whose time has come, each of another host, hosts that wait out their delay left alone. */
  lease(limit: number): Promise<Due[]>
  settle(due: Due, settlement: Settlement): Promise<void>
  /** When the next one falls due; null where nothing waits. May be in the past: due, but its host is busy. */
  nextDueAt(): Promise<Instant | null>
  /** When `lease` can next give out something, as far as is known now: how long a crawler may sleep. */
  nextReadyAt(): Promise<Instant | null>
  find(url: HttpUrl): Promise<FrontierEntry | null>
  /** Takes addresses out of the queue, as if they had never been found. */
  forget(keys: readonly UrlKey[]): Promise<void>
  /** Makes it due now, whatever its schedule; adds it if it is not there. */
  hurry(candidate: Candidate): Promise<void>
  counts(): Promise<{ waiting: number; due: number; leased: number; finished: number; hosts: number }>
  /** Takes back the leases of a process that died. For one that knows it is the only crawler, on starting. */
  releaseLeases(): Promise<number>
}
