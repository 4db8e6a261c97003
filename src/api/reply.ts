import { createHash } from 'node:crypto'

/**
 * JSON with an entity tag. Whatever may be taken down is asked about again each time (`no-cache`), which costs
 * a client that has it one 304.
 */
export function jsonResponse(
  request: Request,
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response {
  return taggedResponse(request, `${JSON.stringify(value)}\n`, {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

/** Text of any kind with an entity tag; 304 where the client has it already. */
export function taggedResponse(
  request: Request,
  body: string,
  { status = 200, headers: given }: { status?: number; headers: Record<string, string> },
): Response {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  const headers = new Headers({
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    etag,
    ...given,
  })
  const held = (request.headers.get('if-none-match') ?? '')
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
  if (status === 200 && (held.includes(etag) || held.includes('*'))) {
    headers.delete('content-type')
    return new Response(null, { status: 304, headers })
  }
  return new Response(body, { status, headers })
}
