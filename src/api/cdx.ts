import type { Hono } from 'hono'
import { z } from 'zod'
import type { CaptureScope } from '#access'
import { type Capture, formatTimestamp14 } from '#model'
import { parsePattern } from './cdx-pattern.ts'
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

const fieldOf = {
  urlkey: (capture: Capture): string => capture.urlKey,
  timestamp: (capture: Capture) => formatTimestamp14(capture.capturedAt),
  original: (capture: Capture): string => capture.url,
  mimetype: (capture: Capture) => (capture.revisitOf ? 'warc/revisit' : (capture.mediaType ?? '-')),
  statuscode: (capture: Capture) => String(capture.status),
  digest: (capture: Capture): string => capture.payloadDigest,
  length: (capture: Capture) => String(capture.location.lengthBytes),
} as const
type FieldName = keyof typeof fieldOf
const fieldNames = Object.keys(fieldOf) as FieldName[]

const timestamp = z.string().regex(/^\d{4,14}$/, 'is no timestamp: 4 to 14 digits, YYYYMMDDhhmmss')
const cdxQuery = z.object({
  url: askedUrl,
  matchType: z.enum(['exact', 'prefix', 'host', 'domain']).optional(),
  limit: z.coerce.number().int().min(-linesMax).max(linesMax).default(linesMax),
  from: timestamp.optional(),
  to: timestamp.optional(),
  output: z.enum(['text', 'json']).default('text'),
  fl: z.string().max(200).optional(),
  collapse: z.string().max(50).optional(),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0),
  showResumeKey: z.enum(['true', 'false']).default('false'),
  resumeKey: z.string().max(9000).optional(),
})

/**
 * The CDX server API: which captures there are of a URL, a line each, oldest first.
 *
 * @see https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
 */
export function addCdxRoutes(app: Hono, door: Door): void {
  app.get('/cdx', async ({ req }) => {
    const {
      from = '',
      to,
      limit,
      offset,
      output,
      fl,
      collapse,
      showResumeKey,
      resumeKey,
      ...where
    } = queryOf(req.raw, cdxQuery)
    const after = resumeKey === undefined ? null : parseResumeKey(resumeKey)
    const fields = fl === undefined ? fieldNames : fl.split(',').map((name) => fieldName(name.trim()))
    const passes = filterOf(new URL(req.url).searchParams.getAll('filter'))
    const keyOf = collapse === undefined ? null : collapseKeyOf(collapse)
    const isResumable = showResumeKey === 'true' && limit > 0
    const lines: Capture[] = []
    const place = resumePlace(after)
    let resume: string | null = null
    let lastKey: string | null = null
    let seen = 0
    let skipsLeft = offset
    for await (const capture of capturesOf(door, where, after)) {
      if (place.isPassed(capture)) continue
      if (isResumable && (lines.length >= limit || seen >= capturesMax)) {
        resume = place.key()
        break
      }
      if (++seen > capturesMax) throw tooWide()
      place.pass(capture)
      const at = fieldOf.timestamp(capture)
      // `to` takes in all of the period that it names.
      if (at < from || (to !== undefined && at.slice(0, to.length) > to) || !passes(capture)) continue
      const key = keyOf?.(capture) ?? null
      if (key !== null && key === lastKey) continue
      lastKey = key
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

/** `[!]field:pattern`, each of which must hold. */
function filterOf(filters: readonly string[]): (capture: Capture) => boolean {
  if (filters.length > 10) throw new Problem(400, 'bad-parameter', 'filter: at most 10 of them.')
  const tests = filters.map((filter) => {
    const [, not = '', name = '', pattern = ''] = /^(!?)([^:]*):(.*)$/s.exec(filter) ?? []
    const field = fieldOf[fieldName(name)]
    const matches = parsePattern(pattern)
    return (capture: Capture) => matches(field(capture)) !== (not === '!')
  })
  return (capture) => tests.every((test) => test(capture))
}

/** `field` or `field:N`: of neighbours that agree in it (in its first N characters) the first is kept. */
function collapseKeyOf(collapse: string): (capture: Capture) => string {
  const [name = '', chars = ''] = collapse.split(':')
  const field = fieldOf[fieldName(name)]
  return (capture) => field(capture).slice(0, /^\d+$/.test(chars) ? Number(chars) : undefined)
}

function fieldName(text: string): FieldName {
  const name = fieldNames.find((each) => each === text)
  if (!name) throw new Problem(400, 'bad-parameter', `"${text}" is no field: ${fieldNames.join(', ')}.`)
  return name
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
