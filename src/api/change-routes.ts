import type { Hono } from 'hono'
import { PassageError, type PassageHistoryView } from '#access'
import type { Door } from './create-api.ts'
import { articleIdOf, queryOf } from './input.ts'
import { wholeItems, wholeList } from './list-records.ts'
import { notFound, Problem } from './problem.ts'
import { jsonResponse } from './reply.ts'
import { changeSearchQuery } from './schemas.ts'
import { excerptRecord } from './snapshot-record.ts'

/** `/api/v1/changes/search`: where a passage stood, until when, and what took its place. */
export function addChangeRoutes(app: Hono, { access }: Pick<Door, 'access'>): void {
  app.get('/api/v1/changes/search', async ({ req }) => {
    const { q, article, limit } = queryOf(req.raw, changeSearchQuery)
    const articleId = article === undefined ? undefined : articleIdOf(article)
    if (articleId && !(await access.article(articleId))) throw notFound('There is no such article.')
    try {
      const views = await access.searchChanges(q, { limit, ...(articleId && { articleId }) })
      return jsonResponse(req.raw, await changeSearchRecord(views, access))
    } catch (error) {
      if (error instanceof PassageError) throw new Problem(400, 'bad-passage', error.message)
      throw error
    }
  })
}

/** What a search over changes answers: `{items, next, total}`, those that have most of the passage first. */
export async function changeSearchRecord(
  views: readonly PassageHistoryView[],
  access: Parameters<typeof wholeItems>[1],
) {
  return wholeList(
    await wholeItems(views, access, ({ excerpt, contained, isExact, spans, change }) => ({
      ...excerptRecord(excerpt),
      contained,
      exact: isExact,
      spans,
      change,
    })),
  )
}
