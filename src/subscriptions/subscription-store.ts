import type { ArticleId, Instant } from '#model'
import type { Delivery } from './delivery.ts'
import type { EventKind, Follow } from './follow.ts'
import type { Happening, JournalEvent } from './journal.ts'
import type { Address, Owner, Rhythm, Target } from './target.ts'

/** That somebody follows something. */
export interface Followed {
  readonly id: number
  readonly owner: Owner
  readonly follow: Follow
  readonly events: readonly EventKind[]
  readonly createdAt: Instant
}

/** The journal, who follows what, and the outbox. Durable when a call resolves; several processes may use it. */
export interface SubscriptionStore {
  /** Those that the journal did not have, as it has them now. */
  note(happenings: readonly Happening[], at: Instant): Promise<readonly JournalEvent[]>
  /** Oldest first, behind `seq`. */
  eventsAfter(seq: number, limit: number): Promise<readonly JournalEvent[]>
  event(seq: number): Promise<JournalEvent | null>
  /** Under which number each of these articles was new. */
  seqsOf(articleIds: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, number>>
  /** The newest of one snapshot; withdrawals name snapshots alone. */
  eventOfSnapshot(snapshotId: string): Promise<JournalEvent | null>
  /** The newest first. */
  withdrawals(limit: number): Promise<readonly JournalEvent[]>
  lastSeq(): Promise<number>
  /** How far a reader has come, by its name; null: nowhere yet. */
  place(name: string): Promise<string | null>
  movePlace(name: string, place: string): Promise<void>

  /** @returns The one there is, where the owner follows that already, with these events from now on. */
  follow(owner: Owner, follow: Follow, events: readonly EventKind[], at: Instant): Promise<Followed>
  unfollow(owner: Owner, id: number): Promise<boolean>
  followedBy(owner: Owner): Promise<readonly Followed[]>
  followed(ids: readonly number[]): Promise<readonly Followed[]>
  /** Grows with every follow and unfollow: whoever keeps them in memory reads on from there. */
  followsChangedAfter(
    change: number,
    limit: number,
  ): Promise<readonly { readonly change: number; readonly id: number; readonly followed: Followed | null }[]>

  /** @returns The one there is, where the owner has that address already, with this rhythm and state from now on. */
  addTarget(target: Omit<Target, 'id' | 'reason'>): Promise<Target>
  target(id: number): Promise<Target | null>
  targetByKey(key: string): Promise<Target | null>
  targetsOf(owner: Owner): Promise<readonly Target[]>
  /** Of everybody. */
  targetsAt(address: Address): Promise<readonly Target[]>
  changeTarget(id: number, change: TargetChange): Promise<void>

  /** Puts notices into the outbox; of one target and event only the first counts. */
  queue(deliveries: readonly Omit<Delivery, 'id'>[]): Promise<void>
  /** The time has come; of each target that is active or failing, and none of those, its oldest. */
  due(
    now: Instant,
    options: { readonly perTarget: number; readonly without: readonly number[] },
  ): Promise<readonly Delivery[]>
  /** Nothing goes to a target before. */
  rest(targetId: number, until: Instant): Promise<void>
  settle(
    ids: readonly number[],
    change: Pick<Delivery, 'state' | 'reason' | 'dueAt' | 'settledAt'>,
  ): Promise<void>
  /** Tries again what was given up. */
  revive(targetId: number, at: Instant): Promise<number>
  /** Newest first, before `beforeId`. */
  deliveriesTo(
    targetId: number,
    page: { beforeId: number | null; limit: number },
  ): Promise<readonly Delivery[]>
  /** What a target was told of an article. */
  toldOf(targetId: number, articleId: ArticleId): Promise<readonly Delivery[]>
  /** The targets that were told of an article. */
  targetsTold(articleId: ArticleId): Promise<readonly number[]>

  /** Article ids that an owner has read, of these. */
  read(owner: Owner, articleIds: readonly ArticleId[]): Promise<ReadonlySet<ArticleId>>
  markRead(owner: Owner, articleIds: readonly ArticleId[], at: Instant, isRead: boolean): Promise<void>

  /** Forgets everything of an owner. */
  forget(owner: Owner): Promise<void>
  /** Throws away receipts that were settled before. */
  sweep(before: Instant): Promise<void>
  close(): Promise<void>
}

export interface TargetChange {
  readonly state?: Target['state']
  readonly reason?: string | null
  readonly rhythm?: Rhythm
  readonly expiresAt?: Instant | null
}
