import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { SnapshotSummary } from '#access'
import { type ArticleId, epochMs, instantOf } from '#model'
import {
  FollowError,
  type Followed,
  followsOfTopic,
  newestFollowed,
  type Owner,
  type Subscriptions,
} from '#subscriptions'
import type { Door } from './create-api.ts'
import { Problem } from './problem.ts'
import { followOfStream, itemIdOf, itemRecord, parseItemId, readTag, streamOf } from './reader-records.ts'
import { ownerOfRequest } from './who.ts'

const formBytesMax = 64 * 1024
const itemsMax = 1_000
/** So far back a stream goes; what is older is found by searching. */
const streamMax = 500

/**
 * `/greader`: the API of Google Reader as today's reader apps speak it, for what an account or a guest follows. An app
 * signs in with any name, and a token of scope `subscriptions` (or a guest's key) as password.
 *
 * @see https://feedhq.readthedocs.io/en/latest/api/
 */
export function addReaderRoutes(app: Hono, door: Door): void {
  const { access, subscriptions, baseUrlOf } = door
  if (!subscriptions) return
  const at = (path: string) => `/greader/reader/api/0${path}`
  const small = bodyLimit({ maxSize: formBytesMax })

  app.on(['GET', 'POST'], '/greader/accounts/ClientLogin', small, async (context) => {
    const { Passwd: password = '' } = await fieldsOf(context)
    await ownerOfRequest(door, bearing(context, password))
    return context.text(`SID=${password}\nLSID=${password}\nAuth=${password}\n`)
  })
  app.get(at('/token'), async (context) => context.text((await signedIn(context)).slice(0, 57)))
  app.get(at('/user-info'), async (context) => {
    const owner = await signedIn(context)
    return context.json({ userId: owner, userName: owner, userProfileId: owner, userEmail: '' })
  })
  app.get(at('/tag/list'), async (context) => {
    await signedIn(context)
    return context.json({ tags: [{ id: readTag }] })
  })
  app.get(at('/subscription/list'), async (context) => {
    const followed = await subscriptions.followedBy(await signedIn(context))
    return context.json({ subscriptions: followed.map((each) => streamOf(each, baseUrlOf(context.req.raw))) })
  })
  app.post(at('/subscription/edit'), small, async (context) => {
    const owner = await signedIn(context)
    const { ac, s = '' } = await fieldsOf(context)
    if (ac === 'unsubscribe') {
      const held = followOfStream(s, await subscriptions.followedBy(owner))
      if (held) await subscriptions.unfollow(owner, held.id)
    } else if (ac === 'subscribe') await addFeed(owner, s.replace(/^feed\//, ''), context)
    return context.text('OK')
  })
  app.post(at('/subscription/quickadd'), small, async (context) => {
    const owner = await signedIn(context)
    const { quickadd = '' } = await fieldsOf(context)
    const added = await addFeed(owner, quickadd.replace(/^feed\//, ''), context)
    return context.json({
      numResults: added ? 1 : 0,
      query: quickadd,
      ...(added && { streamId: `feed/${added.id}` }),
    })
  })

  app.get(at('/unread-count'), async (context) => {
    const owner = await signedIn(context)
    const counts = await Promise.all(
      (await subscriptions.followedBy(owner)).map(async (each) => {
        const items = await itemsOf(owner, [each], { isUnreadOnly: true })
        const newest = items[0] ? `${epochMs(items[0].summary.capturedAt)}000` : '0'
        return { id: `feed/${each.id}`, count: items.length, newestItemTimestampUsec: newest }
      }),
    )
    return context.json({ max: streamMax, unreadcounts: counts })
  })
  app.get(at('/stream/items/ids'), async (context) => {
    const { items, continuation } = await pageOf(await signedIn(context), context)
    return context.json({
      itemRefs: items.map(({ seq, summary }) => ({
        id: `${seq}`,
        directStreamIds: [],
        timestampUsec: `${epochMs(summary.capturedAt)}000`,
      })),
      ...(continuation && { continuation }),
    })
  })
  app.get(`${at('/stream/contents')}/*`, async (context) => {
    const owner = await signedIn(context)
    const page = await pageOf(
      owner,
      context,
      decodeURIComponent(context.req.path.split('/stream/contents/')[1] ?? ''),
    )
    return contents(context, owner, page.items, page.continuation)
  })
  app.on(['GET', 'POST'], at('/stream/items/contents'), small, async (context) => {
    const owner = await signedIn(context)
    const items = (await Promise.all((await idsOf(context)).map(itemOf))).filter((each) => each !== null)
    return contents(context, owner, items, null)
  })
  app.post(at('/edit-tag'), small, async (context) => {
    const owner = await signedIn(context)
    const form = await parametersOf(context)
    const items = (await Promise.all((await idsOf(context)).map(itemOf))).filter((each) => each !== null)
    const ids = items.map(({ summary }) => summary.articleId)
    const has = (name: string) => form.getAll(name).some((tag) => tag.endsWith('/state/com.google/read'))
    if (has('a')) await subscriptions.markRead(owner, ids, true)
    if (has('r')) await subscriptions.markRead(owner, ids, false)
    return context.text('OK')
  })
  app.post(at('/mark-all-as-read'), small, async (context) => {
    const owner = await signedIn(context)
    const { s = '', ts } = await fieldsOf(context)
    // In microseconds.
    const untilMs = ts && /^\d{1,17}$/.test(ts) ? Number(ts) / 1000 : Number.POSITIVE_INFINITY
    const items = await itemsOf(owner, await followedOf(owner, s), { isUnreadOnly: true })
    const old = items.filter(({ summary }) => epochMs(summary.capturedAt) <= untilMs)
    await subscriptions.markRead(
      owner,
      old.map(({ summary }) => summary.articleId),
      true,
    )
    return context.text('OK')
  })

  function signedIn(context: Context): Promise<Owner> {
    const token = /^GoogleLogin +auth=(\S+)/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
    return ownerOfRequest(door, bearing(context, token))
  }

  async function addFeed(owner: Owner, address: string, context: Context): Promise<Followed | null> {
    const [follow] = followsOfTopic(address, baseUrlOf(context.req.raw)) ?? []
    if (!follow) throw new Problem(400, 'bad-url', 'This is no feed of this service.')
    try {
      return await (subscriptions as Subscriptions).follow(owner, follow)
    } catch (error) {
      if (error instanceof FollowError) throw new Problem(400, 'bad-query', error.message)
      throw error
    }
  }

  /** All that is followed, or one of it. */
  async function followedOf(owner: Owner, stream: string): Promise<readonly Followed[]> {
    const all = await (subscriptions as Subscriptions).followedBy(owner)
    if (!stream.startsWith('feed/')) return all
    const one = followOfStream(stream, all)
    return one ? [one] : []
  }

  async function itemsOf(
    owner: Owner,
    followed: readonly Followed[],
    { isUnreadOnly }: { isUnreadOnly: boolean },
  ): Promise<ReaderItem[]> {
    const follows = followed.map(({ follow }) => follow)
    const { items } = await newestFollowed(access, follows, { each: streamMax, limit: streamMax })
    const ids = items.map(({ articleId }) => articleId)
    const journal = subscriptions as Subscriptions
    const [seqs, read] = await Promise.all([journal.seqsOf(ids), journal.read(owner, ids)])
    return items.flatMap((summary) => {
      const seq = seqs.get(summary.articleId)
      // What the journal has not noticed yet comes with the next look.
      if (seq === undefined || (isUnreadOnly && read.has(summary.articleId))) return []
      return [{ seq, summary }]
    })
  }

  /** `n` items, from the place in `c` on; `xt` leaves read ones out, `ot` those that are older (in seconds). */
  async function pageOf(owner: Owner, context: Context, stream = context.req.query('s') ?? '') {
    const { n, c, ot, r } = context.req.query()
    const isUnreadOnly = (context.req.query('xt') ?? '').endsWith('/state/com.google/read')
    const all = await itemsOf(owner, await followedOf(owner, stream), { isUnreadOnly })
    const oldest = ot && /^\d{1,12}$/.test(ot) ? instantOf(Number(ot) * 1000) : null
    const fitting = oldest ? all.filter(({ summary }) => summary.capturedAt >= oldest) : all
    if (r === 'o') fitting.reverse()
    const start = c && /^\d{1,6}$/.test(c) ? Number(c) : 0
    const count = n && /^\d{1,5}$/.test(n) ? Math.min(Number(n), itemsMax) : 20
    const end = start + count
    return { items: fitting.slice(start, end), continuation: end < fitting.length ? `${end}` : null }
  }

  async function itemOf(id: string): Promise<ReaderItem | null> {
    const seq = parseItemId(id)
    const event = seq === null ? null : (await (subscriptions as Subscriptions).events(seq - 1, 1))[0]
    if (event?.seq !== seq || !event?.articleId) return null
    const summary = (await access.article(event.articleId))?.revisions.at(-1)
    return summary ? { seq: event.seq, summary } : null
  }

  async function contents(
    context: Context,
    owner: Owner,
    items: readonly ReaderItem[],
    continuation: string | null,
  ): Promise<Response> {
    const ids = items.map(({ summary }) => summary.articleId)
    const read = await (subscriptions as Subscriptions).read(owner, ids)
    const held = await access.contents(items.map(({ summary }) => summary.id))
    const texts = new Map(held.map(({ snapshot }) => [snapshot.id, snapshot.article.text]))
    const baseUrl = baseUrlOf(context.req.raw)
    return context.json({
      id: 'user/-/state/com.google/reading-list',
      updated: Math.floor(epochMs(door.clock.now()) / 1000),
      items: items.map(({ seq, summary }) =>
        itemRecord(summary, {
          ...{ id: itemIdOf(seq), text: texts.get(summary.id) ?? summary.lead, baseUrl },
          isRead: read.has(summary.articleId as ArticleId),
        }),
      ),
      ...(continuation && { continuation }),
    })
  }
}

interface ReaderItem {
  readonly seq: number
  readonly summary: SnapshotSummary
}

/** The same request with that token. */
function bearing(context: Context, token: string): Request {
  return new Request(context.req.url, { headers: { authorization: `Bearer ${token}` } })
}

async function parametersOf(context: Context): Promise<URLSearchParams> {
  const asked = new URL(context.req.url).searchParams
  if (context.req.method !== 'POST') return asked
  const form = new URLSearchParams(await context.req.text())
  for (const [name, value] of asked) form.append(name, value)
  return form
}

async function fieldsOf(context: Context): Promise<Record<string, string>> {
  return Object.fromEntries(await parametersOf(context))
}

async function idsOf(context: Context): Promise<string[]> {
  return (await parametersOf(context)).getAll('i').slice(0, itemsMax)
}
