import type { Access, NoticeStore } from '#access'
import type { CatalogStore } from '#catalog'
import type { Clock, Log, SnapshotId } from '#model'
import {
  type Deliverer,
  type Happening,
  happeningsOf,
  type Matcher,
  type SubscriptionStore,
  withdrawalOf,
} from '#subscriptions'

export interface DeliveryParts {
  readonly catalog: Pick<CatalogStore, 'changedSince'>
  readonly access: Pick<Access, 'article' | 'snapshot'>
  readonly notices: Pick<NoticeStore, 'withheldIds'>
  readonly store: SubscriptionStore
  readonly matcher: Matcher
  readonly deliverer: Deliverer
  readonly clock: Clock
  readonly log: Log
}

const batchSize = 500
const placeName = 'catalog'

/**
 * From the catalog to the reader, once: what happened goes into the journal, the journal is matched against all that is
 * followed, and what is due is sent. It follows the catalog's own count of changes, so nothing that a crawl acknowledged
 * is passed over, whoever wrote it and whenever we were running; what is found twice has one line in the journal.
 */
export async function deliver(parts: DeliveryParts): Promise<void> {
  await noteChanges(parts)
  await noteWithdrawals(parts)
  await parts.matcher.matchNew()
  await parts.deliverer.deliverDue()
}

/** Brings the journal up to the catalog, without telling anybody anything. */
export async function noteChanges({ catalog, access, store, clock }: DeliveryParts): Promise<void> {
  for (;;) {
    const { ids, place } = await catalog.changedSince(await store.place(placeName), batchSize)
    if (ids.length === 0) return
    const happenings: Happening[] = []
    for (const id of ids) {
      const article = await access.article(id)
      if (article) happenings.push(...happeningsOf(article))
    }
    await store.note(happenings, clock.now())
    await store.movePlace(placeName, place)
  }
}

/** What may not be shown any more, and is not in the journal as such. */
async function noteWithdrawals({ access, notices, store, clock }: DeliveryParts): Promise<void> {
  const withheld = await notices.withheldIds(clock.now())
  const known = new Set((await store.place('withheld'))?.split(' ').filter(Boolean))
  const fresh = withheld.filter((id) => !known.has(id))
  const isSame = fresh.length === 0 && known.size === withheld.length
  if (isSame) return
  const happenings: Happening[] = []
  for (const id of fresh) {
    const tombstone = await access.snapshot(id as SnapshotId)
    if (tombstone?.kind === 'tombstone')
      happenings.push(withdrawalOf(tombstone, await store.eventOfSnapshot(id)))
  }
  await store.note(happenings, clock.now())
  await store.movePlace('withheld', withheld.join(' '))
}

/** As often as that: a webhook is to be told within seconds of a capture. */
const intervalMs = 500

/**
 * Does so twice a second, one round after the other. A round that fails is told and begun again.
 *
 * @returns Call it to stop; resolves when nothing is under way.
 */
export function keepDelivering(parts: DeliveryParts): () => Promise<void> {
  let running: Promise<void> | null = null
  let lastReason = ''
  const timer = setInterval(() => {
    running ??= deliver(parts)
      .then(() => {
        lastReason = ''
      })
      .catch((error: Error) => {
        if (error.message !== lastReason) parts.log.error('deliver.failed', { reason: error.message })
        lastReason = error.message
      })
      .finally(() => {
        running = null
      })
  }, intervalMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
    await parts.deliverer.idle()
  }
}
