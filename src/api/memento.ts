import type { Hono } from 'hono'
import { formatTimestamp14, type HttpUrl, type Instant, parseTimestamp14 } from '#model'
import type { Door } from './create-api.ts'
import { trailingUrl } from './input.ts'
import { formatTimeMap, linkHeader, mementoUrl, nearestTo, parseHttpDate } from './memento-links.ts'
import { notFound, Problem } from './problem.ts'
import { replayResponse } from './replay.ts'
import { taggedResponse } from './reply.ts'

/** TimeGate, TimeMap and mementos. @see RFC 7089 */
export function addMementoRoutes(app: Hono, door: Door): void {
  const { access, baseUrlOf } = door

  app.get('/timegate/*', async ({ req }) => {
    const url = trailingUrl(req.raw, '/timegate/')
    const headers = { vary: 'accept-datetime', 'cache-control': 'no-cache' }
    const wanted = acceptedMs(req.header('accept-datetime'), headers)
    const captures = await access.captures(url)
    const chosen = wanted === null ? captures.at(-1) : nearestTo(captures, wanted)
    if (!chosen) throw new Problem(404, 'not-found', `No capture of ${url} is held.`, { headers })
    const base = baseUrlOf(req.raw)
    const link = linkHeader(base, url, captures, null)
    return new Response(null, {
      status: 302,
      headers: { ...headers, location: mementoUrl(base, chosen), link },
    })
  })

  app.get('/timemap/link/*', async ({ req }) => {
    const pagePrefix = /^\/timemap\/link\/(\d{1,6})\/(?=https?[:%])/i.exec(new URL(req.url).pathname)
    const url = trailingUrl(req.raw, pagePrefix?.[0] ?? '/timemap/link/')
    const captures = await access.captures(url)
    if (captures.length === 0) throw notFound(`No capture of ${url} is held.`)
    const page = pagePrefix ? Number(pagePrefix[1]) : null
    const timeMap = formatTimeMap(baseUrlOf(req.raw), url, captures, page)
    if (timeMap === null) throw notFound(`The TimeMap of ${url} has no page ${page}.`)
    return taggedResponse(req.raw, timeMap, {
      headers: { 'content-type': 'application/link-format' },
    })
  })

  app.get('/web/*', async ({ req }) => {
    const request = req.raw
    const [prefix, timestamp = '', modifier = ''] =
      /^\/web\/(\d{4,14})([a-z]{2}_)?\//.exec(new URL(request.url).pathname) ?? []
    if (!prefix) throw new Problem(400, 'bad-timestamp', 'The path is /web/YYYYMMDDhhmmss/URL.')
    const url = trailingUrl(request, prefix)
    const at = instantOfDigits(timestamp)
    const captures = await access.captures(url)
    // Captures are told apart by milliseconds, addresses by seconds: the second named is looked for first.
    const named = captures.find((capture) => formatTimestamp14(capture.capturedAt) === timestamp)
    const memento = await access.memento(url, named?.capturedAt ?? at)
    if (!memento) throw notFound(`No capture of ${url} is held.`)
    const { capture } = memento
    const base = baseUrlOf(request)
    if (formatTimestamp14(capture.capturedAt) !== timestamp) {
      const location = mementoUrl(base, capture).replace(/(\/web\/\d{14})/, `$1${modifier}`)
      return new Response(null, { status: 302, headers: { location, 'cache-control': 'no-cache' } })
    }
    const link = linkHeader(base, url, captures, capture)
    return replayResponse(memento, { baseUrl: base, link, isRaw: modifier === 'id_', isHeld: heldBy(access) })
  })
}

/** The capture that a snapshot was made of, as a memento. */
export async function originalResponse(
  { access, baseUrlOf }: Door,
  request: Request,
  original: NonNullable<Awaited<ReturnType<Door['access']['original']>>>,
): Promise<Response> {
  const { capture } = original
  const base = baseUrlOf(request)
  const captures = await access.captures(capture.url)
  const link = linkHeader(base, capture.url, captures.length > 0 ? captures : [capture], capture)
  return replayResponse(original, { baseUrl: base, link, isRaw: false, isHeld: heldBy(access) })
}

function heldBy(access: Door['access']): (url: HttpUrl) => Promise<boolean> {
  return async (url) => (await access.captures(url)).length > 0
}

/** @returns Milliseconds since 1970; null where no moment is asked for, which means the newest. @throws {Problem} 400 */
function acceptedMs(acceptDatetime: string | undefined, headers: Record<string, string>): number | null {
  if (acceptDatetime === undefined) return null
  const ms = parseHttpDate(acceptDatetime)
  if (ms !== null) return ms
  const detail = 'Accept-Datetime is no date such as "Wed, 20 Sep 2023 03:50:00 GMT".'
  throw new Problem(400, 'bad-datetime', detail, { headers })
}

function instantOfDigits(timestamp: string): Instant {
  try {
    return parseTimestamp14(timestamp)
  } catch {
    throw new Problem(
      400,
      'bad-timestamp',
      `${timestamp} is no moment: YYYYMMDDhhmmss in UTC, or its first digits.`,
    )
  }
}
