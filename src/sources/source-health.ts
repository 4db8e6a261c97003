import type { HttpUrl, Instant, NewsTime, SourceKind } from '#model'

/** How one source has been doing, look by look. What the public health page of an outlet shows. */
export interface SourceHealth {
  readonly url: HttpUrl
  readonly kind: SourceKind
  readonly outletSlug: string
  /** `thin`: it answers, and names far fewer articles than it used to. */
  readonly state: 'working' | 'thin' | 'broken'
  /** Since when it is in that state. */
  readonly since: Instant
  /** Why it is not working, in words; null while it is. */
  readonly reason: string | null
  /** The kind of reason, for whoever tells it in another language; null where none is known. */
  readonly breakage?: Breakage | null
  readonly lastLookAt: Instant
  /** The last look that could be read and named as many articles as expected. */
  readonly lastSuccessAt: Instant | null
  /** Articles that it usually names; null before the first success. */
  readonly expectedCount: number | null
  /** Articles that it named at the last look that could be read. */
  readonly foundCount: number | null
  /** Of all articles it has ever named, the time of the newest, where it tells times. */
  readonly newestAt: NewsTime | null
  /** Looks in a row that found fewer than expected. */
  readonly thinLookCount: number
}

/**
 * `few`: far fewer articles than usual. `forbidden`: by its robots.txt. `gone`: 404, 410, or the home page.
 * `status`: another status than success. `unreachable`: no answer. `refused`: by our own guard.
 * `unreadable`: an answer that is no feed, sitemap or list of articles.
 */
export type Breakage = 'few' | 'forbidden' | 'gone' | 'status' | 'unreachable' | 'refused' | 'unreadable'

/** What one look at a source gave. */
export type SourceLook = { readonly at: Instant } & (
  | { readonly kind: 'read'; readonly foundCount: number; readonly newestAt: NewsTime | null }
  /** It was not changed since the last look, said the server. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'failed'; readonly reason: string; readonly breakage: Breakage }
)

/** A list this long may be short by chance; below, nobody can tell. */
const tellingCount = 5
/** Fewer than this share of what is usual is a breakage: a redesign, a wall, an error page with a menu. */
const thinShare = 0.3
/** A source that stays short for so many looks has become so. */
const thinLooksMax = 20
/** How much one look moves what is expected. */
const learning = 0.2

/** The health of a source after one more look. */
export function afterLook(
  before: SourceHealth | null,
  source: Pick<SourceHealth, 'url' | 'kind' | 'outletSlug'>,
  look: SourceLook,
): SourceHealth {
  const known = before ?? untried(source, look.at)
  const base = { ...known, ...source, lastLookAt: look.at }
  switch (look.kind) {
    case 'failed':
      return inState(base, 'broken', look)
    case 'unchanged':
      // What was thin stays so: it still shows the same.
      return known.state === 'thin' ? base : inState({ ...base, lastSuccessAt: look.at }, 'working')
    case 'read':
      return afterReading(base, look)
  }
}

function afterReading(base: SourceHealth, look: SourceLook & { kind: 'read' }): SourceHealth {
  const { foundCount, at } = look
  const newestAt = look.newestAt ?? base.newestAt
  const expected = base.expectedCount
  const isThin = expected !== null && expected >= tellingCount && foundCount < expected * thinShare
  if (isThin && base.thinLookCount + 1 < thinLooksMax) {
    const reason = `it names ${foundCount} articles where ${Math.round(expected)} are usual`
    return inState({ ...base, foundCount, newestAt, thinLookCount: base.thinLookCount + 1 }, 'thin', {
      reason,
      breakage: 'few',
    })
  }
  const expectedCount =
    expected === null || isThin ? foundCount : expected + (foundCount - expected) * learning
  const well = { ...base, foundCount, newestAt, expectedCount, thinLookCount: 0, lastSuccessAt: at }
  return inState(well, 'working')
}

function inState(
  health: SourceHealth,
  state: SourceHealth['state'],
  { reason, breakage }: { reason: string | null; breakage: Breakage | null } = {
    reason: null,
    breakage: null,
  },
): SourceHealth {
  return {
    ...health,
    state,
    reason,
    breakage,
    since: state === health.state ? health.since : health.lastLookAt,
  }
}

function untried(source: Pick<SourceHealth, 'url' | 'kind' | 'outletSlug'>, at: Instant): SourceHealth {
  return {
    ...source,
    state: 'working',
    since: at,
    reason: null,
    breakage: null,
    lastLookAt: at,
    lastSuccessAt: null,
    expectedCount: null,
    foundCount: null,
    newestAt: null,
    thinLookCount: 0,
  }
}
