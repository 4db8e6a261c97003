/**
 * A typed client of the JSON API, in one file without dependencies: copy it. Types are those of `/api/openapi.json`.
 *
 *     const archive = createClient('https://news.example.org')
 *     for await (const change of archive.changes({ kind: 'withdrawn' })) takeDown(change.snapshotId)
 */
export interface Summary {
  readonly id: string
  readonly articleId: string
  readonly url: string
  readonly title: string
  readonly lead: string
  readonly outletSlug: string
  readonly outlet: string | null
  readonly channel: string | null
  readonly language: string | null
  readonly publishedAt: string | null
  readonly capturedAt: string
  readonly status: 'live' | 'changed' | 'gone' | 'unreachable'
  readonly revision: { readonly number: number; readonly count: number }
}

export interface Snapshot extends Summary {
  readonly text: string
  readonly authors: readonly { readonly name: string; readonly role: string }[]
  readonly digests: { readonly record: string; readonly payload: string; readonly text: string }
  readonly links: Readonly<Record<string, string>>
}

export interface Found extends Snapshot {
  readonly excerpt: string
  readonly matches: readonly (readonly [number, number])[]
}

export interface Change {
  readonly seq: number
  readonly kind: 'new' | 'revised' | 'gone' | 'back' | 'withdrawn'
  readonly at: string
  readonly articleId: string | null
  readonly snapshotId: string
  readonly previous: string | null
  readonly snapshot: Summary | null
  readonly tombstone: { readonly reason: string; readonly withheldAt: string } | null
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
  readonly total: { readonly value: number; readonly exact: boolean }
}

/** What the service says is wrong (RFC 9457). */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterSeconds: number | null

  constructor(status: number, code: string, detail: string, retryAfterSeconds: number | null) {
    super(detail)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface Client {
  snapshot(id: string): Promise<Snapshot>
  search(
    query: string,
    options?: { readonly sort?: 'relevance' | 'newest' | 'oldest'; readonly cursor?: string },
  ): Promise<Page<Found>>
  lookup(url: string): Promise<Page<Snapshot>>
  revisions(articleId: string): Promise<Page<Snapshot>>
  /** Captures a page now; wants a token. */
  capture(url: string): Promise<Snapshot>
  /**
   * All changes behind a cursor, then each as it happens, until the loop is left. Keep `cursor` of `onPage` and begin
   * with it the next time.
   */
  changes(options?: {
    readonly cursor?: string
    readonly kind?: Change['kind']
    readonly outlet?: string
    readonly onPage?: (cursor: string) => void
    readonly signal?: AbortSignal
  }): AsyncGenerator<Change>
}

export function createClient(
  baseUrl: string,
  options: { readonly token?: string; readonly fetch?: typeof fetch } = {},
): Client {
  const send = options.fetch ?? fetch

  async function ask<T>(
    path: string,
    query: Record<string, string | undefined> = {},
    init: RequestInit = {},
  ): Promise<T> {
    const url = new URL(path, baseUrl)
    for (const [name, value] of Object.entries(query))
      if (value !== undefined) url.searchParams.set(name, value)
    const headers = {
      accept: 'application/json',
      ...(options.token && { authorization: `Bearer ${options.token}` }),
      ...(init.body && { 'content-type': 'application/json' }),
    }
    const response = await send(url, { ...init, headers })
    const body = await response.json()
    if (response.ok) return body as T
    const { code = 'unknown', detail = response.statusText } = body as { code?: string; detail?: string }
    const wait = response.headers.get('retry-after')
    throw new ApiError(response.status, code, detail, wait === null ? null : Number(wait))
  }

  return {
    snapshot: (id) => ask(`/api/v1/snapshots/${encodeURIComponent(id)}`),
    search: (q, { sort, cursor } = {}) => ask('/api/v1/search', { q, sort, cursor }),
    lookup: (url) => ask('/api/v1/lookup', { url }),
    revisions: (id) => ask(`/api/v1/articles/${encodeURIComponent(id)}/revisions`),
    capture: (url) => ask('/api/v1/snapshots', {}, { method: 'POST', body: JSON.stringify({ url }) }),
    async *changes({ cursor, kind, outlet, onPage, signal } = {}) {
      for (let place = cursor; !signal?.aborted; ) {
        const page = await ask<Page<Change> & { cursor: string }>(
          '/api/v1/changes',
          { cursor: place, kind, outlet, wait: '25' },
          signal ? { signal } : {},
        )
        yield* page.items
        place = page.cursor
        onPage?.(place)
      }
    },
  }
}
