import type { Context } from 'hono'
import type { Access } from '#access'
import { parseSnapshotId } from '#model'

/** What browsers show as pictures. Anything else an outlet may have sent stays in the archive. */
const mediaTypes = /^image\/(avif|bmp|gif|jpeg|jpg|png|svg\+xml|webp|x-icon|vnd\.microsoft\.icon)$/

/**
 * Our own copy of a figure. Its bytes are an outlet's: sandboxed, so that an SVG opened on its own runs
 * nothing and loads nothing.
 */
export async function imageResponse(access: Access, c: Context): Promise<Response> {
  const image = await load(access, c)
  if (!image || !mediaTypes.test(image.mediaType))
    return c.text('No such image.\n', 404, { 'cache-control': 'no-store' })
  return new Response(image.bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': image.mediaType,
      'content-length': String(image.bytes.byteLength),
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // Short: a takedown must reach pictures too.
      'cache-control': 'private, max-age=600',
    },
  })
}

async function load(access: Access, c: Context): Promise<{ bytes: Uint8Array; mediaType: string } | null> {
  try {
    return await access.image(parseSnapshotId(c.req.param('id') ?? ''), Number(c.req.param('n')))
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}
