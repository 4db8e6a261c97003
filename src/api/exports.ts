import type { Hono } from 'hono'
import type { Door } from './create-api.ts'
import { proofResponse, shownSnapshot } from './json-routes.ts'
import { markdownOf, plainTextOf } from './markdown.ts'
import { originalResponse } from './memento.ts'
import { notFound } from './problem.ts'
import { jsonResponse, taggedResponse } from './reply.ts'
import { snapshotRecord } from './snapshot-record.ts'

/** The route of `{id}.json` and its like. */
export const exportedFile = ':file{[0-9a-z]+\\.(?:json|txt|md|warc\\.gz|wacz)}'

/** One snapshot in other forms: `/s/{id}.json`, `.txt`, `.md`, `.warc.gz`, `.wacz`, its proof and its original. */
export function addExportRoutes(app: Hono, door: Door): void {
  const { access, baseUrlOf } = door

  app.get(`/s/${exportedFile}`, async ({ req }) => {
    const [id = '', extension = ''] = req.param('file').split(/\.(.*)/s)
    const view = await shownSnapshot(door, id)
    const baseUrl = baseUrlOf(req.raw)
    const { snapshot } = view.held
    switch (extension) {
      case 'json':
        return jsonResponse(req.raw, snapshotRecord(view, baseUrl))
      case 'txt':
        return taggedResponse(req.raw, plainTextOf(view, baseUrl), {
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        })
      case 'md':
        return taggedResponse(req.raw, markdownOf(view, baseUrl), {
          headers: { 'content-type': 'text/markdown; charset=utf-8' },
        })
      case 'warc.gz':
        return fileResponse(await access.exportWarc(snapshot.id), `${id}.warc.gz`, 'application/gzip')
      default:
        return fileResponse(
          await access.exportWacz(snapshot.id, {
            withReceipt: new URL(req.url).searchParams.get('proof') === '1',
          }),
          `${id}.wacz`,
          'application/wacz',
        )
    }
  })

  app.get('/s/:id/proof.json', ({ req }) => proofResponse(door, req.raw, req.param('id')))

  // The page for people is the site's; this answers only whoever asks for JSON.
  app.get('/s/:id/proof', async (context, next) => {
    const { req } = context
    if (prefersJson(req.header('accept') ?? ''))
      context.res = await proofResponse(door, req.raw, req.param('id'))
    else await next()
    context.res.headers.append('vary', 'Accept')
  })

  app.get('/s/:id/original', async ({ req }) => {
    const view = await shownSnapshot(door, req.param('id'))
    const original = await access.original(view.held.snapshot.id)
    if (!original) throw notFound('The capture of this snapshot is not held.')
    return originalResponse(door, req.raw, original)
  })
}

async function fileResponse(
  bytes: AsyncIterable<Uint8Array> | null,
  name: string,
  type: string,
): Promise<Response> {
  if (!bytes) throw notFound('The capture of this snapshot is not held.')
  const pieces = bytes[Symbol.asyncIterator]()
  // What cannot be read is told before the answer begins, not by breaking it off.
  let next = await pieces.next()
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done) return controller.close()
      controller.enqueue(next.value)
      next = await pieces.next()
    },
    async cancel() {
      await pieces.return?.()
    },
  })
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
    },
  })
}

function prefersJson(accept: string): boolean {
  return /\bapplication\/json\b/.test(accept) && !/\btext\/html\b/.test(accept)
}
