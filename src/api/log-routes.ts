import { gzipSync } from 'node:zlib'
import type { Hono } from 'hono'
import { parseTilePath } from '#transparency'
import type { Door } from './create-api.ts'
import { notFound } from './problem.ts'
import { taggedResponse } from './reply.ts'

/** The public log: `/log/checkpoint` and `/log/tile/…`. @see https://c2sp.org/tlog-tiles */
export function addLogRoutes(app: Hono, { access }: Door): void {
  app.get('/log/checkpoint', async ({ req }) => {
    const checkpoint = await access.checkpoint()
    if (!checkpoint) throw notFound('Nothing has been logged yet.')
    return taggedResponse(req.raw, checkpoint, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
  })

  app.get('/log/key', ({ req }) =>
    taggedResponse(req.raw, `${access.verifierKey}\n`, {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }),
  )

  // One note a change, an empty line between them; empty where the log has its first key.
  app.get('/log/key-changes', ({ req }) =>
    taggedResponse(req.raw, access.keyChanges.join('\n'), {
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }),
  )

  app.get('/log/tile/*', async ({ req }) => {
    const path = new URL(req.url).pathname.slice('/log/'.length)
    const bytes = parseTilePath(path) && (await access.tile(path))
    if (!bytes) throw notFound('There is no such tile, or no checkpoint covers it yet.')
    // Hashes cannot be packed; entries go down by a third, and readers are to take them either way (C2SP tlog-tiles).
    const isPacked = path.startsWith('tile/entries/') && acceptsGzip(req.raw)
    const body = isPacked ? gzipSync(bytes) : bytes
    return new Response(body as Uint8Array<ArrayBuffer>, {
      headers: {
        'content-type': 'application/octet-stream',
        // Both kinds never change; a partial one is of no use once the full one is there.
        'cache-control': path.includes('.p/')
          ? 'public, max-age=86400'
          : 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        ...(path.startsWith('tile/entries/') && { vary: 'Accept-Encoding' }),
        ...(isPacked && { 'content-encoding': 'gzip' }),
      },
    })
  })
}

/** @see RFC 9110 §12.5.3 */
function acceptsGzip(request: Request): boolean {
  const codings = (request.headers.get('accept-encoding') ?? '').toLowerCase().split(',')
  return codings.some((each) => /^\s*(x-)?gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(each))
}
