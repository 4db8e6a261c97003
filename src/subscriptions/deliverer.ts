import type { Access, SnapshotSummary } from '#access'
import { type Clock, epochMs, instantOf, type Log, type SnapshotId } from '#model'
import { type Delivery, type DeliveryOutcome, nextAttemptAt } from './delivery.ts'
import type { SubscriptionStore } from './subscription-store.ts'
import type { Address, Target } from './target.ts'
import type { Notice, Transport } from './transport.ts'

export interface DelivererParts {
  readonly store: SubscriptionStore
  readonly access: Pick<Access, 'article'>
  /** What has no transport waits: mail where no mail server is set. */
  readonly transports: { readonly [kind in Address['kind']]?: Transport }
  readonly clock: Clock
  readonly log: Log
  /** 0 to 1. */
  readonly chance: () => number
  readonly count?: (outcome: DeliveryOutcome['kind'] | 'dead') => void
}

/** Works through the outbox. Whatever crashes repeats a delivery and loses none. */
export interface Deliverer {
  /** Begins what is due, without waiting for it: a target that hangs must not keep the others waiting. */
  deliverDue(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

/** Of one target, in one round; what is more waits for the next. */
const perTarget = 200
/** Whoever fails is left alone for so long, whatever else is due there. */
const restMs = 5_000
const targetsAtOnce = 64
const deliveryMsMax = 15_000
/** Messages to one target that are under way at once. No order is promised: each says when it happened. */
const atOnce = 8
/** These take all that is due in one message. */
const together: ReadonlySet<Address['kind']> = new Set(['mail', 'websub'])

export function createDeliverer(parts: DelivererParts): Deliverer {
  const { store, access, transports, clock, log } = parts
  const underWay = new Map<number, Promise<void>>()

  return {
    async deliverDue() {
      const due = await store.due(clock.now(), { perTarget, without: [...underWay.keys()] })
      // Many are told of the same event: in one round it is looked up once.
      const known: KnownEvents = new Map()
      const byTarget = Map.groupBy(due, ({ targetId }) => targetId)
      for (const [id, deliveries] of byTarget) {
        if (underWay.size >= targetsAtOnce) return
        const work = deliverTo(id, deliveries, known)
          .catch((error: Error) => log.error('delivery.failed', { target: id, reason: error.message }))
          .finally(() => underWay.delete(id))
        underWay.set(id, work)
      }
    },
    async idle() {
      while (underWay.size > 0) await Promise.all(underWay.values())
    },
  }

  async function deliverTo(id: number, deliveries: readonly Delivery[], known: KnownEvents): Promise<void> {
    const target = await store.target(id)
    const transport = target && transports[target.address.kind]
    if (!target || !transport) return
    const messages = together.has(target.address.kind) ? [deliveries] : deliveries.map((each) => [each])
    for (let from = 0; from < messages.length; from += atOnce) {
      const some = messages.slice(from, from + atOnce)
      const outcomes = await Promise.all(some.map((message) => send(target, transport, message, known)))
      // Noted together: each time costs a write that is waited for, and a crash only repeats these few.
      const arrived = some.filter((_, index) => outcomes[index]?.kind === 'sent').flat()
      if (arrived.length > 0) await settle(target, arrived, { kind: 'sent' })
      for (const [index, outcome] of outcomes.entries())
        if (outcome.kind !== 'sent') await settle(target, some[index] ?? [], outcome)
      if (arrived.length < some.flat().length) return
    }
  }

  async function send(
    target: Target,
    transport: Transport,
    deliveries: readonly Delivery[],
    known: KnownEvents,
  ): Promise<DeliveryOutcome> {
    const notices = await Promise.all(deliveries.map((each) => noticeOf(each, known)))
    const told = notices.filter((notice) => notice !== null)
    return transport(target, told, AbortSignal.timeout(deliveryMsMax)).catch(
      (error: Error): DeliveryOutcome => ({ kind: 'later', reason: error.message }),
    )
  }

  async function settle(
    target: Target,
    deliveries: readonly Delivery[],
    outcome: DeliveryOutcome,
  ): Promise<void> {
    const now = clock.now()
    const ids = deliveries.map(({ id }) => id)
    if (outcome.kind === 'sent') {
      await store.settle(ids, { state: 'sent', reason: null, dueAt: now, settledAt: now })
      if (target.state === 'failing') await store.changeTarget(target.id, { state: 'active', reason: null })
      parts.count?.('sent')
      return
    }
    const { reason } = outcome
    const attempts = Math.max(...deliveries.map((each) => each.attempts)) + 1
    const retryAfterMs = outcome.kind === 'later' ? (outcome.retryAfterMs ?? null) : null
    const dueAt =
      outcome.kind === 'gone' ? null : nextAttemptAt(attempts, now, { retryAfterMs, chance: parts.chance() })
    if (dueAt) await store.settle(ids, { state: 'due', reason, dueAt, settledAt: null })
    else await store.settle(ids, { state: 'dead', reason, dueAt: now, settledAt: now })
    await store.rest(target.id, instantOf(epochMs(now) + restMs))
    const state = outcome.kind === 'gone' ? 'ended' : 'failing'
    await store.changeTarget(target.id, { state, reason })
    log.info('delivery.not-made', { target: target.id, kind: target.address.kind, reason, attempts })
    parts.count?.(dueAt ? outcome.kind : 'dead')
  }

  async function noticeOf(delivery: Delivery, known: KnownEvents): Promise<Notice | null> {
    const { eventSeq, subscriptionIds } = delivery
    let found = known.get(eventSeq)
    if (!found) {
      found = eventWithSummary(eventSeq)
      known.set(eventSeq, found)
    }
    const event = await found
    return event && { delivery, ...event, matched: await store.followed(subscriptionIds) }
  }

  async function eventWithSummary(seq: number): Promise<Pick<Notice, 'event' | 'summary'> | null> {
    const event = await store.event(seq)
    if (!event) return null
    const article =
      event.articleId && event.kind !== 'withdrawn' ? await access.article(event.articleId) : null
    return { event, summary: summaryIn(article ? article.revisions : [], event.snapshotId) }
  }
}

type KnownEvents = Map<number, Promise<Pick<Notice, 'event' | 'summary'> | null>>

function summaryIn(revisions: readonly SnapshotSummary[], id: SnapshotId): SnapshotSummary | null {
  return revisions.find((each) => each.id === id) ?? null
}
