import type { CaseFile, Decision, DecisionKind, HeldSnapshot, SourceHealthView } from '#access'
import type { Person } from '#accounts'
import type { HttpUrl, Instant, SnapshotId } from '#model'

/** What the console shows and does, beside what `access` and `accounts` answer. Composed by the command line. */
export interface Desk {
  overview(): Promise<Overview>
  cases(): Promise<readonly CaseFile[]>
  /** With everything that is held of what it speaks of. */
  case(caseNumber: string): Promise<CaseView | null>
  /** @throws {ServiceError} where it can't be done, with what to do instead. */
  decide(
    ruling: {
      readonly kind: DecisionKind
      readonly caseNumber: string | null
      readonly snapshots: readonly SnapshotId[]
      readonly urls: readonly HttpUrl[]
      readonly reason: string
      readonly law: string | null
    },
    by: Person,
  ): Promise<{ decision: Decision; isFinished: boolean }>
  outlets(): Promise<readonly OutletHealth[]>
  /** Follows an outlet from any of its URLs. @returns What was found, in words. @throws {ServiceError} */
  follow(url: HttpUrl, by: Person): Promise<string>
  pause(slug: string, isFollowed: boolean, by: Person): Promise<void>
  /** Captures a page now. @returns Its snapshot, or why there is none. */
  capture(url: HttpUrl, by: Person): Promise<{ snapshotId: SnapshotId } | { reason: string }>
  /** The newest captures that gave no article. */
  failures(limit: number): Promise<readonly Failure[]>
  failure(captureId: string): Promise<FailureView | null>
  settings(): readonly { path: string; value: string; description: string }[]
}

export interface Overview {
  readonly cases: { readonly open: number; readonly overdue: number }
  readonly queue: {
    readonly waiting: number
    readonly due: number
    readonly leased: number
    readonly finished: number
    readonly hosts: number
    readonly nextDueAt: Instant | null
  }
  /** Of this process's crawl, since it began; the rate is that of the last half minute. */
  readonly crawl: { readonly visitCount: number; readonly failureCount: number; readonly perSecond: number }
  readonly sources: { readonly working: number; readonly troubled: number }
  readonly storage: Storage
  /** Why nothing can be preserved at the moment; null while all is well. */
  readonly trouble: string | null
  readonly erasuresWaiting: number
}

export interface Storage {
  readonly segmentsBytes: number
  readonly captures: number
  /** What the data folder's file system has left; null where it does not tell. */
  readonly freeBytes: number | null
  /** Of the last week, a day. */
  readonly capturesPerDay: number
  /** At that pace, until nothing is left; null where that is not to be foreseen. */
  readonly daysLeft: number | null
}

export interface CaseView {
  readonly file: CaseFile
  readonly dueAt: Instant
  readonly similar: readonly CaseFile[]
  /** The snapshots that it speaks of, all their revisions, copies and reprints; withheld ones too. */
  readonly copies: readonly Copy[]
}

export interface Copy {
  readonly held: HeldSnapshot
  readonly relation: 'itself' | 'revision' | 'reprint'
  readonly isWithheld: boolean
}

export interface OutletHealth {
  readonly slug: string
  readonly name: string
  readonly isFollowed: boolean
  readonly sources: readonly SourceHealthView[]
}

export interface Failure {
  readonly captureId: string
  readonly url: HttpUrl
  readonly reason: string
  readonly at: Instant
}

export interface FailureView extends Failure {
  /** What the extraction made of it now. */
  readonly result: readonly { readonly field: string; readonly value: string; readonly evidence: string }[]
  /** The page's text as a reader would see it, cut. */
  readonly text: string
}
