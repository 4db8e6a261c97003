import { setTimeout as wait } from 'node:timers/promises'
import type { Hono } from 'hono'
import type { Access, HeldArticle, Tombstone } from '#access'
import type { ArticleId } from '#model'
import type { JournalEvent, Subscriptions } from '#subscriptions'
import type { Door } from './create-api.ts'
import { queryOf } from './input.ts'
import { Problem } from './problem.ts'
import { jsonResponse } from './reply.ts'
import { summaryRecord } from './snapshot-record.ts'
import { changesQuery } from './subscription-schemas.ts'

const pollMs = 500

/** `/api/v1/changes`: all that happens, in the order in which we noticed, for whoever keeps a copy. */
export function addEventRoutes(app: Hono, door: Door): void {
  const { access, subscriptions } = door
  app.get('/api/v1/changes', async ({ req }) => {
    if (!subscriptions) throw new Problem(404, 'not-found', 'This process keeps no journal.')
    const { cursor = '0', limit, kind, outlet, channel, wait: waitSeconds } = queryOf(req.raw, changesQuery)
    if (!/^\d{1,15}$/.test(cursor))
      throw new Problem(400, 'bad-cursor', 'The cursor is none of this feed. Begin without one.')
    const fits = (event: JournalEvent) =>
      (!kind || event.kind === kind) &&
      (!outlet || event.outletSlug === outlet) &&
      (!channel || event.channel === channel)
    const page = await pageBehind(Number(cursor), {
      fits,
      limit,
      waitSeconds,
      subscriptions,
      signal: req.raw.signal,
    })
    const items = await eventRecords(page.events, access)
    return jsonResponse(req.raw, {
      items,
      next: page.isMore ? `${page.place}` : null,
      cursor: `${page.place}`,
      total: { value: items.length, exact: !page.isMore },
    })
  })
}

/** The last place looked at is where to go on, also where nothing there fits. */
async function pageBehind(
  start: number,
  ask: {
    fits: (event: JournalEvent) => boolean
    limit: number
    waitSeconds: number
    subscriptions: Subscriptions
    signal: AbortSignal
  },
): Promise<{ events: JournalEvent[]; place: number; isMore: boolean }> {
  const events: JournalEvent[] = []
  let place = start
  for (let waited = 0; ; ) {
    const batch = await ask.subscriptions.events(place, 500)
    for (const event of batch) {
      if (ask.fits(event)) {
        if (events.length === ask.limit) return { events, place, isMore: true }
        events.push(event)
      }
      place = event.seq
    }
    if (batch.length === 500) continue
    const isEnough = events.length > 0 || waited >= ask.waitSeconds * 1000 || ask.signal.aborted
    if (isEnough) return { events, place, isMore: false }
    await wait(pollMs)
    waited += pollMs
  }
}

/** Events with what may be shown of them now: a summary, a tombstone, or neither. */
export async function eventRecords(
  events: readonly JournalEvent[],
  access: Pick<Access, 'article' | 'snapshot'>,
) {
  const articles = new Map<ArticleId, HeldArticle | null>()
  for (const { articleId } of events) {
    if (articleId && !articles.has(articleId)) articles.set(articleId, await access.article(articleId))
  }
  return Promise.all(
    events.map(async (event) => {
      const { seq, kind, at, notedAt, articleId, snapshotId, previous, outletSlug, channel, story } = event
      const revisions = (articleId && articles.get(articleId)?.revisions) || []
      const summary = revisions.find(({ id }) => id === snapshotId)
      return {
        ...{ seq, kind, at, notedAt, articleId, snapshotId, previous, outletSlug, channel, story },
        snapshot: summary ? summaryRecord(summary) : null,
        tombstone: summary ? null : tombstoneRecord(await access.snapshot(snapshotId)),
      }
    }),
  )
}

function tombstoneRecord(view: Awaited<ReturnType<Access['snapshot']>>) {
  if (view?.kind !== 'tombstone') return null
  const { id, url, capturedAt, withheldAt, reason, httpStatus }: Tombstone = view
  return { id, url, capturedAt, withheldAt, reason, status: httpStatus }
}
