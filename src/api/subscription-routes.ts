import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import {
  type DeliveryReceipt,
  FollowError,
  type Followed,
  formatOpml,
  NotOfferedError,
  parseOpml,
  type Subscriptions,
  type Target,
  TooManyError,
} from '#subscriptions'
import type { Door } from './create-api.ts'
import { jsonBody, queryOf, validated } from './input.ts'
import { wholeList } from './list-records.ts'
import { notFound, Problem } from './problem.ts'
import { jsonResponse, taggedResponse } from './reply.ts'
import { deliveriesQuery, followRequest, targetChange, targetRequest } from './subscription-schemas.ts'
import { ownerOfRequest } from './who.ts'

const requestBytesMax = 16 * 1024
const listBytesMax = 1024 ** 2

/** `/api/v1/subscriptions` and `/api/v1/targets`: what somebody follows, where they are told, and what they were told. */
export function addSubscriptionRoutes(app: Hono, door: Door): void {
  const { subscriptions } = door
  if (!subscriptions) return
  const small = bodyLimit({
    maxSize: requestBytesMax,
    onError: () => {
      throw new Problem(413, 'too-large', `A request has at most ${requestBytesMax} bytes.`)
    },
  })
  const listSized = bodyLimit({
    maxSize: listBytesMax,
    onError: () => {
      throw new Problem(413, 'too-large', `A list has at most ${listBytesMax} bytes.`)
    },
  })
  const owner = (context: Context) => ownerOfRequest(door, context.req.raw)

  app.post('/api/v1/guests', ({ req }) =>
    jsonResponse(req.raw, { key: subscriptions.newGuest() }, { status: 201 }),
  )

  app.get('/api/v1/subscriptions', async (context) =>
    privately(context, wholeList((await subscriptions.followedBy(await owner(context))).map(followRecord))),
  )
  app.post('/api/v1/subscriptions', small, async (context) => {
    const who = await owner(context)
    const { kind, value, events } = validated(
      await jsonBody(context.req.raw, '{"kind", "value"}'),
      followRequest,
    )
    const followed = await refusing(() => subscriptions.follow(who, { kind, value }, events))
    return privately(context, followRecord(followed), 201)
  })
  app.delete('/api/v1/subscriptions/:id', async (context) => {
    const isGone = await subscriptions.unfollow(await owner(context), numberOf(context.req.param('id')))
    if (!isGone) throw notFound('You have no such subscription.')
    return new Response(null, { status: 204 })
  })

  app.get('/api/v1/subscriptions.opml', async (context) => {
    const followed = await subscriptions.followedBy(await owner(context))
    const title = door.serviceName ?? 'Verbatim'
    const body = formatOpml(followed, { title, baseUrl: door.baseUrlOf(context.req.raw) })
    return taggedResponse(context.req.raw, body, {
      headers: { 'content-type': 'text/x-opml; charset=utf-8', 'cache-control': 'private, no-cache' },
    })
  })
  app.post('/api/v1/subscriptions.opml', listSized, async (context) => {
    const who = await owner(context)
    const follows = parseOpml(await context.req.text(), door.baseUrlOf(context.req.raw))
    const items: ReturnType<typeof followRecord>[] = []
    for (const follow of follows)
      items.push(followRecord(await refusing(() => subscriptions.follow(who, follow))))
    return privately(context, wholeList(items), 201)
  })

  app.get('/api/v1/targets', async (context) =>
    privately(context, wholeList((await subscriptions.targetsOf(await owner(context))).map(targetRecord))),
  )
  app.post('/api/v1/targets', small, async (context) => {
    const who = await owner(context)
    const request = validated(await jsonBody(context.req.raw, '{"kind", …}'), targetRequest)
    const target = await refusing(() => addTarget(subscriptions, who, request))
    return privately(context, targetRecord(target), 201)
  })
  app.patch('/api/v1/targets/:id', small, async (context) => {
    const who = await owner(context)
    const id = numberOf(context.req.param('id'))
    const { rhythm } = validated(await jsonBody(context.req.raw, '{"rhythm"}'), targetChange)
    if (!(await subscriptions.setRhythm(who, id, rhythm))) throw notFound('You have no such target.')
    return privately(context, targetRecord(await ownTarget(subscriptions, who, id)))
  })
  app.delete('/api/v1/targets/:id', async (context) => {
    const target = await ownTarget(subscriptions, await owner(context), numberOf(context.req.param('id')))
    await subscriptions.end(target.key)
    return new Response(null, { status: 204 })
  })
  app.post('/api/v1/targets/:id/retry', async (context) => {
    const who = await owner(context)
    const target = await ownTarget(subscriptions, who, numberOf(context.req.param('id')))
    return privately(context, { retried: await subscriptions.revive(who, target.id) })
  })
  app.get('/api/v1/targets/:id/deliveries', async (context) => {
    const { cursor, limit } = queryOf(context.req.raw, deliveriesQuery)
    const beforeId = cursor === undefined ? null : numberOf(cursor)
    const id = numberOf(context.req.param('id'))
    const receipts = await subscriptions.receipts(await owner(context), id, { beforeId, limit: limit + 1 })
    if (!receipts) throw notFound('You have no such target.')
    const items = receipts.slice(0, limit).map(receiptRecord)
    const next = receipts.length > limit ? `${items.at(-1)?.id}` : null
    return privately(context, {
      items,
      next,
      total: { value: items.length, exact: next === null && beforeId === null },
    })
  })
}

