import type { ArticleId, Instant } from '#model'
import type { Bounce } from './bounce.ts'
import type { Delivery } from './delivery.ts'
import type { EventKind, Follow } from './follow.ts'
import type { JournalEvent } from './journal.ts'
import type { Followed } from './subscription-store.ts'
import type { Owner, Rhythm, Target } from './target.ts'
import type { Hub } from './websub-hub.ts'

/** A delivery as its owner sees it: what matched, what was held back, when it went, what went wrong. */
export interface DeliveryReceipt {
  readonly delivery: Delivery
  readonly event: JournalEvent | null
  readonly matched: readonly Followed[]
}

/** Somebody asked for more than one owner may have. */
export class TooManyError extends RangeError {}

/** There is no way to send that here: no mail server is set, or no public address. */
export class NotOfferedError extends RangeError {}

/** What readers follow, where they are told, and what was told: the face for the doors. */
export interface Subscriptions {
  /** @throws {FollowError} @throws {TooManyError} */
  follow(owner: Owner, follow: Follow, events?: readonly EventKind[]): Promise<Followed>
  unfollow(owner: Owner, id: number): Promise<boolean>
  followedBy(owner: Owner): Promise<readonly Followed[]>

  /** @throws {RangeError} on an address that is none. @throws {TooManyError} */
  addWebhook(owner: Owner, url: string): Promise<Target>
  /** Asks the mailbox first. @throws {RangeError} @throws {NotOfferedError} @throws {TooManyError} */
  addMailbox(
    owner: Owner,
    mailbox: string,
    options: { readonly rhythm: Rhythm; readonly language: string },
  ): Promise<Target>
  /** @throws {RangeError} @throws {NotOfferedError} @throws {TooManyError} */
  addPush(
    owner: Owner,
    subscription: { readonly endpoint: string; readonly p256dh: string; readonly auth: string },
  ): Promise<Target>
  targetsOf(owner: Owner): Promise<readonly Target[]>
  targetByKey(key: string): Promise<Target | null>
  /** The mailbox agrees. False where that key is of no mailbox that was asked. */
  confirm(key: string): Promise<boolean>
  /** Nothing is sent there any more. False where there is no such target. */
  end(key: string): Promise<boolean>
  setRhythm(owner: Owner, targetId: number, rhythm: Rhythm): Promise<boolean>
  /** Tries again what was given up. @returns How many. */
  revive(owner: Owner, targetId: number): Promise<number>
  /** Newest first; null where the owner has no such target. */
  receipts(
    owner: Owner,
    targetId: number,
    page: { readonly beforeId: number | null; readonly limit: number },
  ): Promise<readonly DeliveryReceipt[] | null>
  noteBounce(bounce: Bounce): Promise<boolean>

  /** The journal behind `seq`, oldest first. */
  events(seq: number, limit: number): Promise<readonly JournalEvent[]>
  lastSeq(): Promise<number>
  /** Under which number each of these articles was new. */
  seqsOf(articleIds: readonly ArticleId[]): Promise<ReadonlyMap<ArticleId, number>>
  /** The newest of what was taken down, newest first. */
  withdrawals(limit: number): Promise<readonly JournalEvent[]>

  read(owner: Owner, articleIds: readonly ArticleId[]): Promise<ReadonlySet<ArticleId>>
  markRead(owner: Owner, articleIds: readonly ArticleId[], isRead: boolean): Promise<void>
  forget(owner: Owner): Promise<void>

  /** An owner without an account, known by nothing but this. */
  newGuest(): Owner
  /** Null where the service has no public address. */
  readonly hub: Hub | null
  /** What browsers subscribe with (VAPID); null where nothing is pushed. */
  readonly pushKey: string | null
  readonly takesMail: boolean
  now(): Instant
}
