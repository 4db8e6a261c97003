import type { Hono } from 'hono'
import type { Access } from '#access'
import type { Door } from './create-api.ts'
import { askWithCursor, queryOf } from './input.ts'
import { contentRecord, summaryRecord } from './snapshot-record.ts'
import { exportQuery } from './subscription-schemas.ts'

const pageSize = 100

/** `/api/v1/export`: everything that a query finds, newest first, a JSON object a line (https://jsonlines.org). */
export function addBulkExport(app: Hono, { access, log }: Door): void {
  app.get('/api/v1/export', async ({ req }) => {
    const { q } = queryOf(req.raw, exportQuery)
    // What cannot be read is told before the answer begins.
    const lines = linesOf(q, access)
    let next = await askWithCursor(null, () => lines.next())
    const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        if (next.done) return controller.close()
        controller.enqueue(new TextEncoder().encode(next.value))
        try {
          next = await lines.next()
        } catch (error) {
          log?.error('api.export-failed', { error: (error as Error).message })
          controller.error(error)
        }
      },
      async cancel() {
        await lines.return(undefined)
      },
    })
    return new Response(stream, {
      headers: {
        'content-type': 'application/jsonl',
        'content-disposition': 'attachment; filename="snapshots.jsonl"',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      },
    })
  })
}

/** A page of lines at a time. */
async function* linesOf(query: string, access: Access): AsyncGenerator<string, undefined> {
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<Access['search']>> = await access.search(query, {
      ...{ sort: 'newest', cursor, limit: pageSize },
    })
    const summaries = page.items.flatMap(({ summary, reprints }) => [summary, ...reprints])
    const held = await access.contents(summaries.map(({ id }) => id))
    const contents = new Map(held.map((each) => [each.snapshot.id, each]))
    const lines = summaries.flatMap((summary) => {
      const content = contents.get(summary.id)
      return content ? [`${JSON.stringify({ ...summaryRecord(summary), ...contentRecord(content) })}\n`] : []
    })
    if (lines.length > 0) yield lines.join('')
    if (page.next === null) return
    cursor = page.next
  }
}