function addTarget(
  subscriptions: Subscriptions,
  owner: Awaited<ReturnType<typeof ownerOfRequest>>,
  request: ReturnType<(typeof targetRequest)['parse']>,
): Promise<Target> {
  switch (request.kind) {
    case 'webhook':
      return subscriptions.addWebhook(owner, request.url)
    case 'mail':
      return subscriptions.addMailbox(owner, request.mailbox, request)
    case 'push':
      return subscriptions.addPush(owner, { endpoint: request.endpoint, ...request.keys })
  }
}

async function ownTarget(
  subscriptions: Subscriptions,
  owner: Awaited<ReturnType<typeof ownerOfRequest>>,
  id: number,
): Promise<Target> {
  const target = (await subscriptions.targetsOf(owner)).find((each) => each.id === id)
  if (!target) throw notFound('You have no such target.')
  return target
}

/** What a request may not ask for is told as such. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof FollowError && error.queryError)
      throw new Problem(400, 'bad-query', error.message, { extra: { position: error.queryError.position } })
    if (error instanceof TooManyError) throw new Problem(409, 'too-many', error.message)
    if (error instanceof NotOfferedError) throw new Problem(403, 'not-open', error.message)
    if (error instanceof RangeError) throw new Problem(400, 'bad-parameter', error.message)
    throw error
  }
}

/** Answers that are for their owner alone. */
function privately({ req }: Context, value: unknown, status = 200): Response {
  return jsonResponse(req.raw, value, { status, headers: { 'cache-control': 'private, no-cache' } })
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw notFound('There is no such number.')
  return Number(text)
}

function followRecord({ id, follow, events, createdAt }: Followed) {
  return { id, ...follow, events, createdAt }
}

function targetRecord({ id, address, rhythm, state, reason, createdAt }: Target) {
  const { kind } = address
  const where = {
    ...(kind === 'webhook' && { url: address.url, secret: address.secret }),
    ...(kind === 'mail' && { mailbox: address.mailbox }),
    ...(kind === 'push' && { endpoint: address.endpoint }),
  }
  return { id, kind, ...where, rhythm, state, reason, createdAt }
}

function receiptRecord({ delivery, event, matched }: DeliveryReceipt) {
  const { id, state, reason, attempts, queuedAt, dueAt, settledAt } = delivery
  return {
    ...{ id, state, reason, attempts, queuedAt, settledAt },
    dueAt: state === 'due' ? dueAt : null,
    event: event && { seq: event.seq, kind: event.kind, at: event.at, snapshotId: event.snapshotId },
    matched: matched.map(({ id: subscription, follow }) => ({ subscription, ...follow })),
  }
}
