import type { Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type Clock, epochMs, type HttpUrl, type SnapshotId } from '#model'
import type { Door } from './create-api.ts'
import { jsonBody, targetUrlOf, validated } from './input.ts'
import { notFound, Problem, tombstoneProblem } from './problem.ts'
import { clientOf, createRateLimit, type RateLimit } from './rate-limit.ts'
import { jsonResponse } from './reply.ts'
import { snapshotRequest } from './schemas.ts'
import { snapshotRecord } from './snapshot-record.ts'
import { hasToken, tokenProblem } from './who.ts'

export const requestBytesMax = 16 * 1024
const hourMs = 3_600_000
const tokenQuota = 600
/** Of pages that somebody asked for. */
const keptMax = 1_000
const underWayMax = 8

/** A page that somebody asked for, and how far it is. */
interface AskedPage {
  readonly id: string
  readonly url: HttpUrl
  readonly askedAt: string
  state: 'waiting' | 'done' | 'failed'
  snapshotId: SnapshotId | null
  reason: string | null
}

/** `POST /api/v1/snapshots`, and where its asker sees it happen. */
export function addSnapshotRequests(app: Hono, door: Door): void {
  const limit = createRateLimit(door.clock, { quota: tokenQuota, windowMs: hourMs })
  const asked = new Map<string, AskedPage>()
  let underWay = 0

  app.post(
    '/api/v1/snapshots',
    bodyLimit({
      maxSize: requestBytesMax,
      onError: () => {
        throw new Problem(413, 'too-large', `A request has at most ${requestBytesMax} bytes.`)
      },
    }),
    async (context) => {
      const { req } = context
      await admit(door, context, limit)
      const { capture, baseUrlOf } = door
      if (!capture) throw new Problem(403, 'not-open', 'This service takes no snapshots on request.')
      const { url } = validated(await jsonBody(req.raw, '{"url": "https://…"}'), snapshotRequest)
      const page = pageAsked(targetUrlOf(url), door.clock)
      if (underWay >= underWayMax)
        throw new Problem(503, 'busy', 'Too many pages are being captured. Ask again in a moment.', {
          headers: { 'retry-after': '5' },
        })
      const work = captureInto(page, capture)
      // RFC 7240: whoever does not want to wait is told where to look.
      if (/\brespond-async\b/i.test(req.header('prefer') ?? '')) {
        keep(page)
        return jsonResponse(req.raw, askedRecord(page, baseUrlOf(req.raw)), {
          status: 202,
          headers: {
            location: `${baseUrlOf(req.raw)}/api/v1/snapshot-requests/${page.id}`,
            'preference-applied': 'respond-async',
          },
        })
      }
      await work
      if (page.snapshotId === null)
        throw new Problem(422, 'no-snapshot', page.reason ?? 'No snapshot was made.')
      const headers = { location: `${baseUrlOf(req.raw)}/api/v1/snapshots/${page.snapshotId}` }
      const view = await door.access.snapshot(page.snapshotId)
      if (view?.kind === 'tombstone') throw tombstoneProblem(view)
      if (!view) throw new Problem(422, 'no-snapshot', 'It was taken, and cannot be shown.')
      return jsonResponse(req.raw, snapshotRecord(view, baseUrlOf(req.raw)), { status: 201, headers })
    },
  )

  app.get('/api/v1/snapshot-requests/:id', ({ req }) => {
    const page = asked.get(req.param('id'))
    if (!page) throw notFound('Nothing was asked for under that name, or it is long ago.')
    return jsonResponse(req.raw, askedRecord(page, door.baseUrlOf(req.raw)))
  })

  async function captureInto(page: AskedPage, capture: NonNullable<Door['capture']>): Promise<void> {
    underWay++
    try {
      const answer = await capture(page.url)
      if ('reason' in answer) Object.assign(page, { state: 'failed', reason: answer.reason })
      else Object.assign(page, { state: 'done', snapshotId: answer.snapshotId })
    } catch (error) {
      door.log?.error('api.capture-failed', { url: page.url, error: (error as Error).message })
      Object.assign(page, {
        state: 'failed',
        reason: 'It could not be captured. The operator has been told.',
      })
    } finally {
      underWay--
    }
  }

  function keep(page: AskedPage): void {
    asked.set(page.id, page)
    const [oldest] = asked.keys()
    if (asked.size > keptMax && oldest !== undefined) asked.delete(oldest)
  }
}

/** With a token as often as that, without one as often as the operator allows. */
async function admit(door: Door, context: Context, limit: RateLimit): Promise<void> {
  const { raw } = context.req
  const isKnown = await hasToken(door, raw, 'snapshots')
  const open = door.limits?.snapshotsPerHour ?? 0
  if (!isKnown && open === 0) {
    if (!door.accounts && (door.tokens ?? []).length === 0)
      throw new Problem(
        403,
        'not-open',
        'This service takes no snapshots on request: its operator has set no token.',
      )
    throw tokenProblem('snapshots', raw.headers.get('authorization'))
  }
  const quota = isKnown ? tokenQuota : open
  const { isAllowed, resetSeconds } = limit.take(
    `${isKnown} ${clientOf(context, door.clientAddressHeader ?? null)}`,
    quota,
  )
  if (!isAllowed)
    throw new Problem(429, 'too-many', `At most ${quota} snapshots an hour.`, {
      headers: { 'retry-after': `${Math.max(1, resetSeconds)}` },
    })
}

function pageAsked(url: HttpUrl, clock: Clock): AskedPage {
  const askedAt = clock.now()
  const id = `${epochMs(askedAt).toString(36)}${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`
  return { id, url, askedAt, state: 'waiting', snapshotId: null, reason: null }
}

function askedRecord({ id, url, askedAt, state, snapshotId, reason }: AskedPage, baseUrl: string) {
  const page = snapshotId && `${baseUrl}/s/${snapshotId}`
  return { id, url, askedAt, state, snapshotId, page, reason }
}
