import type { Hono } from 'hono'
import type { SearchNarrowing } from '#access'
import { parseChannelSlug } from '#model'
import type { Door } from './create-api.ts'
import { askWithCursor, momentOf, queryOf, storyIdOf } from './input.ts'
import { searchRecord, wholeList } from './list-records.ts'
import { openSearchDescription, suggestionsMediaType } from './opensearch.ts'
import { jsonResponse, taggedResponse } from './reply.ts'
import { searchQuery, suggestQuery } from './schemas.ts'

/** Searching, suggestions as one types, and the OpenSearch description by which browsers and readers find both. */
export function addSearchRoutes(app: Hono, { access, baseUrlOf, serviceName = 'Verbatim' }: Door): void {
  app.get('/api/v1/search', async ({ req }) => {
    const {
      q,
      sort,
      cursor = null,
      limit,
      explain,
      recency,
      facets,
      histogram,
      ...asked
    } = queryOf(req.raw, searchQuery)
    const narrowing = narrowingOf(asked)
    const options = {
      ...{ sort, cursor, limit, ...narrowing },
      ...(explain && { explain: true }),
      ...(recency && { recency: recency === '1' }),
    }
    const page = await askWithCursor(cursor, () => access.search(q, options))
    const counting = { ...narrowing, ...(histogram && { unit: histogram }) }
    const counted = facets
      ? { facets: await askWithCursor(cursor, () => access.searchFacets(q, counting)) }
      : {}
    return jsonResponse(req.raw, { ...(await searchRecord(page, access)), ...counted })
  })

  app.get('/api/v1/suggest', async ({ req }) => {
    const { q, limit } = queryOf(req.raw, suggestQuery)
    return jsonResponse(req.raw, wholeList(await access.suggest(q, limit)))
  })

  // The form that browsers' search boxes ask for: the text, what it may become, words about each, addresses.
  app.get('/opensearch/suggest', async ({ req }) => {
    const { q, limit } = queryOf(req.raw, suggestQuery)
    const found = await access.suggest(q, limit)
    const address = (query: string) => `${baseUrlOf(req.raw)}/search?q=${encodeURIComponent(query)}`
    const body = [
      q,
      found.map(({ kind, text, query }) => (kind === 'person' ? query : text)),
      found.map(({ kind, count }) => `${kind}, ${count}`),
      found.map(({ query }) => address(query)),
    ]
    return taggedResponse(req.raw, JSON.stringify(body), {
      headers: { 'content-type': `${suggestionsMediaType}; charset=utf-8` },
    })
  })

  app.get('/opensearch.xml', ({ req }) =>
    taggedResponse(req.raw, openSearchDescription({ serviceName, baseUrl: baseUrlOf(req.raw) }), {
      headers: {
        'content-type': 'application/opensearchdescription+xml; charset=utf-8',
        'cache-control': 'public, max-age=3600',
      },
    }),
  )
}

interface Asked {
  readonly channel?: string | undefined
  readonly outlet?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly story?: string | undefined
  readonly revised?: '0' | '1' | undefined
}

function narrowingOf({ channel, outlet, from, to, story, revised }: Asked): SearchNarrowing {
  const [fromAt, toAt] = [momentOf(from), momentOf(to)]
  return {
    ...(channel && { channel: parseChannelSlug(channel) }),
    ...(outlet && { outletSlug: outlet }),
    ...(fromAt && { from: fromAt }),
    ...(toAt && { to: toAt }),
    ...(story && { story: storyIdOf(story) }),
    ...(revised && { revised: revised === '1' }),
  }
}
