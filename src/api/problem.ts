import type { Tombstone } from '#access'

/**
 * Any error that a client sees, as RFC 9457 problem details.
 *
 * The type is always `about:blank`: the title is the status code's own. `code` tells programs apart what the
 * status does not.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly extra: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: string,
    detail: string,
    { extra = {}, headers = {} }: { extra?: Record<string, unknown>; headers?: Record<string, string> } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.extra = extra
    this.headers = headers
  }
}

/** The phrases of RFC 9110 §15 and RFC 7725, of the statuses that are used here. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  451: 'Unavailable For Legal Reasons',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

/** People get a bare page that says it, programs the problem document. */
export function problemResponse(request: Request, problem: Problem): Response {
  const { status, code, extra } = problem
  const title = titles[status] ?? 'Error'
  const { pathname } = new URL(request.url)
  const common = { 'cache-control': 'no-cache', 'x-content-type-options': 'nosniff', ...problem.headers }
  if (!/^\/api(\/|$)/.test(pathname) && /\btext\/html\b/.test(request.headers.get('accept') ?? '')) {
    const headers = { ...common, ...pageHeaders }
    return new Response(pageOf(`${status} ${title}`, problem.message), { status, headers })
  }
  const body = {
    type: 'about:blank',
    title,
    status,
    detail: problem.message,
    instance: pathname,
    code,
    ...extra,
  }
  const headers = { ...common, 'content-type': 'application/problem+json' }
  return new Response(`${JSON.stringify(body)}\n`, { status, headers })
}

const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'self'",
  'referrer-policy': 'no-referrer',
}

/** These addresses are for programs: nothing here is styled, and English does. */
function pageOf(title: string, message: string): string {
  const text = message.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="/">Front page</a></p>
`
}

export function notFound(what: string): Problem {
  return new Problem(404, 'not-found', what)
}

/** That something was taken down, and no more. @see RFC 7725 for 451 */
export function tombstoneProblem(tombstone: Tombstone): Problem {
  const { id, url, capturedAt, withheldAt, reason } = tombstone
  return new Problem(
    tombstone.httpStatus,
    'withheld',
    `This snapshot was taken down on ${withheldAt.slice(0, 10)}: ${reason}`,
    {
      extra: { tombstone: { id, url, capturedAt, withheldAt, reason } },
    },
  )
}
