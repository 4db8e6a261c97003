import type { Clock, HttpUrl, Instant, SnapshotId, UrlKey } from '#model'
import type { NoticeInput, NoticeReceipt, NoticeStatus } from './access.ts'
import type { Decision, Erasure, Exclusion } from './decision.ts'

/** Why something is not shown, and since when. */
export interface Withholding {
  readonly id: SnapshotId
  readonly url: HttpUrl | null
  readonly capturedAt: Instant
  /** From then on; may lie ahead, where an outlet named the day itself. */
  readonly withheldAt: Instant
  /** Shown to everybody: one sentence, never the content. */
  readonly reason: string
  /** True where a law or a court demanded it (RFC 7725), false where the operator decided. */
  readonly legal: boolean
  /** The snapshot's pictures: their captures are left out too. Not told again by `withheld`. */
  readonly images?: readonly HttpUrl[]
}

/** A request with everything that became of it, for operators. */
export interface CaseFile extends NoticeInput, NoticeReceipt {
  /** Oldest first. */
  readonly decisions: readonly Decision[]
}

/** What a decision does, beside being on record. */
export interface Measures {
  readonly withhold?: readonly Withholding[]
  readonly release?: readonly SnapshotId[]
  readonly exclude?: readonly Exclusion[]
  readonly include?: readonly UrlKey[]
  readonly erase?: Omit<Erasure, 'number'>
}

/** Removal requests, and what was decided. Durable when a call resolves. */
export interface NoticeStore {
  file(notice: NoticeInput, receipt: NoticeReceipt): Promise<void>
  status(statusKey: string): Promise<NoticeStatus | null>
  /** Newest first, for the operator. */
  notices(): Promise<(NoticeInput & NoticeReceipt)[]>
  /** The same with what was decided; those without a decision first, the oldest of them before all. */
  cases(): Promise<readonly CaseFile[]>
  case(caseNumber: string): Promise<CaseFile | null>
  /** Puts a decision on record and does what it says, both or neither. The record can't be changed afterwards. */
  decide(decision: Omit<Decision, 'number'>, measures: Measures): Promise<Decision>
  /** In the order in which they were taken, those behind `after`. */
  decisions(page: { after: number; limit: number }): Promise<readonly Decision[]>
  /** Erasures that were begun and not finished. */
  openErasures(): Promise<readonly Erasure[]>
  /** Nothing is left: forgets what was to be erased, and what the request said of it. */
  finishErasure(number: number): Promise<void>
  /** Forgets who asked, of requests whose last decision was taken before then. @returns How many. */
  forgetAskers(decidedBefore: Instant): Promise<number>
  /** Those of the keys that are not to be captured. */
  excluded(keys: readonly UrlKey[]): Promise<ReadonlySet<UrlKey>>
  exclusions(): Promise<readonly Omit<Exclusion, 'key'>[]>
  withhold(withholding: Withholding): Promise<void>
  /** Shows it again. */
  release(id: SnapshotId): Promise<void>
  /** All that is withheld at that time, or ever will be, for questions whose answer is a number. */
  withheldIds(at?: Instant): Promise<readonly SnapshotId[]>
  withheld(ids: readonly SnapshotId[], at?: Instant): Promise<ReadonlyMap<SnapshotId, Withholding>>
  /** Those of the keys that are of a picture of something withheld. */
  withheldImages(keys: readonly UrlKey[], at?: Instant): Promise<ReadonlySet<UrlKey>>
}

/** The same store, answering for now where no time is named. */
export function noticesInEffect(store: NoticeStore, clock: Clock): NoticeStore {
  return {
    ...store,
    withheldIds: (at = clock.now()) => store.withheldIds(at),
    withheld: (ids, at = clock.now()) => store.withheld(ids, at),
    withheldImages: (keys, at = clock.now()) => store.withheldImages(keys, at),
  }
}
