import type { Access, HeldArticle, SnapshotSummary } from '#access'
import { type Clock, epochMs, type Instant, type Log } from '#model'
import type { Delivery } from './delivery.ts'
import { factsOf, wantedBy } from './facts.ts'
import type { JournalEvent } from './journal.ts'
import { Percolator } from './percolator.ts'
import type { Followed, SubscriptionStore } from './subscription-store.ts'
import { nextDueAt, type Target } from './target.ts'

export interface MatcherParts {
  readonly store: SubscriptionStore
  readonly access: Pick<Access, 'article' | 'contents'>
  readonly clock: Clock
  readonly log: Log
}

const batchSize = 1_000
/** What is brought in so long after it was captured is history, and news to nobody. */
const historyMs = 7 * 86_400_000
const placeName = 'matched'

/** Finds for each event of the journal who is to be told, and puts that into the outbox. */
export interface Matcher {
  /** Goes on from where it was; resolves when the journal's end is reached. @returns How many events it took. */
  matchNew(): Promise<number>
}

export function createMatcher({ store, access, clock, log }: MatcherParts): Matcher {
  let percolator = new Percolator()
  let change = 0

  return {
    async matchNew() {
      let taken = 0
      for (let place = Number((await store.place(placeName)) ?? 0); ; ) {
        const events = await store.eventsAfter(place, batchSize)
        if (events.length === 0) return taken
        await takeInFollows()
        const notices: Omit<Delivery, 'id'>[] = []
        for (const event of events) {
          const article = event.articleId && (await access.article(event.articleId))
          // These look into the outbox, which must have all that came before.
          const looksBack = event.kind === 'withdrawn' || article?.revisions.at(-1)?.reprintOf
          if (looksBack && notices.length > 0) await store.queue(notices.splice(0))
          notices.push(...(await noticesOf(event, article || null)))
        }
        await store.queue(notices)
        taken += events.length
        place = events.at(-1)?.seq ?? place
        // Last: a crash then repeats work, which the outbox folds.
        await store.movePlace(placeName, `${place}`)
      }
    },
  }

  /** Follows of all processes, kept in memory from change to change. */
  async function takeInFollows(): Promise<void> {
    if (percolator.waste > 0.5) {
      percolator = new Percolator()
      change = 0
    }
    for (;;) {
      const changes = await store.followsChangedAfter(change, batchSize)
      for (const { id, followed } of changes) takeIn(id, followed)
      change = changes.at(-1)?.change ?? change
      if (changes.length < batchSize) return
    }
  }

  function takeIn(id: number, followed: Followed | null): void {
    if (!followed) {
      percolator.remove(id)
      return
    }
    try {
      percolator.add(id, wantedBy(followed.follow, followed.events))
    } catch (error) {
      // Written by a version whose query language had more in it: the others go on.
      log.warn('subscriptions.unreadable', { id, reason: (error as Error).message })
    }
  }

  async function noticesOf(
    event: JournalEvent,
    article: HeldArticle | null,
  ): Promise<Omit<Delivery, 'id'>[]> {
    if (epochMs(event.notedAt) - epochMs(event.at) > historyMs) return []
    const matched = await store.followed(await matchedIds(event, article))
    const byOwner = Map.groupBy(matched, ({ owner }) => owner)
    const now = clock.now()
    const notices: Omit<Delivery, 'id'>[] = []
    const seen = new Set<number>()
    for (const [owner, followed] of byOwner) {
      const ids = followed.filter(({ createdAt }) => createdAt <= event.notedAt).map(({ id }) => id)
      if (ids.length === 0) continue
      for (const target of (await store.targetsOf(owner)).filter((each) => isOpen(each, now))) {
        seen.add(target.id)
        notices.push(noticeOf(event, target, ids, await whyHeldBack(event, target, article), now))
      }
    }
    // Whoever was told of an article is told that it was taken back, whatever they follow.
    if (event.kind === 'withdrawn' && event.articleId) {
      for (const id of await store.targetsTold(event.articleId)) {
        const target = seen.has(id) ? null : await store.target(id)
        if (target && isOpen(target, now)) notices.push(noticeOf(event, target, [], null, now))
      }
    }
    return notices
  }

  async function matchedIds(event: JournalEvent, article: HeldArticle | null): Promise<number[]> {
    const summary = article?.revisions.find(({ id }) => id === event.snapshotId) ?? article?.revisions.at(-1)
    if (event.kind === 'withdrawn' || !summary) return percolator.match(withdrawnFacts(event))
    const [held] = await access.contents([summary.id])
    return percolator.match(factsOf(summary, held?.snapshot.article ?? null, event.kind))
  }

  /** A copy of what the target was told already is no news, and neither is the same text at another address. */
  async function whyHeldBack(
    event: JournalEvent,
    target: Target,
    article: HeldArticle | null,
  ): Promise<string | null> {
    if (event.kind !== 'new' || !article) return null
    const summary = article.revisions.at(-1) as SnapshotSummary
    if (!summary.reprintOf) return null
    const original = await store.eventOfSnapshot(summary.reprintOf.parent)
    if (!original?.articleId) return null
    const told = await store.toldOf(target.id, original.articleId)
    return told.length > 0 ? `reprint of ${summary.reprintOf.parent}` : null
  }
}

function noticeOf(
  event: JournalEvent,
  target: Target,
  subscriptionIds: readonly number[],
  heldBack: string | null,
  now: Instant,
): Omit<Delivery, 'id'> {
  return {
    targetId: target.id,
    eventSeq: event.seq,
    subscriptionIds,
    state: heldBack ? 'held-back' : 'due',
    reason: heldBack,
    attempts: 0,
    queuedAt: now,
    dueAt: nextDueAt(target.rhythm, now),
    settledAt: heldBack ? now : null,
  }
}

/** Of what was taken down nothing is known but where it stood. */
function withdrawnFacts({ articleId, outletSlug, channel, story, kind, at }: JournalEvent) {
  const facts = [
    ...(articleId ? [`article=${articleId}`] : []),
    ...(outletSlug ? [`outlet=${outletSlug}`] : []),
    ...(channel ? [`channel=${channel}`] : []),
    ...(story ? [`story=${story}`] : []),
    `event=${kind}`,
  ]
  return { terms: null, facts, sortMs: Date.parse(at) }
}

function isOpen({ state, expiresAt }: Target, now: Instant): boolean {
  return (state === 'active' || state === 'failing') && (expiresAt === null || expiresAt > now)
}
