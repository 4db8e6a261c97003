import type { Hono } from 'hono'
import { parseChannelSlug } from '#model'
import type { Door } from './create-api.ts'
import { articleIdOf, askWithCursor, queryOf, snapshotIdOf, storyIdOf, targetUrlOf } from './input.ts'
import { lookupRecord, relatedRecord, snapshotItems, wholeItems, wholeList } from './list-records.ts'
import { openApiDocument } from './openapi.ts'
import { notFound, Problem, tombstoneProblem } from './problem.ts'
import { jsonResponse, taggedResponse } from './reply.ts'
import { lookupQuery, newestQuery, relatedQuery, snapshotQuery } from './schemas.ts'
import { bodyRecord, evidenceRecord, snapshotRecord, summaryRecord } from './snapshot-record.ts'

/** `/api/v1/…` and `/api/openapi.json`. */
export function addJsonRoutes(app: Hono, door: Door): void {
  const { access, baseUrlOf } = door

  app.get('/api/v1/snapshots/:id', async ({ req }) => {
    const view = await shownSnapshot(door, req.param('id'))
    const record = snapshotRecord(view, baseUrlOf(req.raw))
    const { evidence, body } = queryOf(req.raw, snapshotQuery)
    return jsonResponse(req.raw, {
      ...record,
      ...(body && bodyRecord(view)),
      ...(evidence && evidenceRecord(view)),
    })
  })

  app.get('/api/v1/snapshots', async ({ req }) => {
    const { channel, outlet, cursor = null, limit } = queryOf(req.raw, newestQuery)
    const filter = {
      ...(channel && { channel: parseChannelSlug(channel) }),
      ...(outlet && { outletSlug: outlet }),
    }
    const page = await askWithCursor(cursor, () => access.newest(filter, { cursor, limit }))
    return jsonResponse(req.raw, { ...page, items: await snapshotItems(page.items, access) })
  })

  app.get('/api/v1/lookup', async ({ req }) => {
    const view = await access.lookup(targetUrlOf(queryOf(req.raw, lookupQuery).url))
    return jsonResponse(req.raw, await lookupRecord(view, baseUrlOf(req.raw), access))
  })

  app.get('/api/v1/snapshots/:id/related', async ({ req }) => {
    const { limit } = queryOf(req.raw, relatedQuery)
    const view = await shownSnapshot(door, req.param('id'))
    return jsonResponse(
      req.raw,
      await relatedRecord(await access.related(view.held.snapshot.id, limit), access),
    )
  })

  app.get('/api/v1/snapshots/:id/proof', ({ req }) => proofResponse(door, req.raw, req.param('id')))

  app.get('/api/v1/articles/:id/revisions', async ({ req }) => {
    const article = await access.article(articleIdOf(req.param('id')))
    if (!article) throw notFound('There is no such article.')
    const list = wholeList(await snapshotItems(article.revisions, access))
    return jsonResponse(req.raw, {
      articleId: article.id,
      url: article.url,
      status: article.webState,
      ...list,
    })
  })

  app.get('/api/v1/stories/:id', async ({ req }) => {
    const story = await access.story(storyIdOf(req.param('id')))
    if (!story) throw notFound('There is no such story.')
    const { id, title, outletCount } = story
    const items = await wholeItems(story.entries, access, ({ reprints }) => ({
      reprints: reprints.map(summaryRecord),
    }))
    return jsonResponse(req.raw, { id, title, outletCount, ...wholeList(items) })
  })

  app.get('/api/v1/channels', async ({ req }) => {
    const items = (await access.channels()).map(({ channel, count }) => ({ ...channel, count }))
    return jsonResponse(req.raw, wholeList(items))
  })

  app.get('/api/v1/outlets', async ({ req }) => {
    const items = (await access.outlets()).map(({ outlet, ...counts }) => {
      const { slug, name, homepage, language, channel, region, followed } = outlet
      return { slug, name, homepage, language, channel, region, followed, ...counts }
    })
    return jsonResponse(req.raw, wholeList(items))
  })

  app.get('/api/v1/outlets/:slug/health', async ({ req }) => {
    const sources = await access.sourceHealth(req.param('slug'))
    if (!sources) throw notFound('There is no such outlet.')
    const items = sources.map(
      ({
        url,
        kind,
        state,
        since,
        reason,
        breakage = null,
        lastLookAt,
        lastSuccessAt,
        expectedCount,
        foundCount,
        newestAt,
      }) => ({
        ...{ url, kind, state, since, reason, breakage, lastLookAt, lastSuccessAt },
        ...{ expectedCount: expectedCount === null ? null : Math.round(expectedCount), foundCount, newestAt },
      }),
    )
    return jsonResponse(req.raw, wholeList(items))
  })

  app.get('/api/openapi.json', ({ req }) => {
    const body = JSON.stringify(openApiDocument(baseUrlOf(req.raw)), null, 2)
    return taggedResponse(req.raw, body, {
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=3600' },
    })
  })
}

/** The receipt of a snapshot, also under `/s/{id}/proof`. @throws {Problem} */
export async function proofResponse(door: Door, request: Request, idText: string): Promise<Response> {
  const view = await shownSnapshot(door, idText)
  const receipt = await door.access.receipt(view.held.snapshot.id)
  if (!receipt) {
    throw new Problem(
      404,
      'not-proved-yet',
      'No checkpoint covers this snapshot yet. Ask again in a minute.',
      {
        headers: { 'retry-after': '60' },
      },
    )
  }
  return jsonResponse(request, receipt)
}

/** @throws {Problem} 404 where there is none, 410 or 451 where it was taken down. */
export async function shownSnapshot({ access }: Door, idText: string) {
  const view = await access.snapshot(snapshotIdOf(idText))
  if (!view) throw notFound('There is no such snapshot.')
  if (view.kind === 'tombstone') throw tombstoneProblem(view)
  return view
}
