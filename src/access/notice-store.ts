import type { Clock, HttpUrl, Instant, SnapshotId, UrlKey } from '#model'
import type { NoticeInput, NoticeReceipt, NoticeStatus } from './access.ts'

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

/** Removal requests, and what was decided. Durable when a call resolves. */
export interface NoticeStore {
  file(notice: NoticeInput, receipt: NoticeReceipt): Promise<void>
  status(statusKey: string): Promise<NoticeStatus | null>
  /** Newest first, for the operator. */
  notices(): Promise<(NoticeInput & NoticeReceipt)[]>
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
