import type { Hono } from 'hono'
import { z } from 'zod'
import type { CaptureScope } from '#access'
import { type Capture, epochMs, type Instant, parseTimestamp14 } from '#model'
import { fieldNames, fieldOf, parseCollapses, parseFieldName, parseFilters } from './cdx-fields.ts'
import { parseResumeKey, type ResumePoint, resumePlace } from './cdx-resume.ts'
import type { Door } from './create-api.ts'
import { queryOf, targetUrlOf } from './input.ts'
import { Problem } from './problem.ts'
import { taggedResponse } from './reply.ts'
import { askedUrl } from './schemas.ts'

/** At most so many lines in one answer. */
const linesMax = 10_000
/** At most so many captures are looked at for one answer: about a second of the machine's time. */
const capturesMax = 100_000
/** What a block of the Wayback Machine's compressed index has, by which it counts its pages. */
const blockCaptures = 3000

const timestamp = z.string().regex(/^\d{1,14}$/, 'is no timestamp: 1 to 14 digits, YYYYMMDDhhmmss')
const flag = z.enum(['true', 'false']).default('false')
const cdxQuery = z.object({
  url: askedUrl,
  matchType: z.enum(['exact', 'prefix', 'host', 'domain']).optional(),
  limit: z.coerce.number().int().min(-linesMax).max(linesMax).default(linesMax),
  from: timestamp.optional(),
  to: timestamp.optional(),
  sort: z.enum(['default', 'reverse', 'closest']).default('default'),
  closest: timestamp.optional(),
  output: z.enum(['text', 'json']).default('text'),
  fl: z.string().max(200).optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  page: z.coerce.number().int().min(-1).max(1_000_000).default(-1),
  pageSize: z.coerce.number().int().min(1).max(3).default(3),
  showNumPages: flag,
  showResumeKey: flag,
  resumeKey: z.string().max(9000).optional(),
})

/**
 * The CDX server API: which captures there are of a URL, a line each, oldest first.
 *
 * @see https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
 */
export function addCdxRoutes(app: Hono, door: Door): void {
  app.get('/cdx', async ({ req }) => {
    const asked = queryOf(req.raw, cdxQuery)
    const { from = '', to, limit, offset, output, fl, page, resumeKey } = asked
    if (asked.showNumPages === 'true') return numberOfPages(req.raw, door, asked)
    const after = resumeKey === undefined ? null : parseResumeKey(resumeKey)
    const fields = fl === undefined ? fieldNames : fl.split(',').map((name) => parseFieldName(name.trim()))
    const parameters = new URL(req.url).searchParams
    const passes = parseFilters(parameters.getAll('filter'))
    const staysCollapsed = parseCollapses(parameters.getAll('collapse'))
    const isResumable = asked.showResumeKey === 'true' && limit > 0 && page < 0
    const [pageStart, pageEnd] = page < 0 ? [0, Number.POSITIVE_INFINITY] : pageBounds(asked)
    const lines: Capture[] = []
    const place = resumePlace(after)
    let resume: string | null = null
    let seen = 0
    let skipsLeft = offset
    for await (const capture of inOrder(capturesOf(door, asked, after), asked)) {
      if (place.isPassed(capture)) continue
      if (isResumable && (lines.length >= limit || seen >= capturesMax)) {
        resume = place.key()
        break
      }
      if (seen >= pageEnd) break
      if (++seen > capturesMax) throw tooWide()
      if (seen <= pageStart) continue
      place.pass(capture)
      const at = fieldOf.timestamp(capture)
      // `to` takes in all of the period that it names.
      if (at < from || (to !== undefined && at.slice(0, to.length) > to)) continue
      if (!passes(capture) || !staysCollapsed(capture)) continue
      if (skipsLeft-- > 0) continue
      lines.push(capture)
      // A negative limit asks for the last ones.
      if (limit >= 0 ? lines.length >= limit : lines.length > -limit) {
        if (isResumable) continue // Whether there is more decides if there is a key to go on with.
        if (limit >= 0) break
        lines.shift()
      }
    }
    const rows = lines
      .slice(0, Math.abs(limit))
      .map((capture) => fields.map((name) => fieldOf[name](capture)))
    return output === 'json' ? asJson(req.raw, fields, rows, resume) : asText(req.raw, rows, resume)
  })
}

type CdxQuery = z.infer<typeof cdxQuery>

