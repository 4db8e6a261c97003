import { z } from 'zod'
import { channelSlug, hashId, instant, listOf, snapshotId, snapshotSummary } from './schemas.ts'

/** What goes in and out of the change feed, of subscriptions, and of snapshots that are asked for. */

const eventKind = z.enum(['new', 'revised', 'gone', 'back', 'withdrawn'])
const rhythm = z
  .enum(['instant', 'hourly', 'daily', 'weekly'])
  .describe('What comes meanwhile is put together; digests go out at 7 in the morning, UTC+8.')

const follow = {
  kind: z.enum(['channel', 'outlet', 'author', 'place', 'story', 'q', 'article', 'withdrawals']),
  value: z.string().min(1).max(1000).describe('A slug, a name, an id, or a search in the query language.'),
}

export const changesQuery = z.object({
  cursor: z
    .string()
    .max(20)
    .optional()
    .describe('`cursor` of the answer before: what came behind it. Without one, from the first.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  kind: eventKind.optional(),
  outlet: channelSlug.optional(),
  channel: channelSlug.optional(),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(25)
    .default(0)
    .describe('Where there is nothing, wait so many seconds for something.'),
})

export const exportQuery = z.object({
  q: z.string().max(1000).default('').describe('The query language of the search box; empty: everything.'),
})

export const followRequest = z.object({
  ...follow,
  events: z.array(eventKind).min(1).max(5).optional().describe('What to tell of; default: what is usual.'),
})

export const targetRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('webhook'), url: z.string().min(1).max(2000) }),
  z.object({
    kind: z.literal('mail'),
    mailbox: z.string().min(3).max(254),
    rhythm: rhythm.default('daily'),
    language: z.enum(['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans'),
  }),
  z.object({
    kind: z.literal('push'),
    endpoint: z.string().min(1).max(2000),
    keys: z.object({ p256dh: z.string().max(200), auth: z.string().max(100) }),
  }),
])

export const targetChange = z.object({ rhythm })

export const deliveriesQuery = z.object({
  cursor: z.string().max(20).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const subscription = z.strictObject({
  id: z.int(),
  ...follow,
  events: z.array(eventKind),
  createdAt: instant,
})

const target = z.strictObject({
  id: z.int(),
  kind: z.enum(['webhook', 'mail', 'push', 'websub']),
  url: z.string().optional(),
  secret: z.string().optional().describe('What webhooks are signed with, as Standard Webhooks has it.'),
  mailbox: z.string().optional(),
  endpoint: z.string().optional(),
  rhythm,
  state: z
    .enum(['asked', 'active', 'failing', 'ended'])
    .describe('asked: the mailbox has not agreed yet, and gets nothing.'),
  reason: z.string().nullable(),
  createdAt: instant,
})

const delivery = z.strictObject({
  id: z.int(),
  state: z.enum(['due', 'held-back', 'sent', 'dead']),
  reason: z.string().nullable().describe('Why it was held back, or the last error.'),
  attempts: z.int(),
  queuedAt: instant,
  settledAt: instant.nullable().describe('When it went, was held back or given up.'),
  dueAt: instant.nullable().describe('When it is tried next.'),
  event: z.strictObject({ seq: z.int(), kind: eventKind, at: instant, snapshotId }).nullable(),
  matched: z.array(z.strictObject({ subscription: z.int(), ...follow })),
})

const change = z.strictObject({
  seq: z.int().describe('Grows; never given twice.'),
  kind: eventKind,
  at: instant.describe('When the web, or an operator, did it.'),
  notedAt: instant,
  articleId: hashId.nullable(),
  snapshotId,
  previous: snapshotId.nullable(),
  outletSlug: z.string().nullable(),
  channel: channelSlug.nullable(),
  story: hashId.nullable(),
  snapshot: snapshotSummary.nullable().describe('As it is now; null where it may not be shown any more.'),
  tombstone: z
    .strictObject({
      id: snapshotId,
      url: z.string().nullable(),
      capturedAt: instant,
      withheldAt: instant,
      reason: z.string(),
      status: z.int(),
    })
    .nullable(),
})

export const subscriptionAnswers = {
  ChangeList: listOf(change).extend({
    cursor: z.string().describe('Where to go on: also on the last page.'),
  }),
  SnapshotRequest: z.strictObject({
    id: z.string(),
    url: z.string(),
    askedAt: instant,
    state: z.enum(['waiting', 'done', 'failed']),
    snapshotId: snapshotId.nullable(),
    page: z.string().nullable(),
    reason: z.string().nullable(),
  }),
  Guest: z.strictObject({ key: z.string().describe('A bearer token of its own: keep it.') }),
  Subscription: subscription,
  SubscriptionList: listOf(subscription),
  Target: target,
  TargetList: listOf(target),
  DeliveryList: listOf(delivery),
  Retried: z.strictObject({ retried: z.int() }),
} as const