/** Pages are cut before anything is filtered, so that several can be asked for beside one another. */
function pageBounds({ page, pageSize }: CdxQuery): [number, number] {
  const captures = pageSize * blockCaptures
  return [page * captures, (page + 1) * captures]
}

/** A number; as JSON what pywb answers. */
async function numberOfPages(request: Request, door: Door, asked: CdxQuery): Promise<Response> {
  let captures = 0
  for await (const _ of capturesOf(door, asked, null)) if (++captures > capturesMax) throw tooWide()
  const blocks = Math.ceil(captures / blockCaptures)
  const pages = Math.ceil(blocks / asked.pageSize)
  const isJson = asked.output === 'json'
  const body = isJson ? JSON.stringify({ pages, pageSize: asked.pageSize, blocks }) : `${pages}`
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8'
  return taggedResponse(request, `${body}\n`, { headers: { 'content-type': type } })
}

/** Those of one URL also from the newest on, or from the one nearest to a moment. */
async function* inOrder(
  captures: AsyncIterable<Capture>,
  { url, matchType, sort, closest }: CdxQuery,
): AsyncIterable<Capture> {
  if (sort === 'default') return yield* captures
  if (scopeOf({ url, matchType }).matchType !== 'exact')
    throw new Problem(
      400,
      'bad-parameter',
      'sort: only the captures of one URL (matchType=exact) are sorted.',
    )
  const all: Capture[] = []
  for await (const capture of captures) if (all.push(capture) > capturesMax) throw tooWide()
  if (sort === 'reverse') return yield* all.reverse()
  if (closest === undefined) throw new Problem(400, 'bad-parameter', 'closest: is missing; it says to what.')
  const wanted = epochMs(instantOfTimestamp(closest))
  const distance = ({ capturedAt }: Capture) => Math.abs(epochMs(capturedAt) - wanted)
  yield* all.sort((a, b) => distance(a) - distance(b))
}

/** The beginning of the period that fewer than 14 digits name. @throws {Problem} 400 */
function instantOfTimestamp(digits: string): Instant {
  try {
    return parseTimestamp14(digits)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Problem(400, 'bad-parameter', `closest: there is no moment ${digits}.`)
  }
}

async function* capturesOf(
  { access }: Door,
  where: { url: string; matchType?: 'exact' | CaptureScope['matchType'] | undefined },
  after: ResumePoint | null,
): AsyncIterable<Capture> {
  const { url, matchType } = scopeOf(where)
  if (matchType === 'exact') yield* await access.captures(url)
  else yield* access.capturesUnder({ url, matchType, ...(after && { from: after.urlKey }) })
}

/** The wildcards of the CDX server API: `example.com/a*` is a prefix, `*.example.com` a domain. */
function scopeOf({ url, matchType }: { url: string; matchType?: string | undefined }) {
  if (matchType === undefined && url.startsWith('*.'))
    return { url: targetUrlOf(url.slice(2)), matchType: 'domain' as const }
  if (matchType === undefined && url.endsWith('*'))
    return { url: targetUrlOf(url.slice(0, -1)), matchType: 'prefix' as const }
  return { url: targetUrlOf(url), matchType: (matchType ?? 'exact') as 'exact' | CaptureScope['matchType'] }
}

function tooWide(): Problem {
  return new Problem(
    400,
    'too-wide',
    `There are more than ${capturesMax} captures to look through. Ask for less of the outlet, or page by page: showResumeKey=true.`,
  )
}

function asText(request: Request, rows: readonly string[][], resume: string | null): Response {
  // A space would be read as the end of a field; URLs and keys have none, media types should not.
  const body = rows.map((row) => `${row.map((value) => value.replace(/\s/g, '%20')).join(' ')}\n`).join('')
  const more = resume === null ? '' : `\n${encodeURIComponent(resume)}\n`
  return taggedResponse(request, body + more, { headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

function asJson(
  request: Request,
  fields: readonly string[],
  rows: readonly string[][],
  resume: string | null,
): Response {
  const more = resume === null ? [] : [[], [encodeURIComponent(resume)]]
  const table = rows.length > 0 || resume !== null ? [fields, ...rows, ...more] : []
  const body = `[${table.map((row) => JSON.stringify(row)).join(',\n')}]\n`
  return taggedResponse(request, body, { headers: { 'content-type': 'application/json' } })
}
