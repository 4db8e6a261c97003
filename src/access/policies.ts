import type { Archive, PreservedExchange } from '#archive'
import type { CatalogStore, HeldSnapshot, SnapshotSummary } from '#catalog'
import {
  type Block,
  type Capture,
  type Clock,
  epochMs,
  type Instant,
  instantOf,
  type NewsTime,
  newsTimeMs,
  type Outlet,
  type SnapshotId,
  siteOf,
} from '#model'
import type { NoticeStore, Withholding } from './notice-store.ts'

/**
 * What outlets' files say of what may be shown, laid over the rooms that everything in `access` is read from, so that it
 * holds wherever something is read: `excerpt` and `link` cut the article and close its captures, `none` and an embargo
 * withhold. Where no outlet says anything, nothing is looked up.
 */
export interface Policies {
  readonly catalog: CatalogStore
  readonly archive: Archive
  readonly notices: NoticeStore
  /** Whether a snapshot may be shown as captured: replayed, exported, with its pictures. */
  isWhole(held: HeldSnapshot): Promise<boolean>
  /** Whether not even a passage may be shown. */
  isLinkAlone(outletSlug: string): Promise<boolean>
}

interface PolicyParts {
  readonly catalog: CatalogStore
  readonly archive: Archive
  readonly notices: NoticeStore
  readonly outlets: () => Promise<readonly Outlet[]>
  readonly clock: Clock
}

/** Of an excerpt, in characters. */
const excerptCharsMax = 200
/** Of an outlet that is shown to nobody, so many articles are taken out of counts; others are only not shown. */
const countedMax = 20_000
const hourMs = 3_600_000

export function applyPolicies(parts: PolicyParts): Policies {
  const { catalog, archive, notices, outlets, clock } = parts
  const ruled = async (): Promise<ReadonlyMap<string, Outlet>> =>
    new Map((await outlets()).filter(hasPolicy).map((outlet) => [outlet.slug, outlet]))

  const cutHeld = async (all: readonly HeldSnapshot[]): Promise<HeldSnapshot[]> => {
    const rules = await ruled()
    return all.map((held) => cutSnapshot(held, rules.get(held.snapshot.outletSlug)))
  }
  const cutSummaries = async (all: readonly SnapshotSummary[]): Promise<SnapshotSummary[]> => {
    const rules = await ruled()
    return all.map((summary) => cutSummary(summary, rules.get(summary.outletSlug)))
  }
  const closedSites = async (): Promise<ReadonlySet<string>> =>
    new Set([...(await ruled()).values()].filter(isCut).map(({ homepage }) => siteOf(homepage)))
  const openCaptures = async (all: readonly Capture[]): Promise<Capture[]> => {
    const closed = await closedSites()
    return closed.size === 0 ? [...all] : all.filter(({ url }) => !closed.has(siteOf(url)))
  }

  return {
    catalog: {
      ...catalog,
      find: async (id) => (await cutHeld(nonNull(await catalog.find(id))))[0] ?? null,
      findMany: async (ids) => cutHeld(await catalog.findMany(ids)),
      latestOf: async (id) => (await cutHeld(nonNull(await catalog.latestOf(id))))[0] ?? null,
      summaries: async (ids) => cutSummaries(await catalog.summaries(ids)),
      async list(filter, page) {
        const found = await catalog.list(filter, page)
        return { ...found, items: await cutSummaries(found.items) }
      },
      async changes(filter) {
        const found = await catalog.changes(filter)
        const shown = await cutSummaries(found.items.map(({ snapshot }) => snapshot))
        return {
          ...found,
          items: found.items.map((each, at) => ({ ...each, snapshot: shown[at] ?? each.snapshot })),
        }
      },
      async article(id) {
        const found = await catalog.article(id)
        return found && { ...found, revisions: await cutSummaries(found.revisions) }
      },
      async articleByUrlKey(key) {
        const found = await catalog.articleByUrlKey(key)
        return found && { ...found, revisions: await cutSummaries(found.revisions) }
      },
      storyMembers: async (id) => cutSummaries(await catalog.storyMembers(id)),
    },
    archive: {
      ...archive,
      capturesOf: async (key, range) => openCaptures(await archive.capturesOf(key, range)),
      async *capturesUnder(scope) {
        const closed = await closedSites()
        for await (const capture of archive.capturesUnder(scope))
          if (!closed.has(siteOf(capture.url))) yield capture
      },
      async read(id): Promise<PreservedExchange | null> {
        const found = await archive.read(id)
        return found && (await openCaptures([found.capture])).length > 0 ? found : null
      },
    },
    notices: {
      ...notices,
      async withheld(ids, at) {
        const found = await notices.withheld(ids, at)
        const rules = await ruled()
        if (![...rules.values()].some(hides)) return found
        const rest = ids.filter((id) => !found.has(id))
        const all = new Map(found)
        for (const summary of await catalog.summaries(rest)) {
          const hidden = hiddenBy(rules.get(summary.outletSlug), summary, at ?? clock.now())
          if (hidden) all.set(summary.id, hidden)
        }
        return all
      },
      async withheldIds(at) {
        const ids = await notices.withheldIds(at)
        const hiding = [...(await ruled()).values()].filter(hides)
        const more = await Promise.all(hiding.map((outlet) => hiddenIds(outlet, catalog, at ?? clock.now())))
        return [...ids, ...more.flat()]
      },
    },
    isWhole: async ({ snapshot }) => !isCut((await ruled()).get(snapshot.outletSlug)),
    isLinkAlone: async (slug) => (await ruled()).get(slug)?.show === 'link',
  }
}

const hasPolicy = (outlet: Outlet): boolean => isCut(outlet) || hides(outlet)
const isCut = (outlet: Outlet | undefined): boolean => outlet?.show !== undefined && outlet.show !== 'full'
const hides = ({ show, embargoHours = 0 }: Outlet): boolean => show === 'none' || embargoHours > 0
const nonNull = <T>(value: T | null): T[] => (value === null ? [] : [value])

function cutSnapshot(held: HeldSnapshot, outlet: Outlet | undefined): HeldSnapshot {
  if (!isCut(outlet)) return held
  const { article } = held.snapshot
  const text = outlet?.show === 'excerpt' ? firstOf(article.text) : ''
  const body: Block[] = text ? [{ kind: 'paragraph', runs: [{ text }] }] : []
  return { ...held, snapshot: { ...held.snapshot, article: { ...article, text, body, images: [] } } }
}

function cutSummary(summary: SnapshotSummary, outlet: Outlet | undefined): SnapshotSummary {
  if (!isCut(outlet)) return summary
  return { ...summary, lead: outlet?.show === 'excerpt' ? firstOf(summary.lead) : '', image: null }
}

function firstOf(text: string): string {
  const letters = [...text.slice(0, 4 * excerptCharsMax)]
  return letters.length > excerptCharsMax
    ? `${letters.slice(0, excerptCharsMax).join('')}…`
    : letters.join('')
}

/** Why, and since when; null for what may be shown. */
function hiddenBy(outlet: Outlet | undefined, summary: SnapshotSummary, at: Instant): Withholding | null {
  const { id, url, capturedAt } = summary
  if (outlet?.show === 'none')
    return {
      id,
      url,
      capturedAt,
      withheldAt: capturedAt,
      reason: 'This outlet is kept without public access.',
      legal: false,
    }
  const endsAt = embargoEnd(outlet, summary)
  if (endsAt === null || endsAt <= at) return null
  return {
    id,
    url,
    capturedAt,
    withheldAt: capturedAt,
    reason: `Shown from ${endsAt} on (embargo).`,
    legal: false,
  }
}

function embargoEnd(
  outlet: Outlet | undefined,
  { publishedAt, capturedAt }: SnapshotSummary,
): Instant | null {
  if (!outlet?.embargoHours) return null
  const published = publishedAt === null ? Number.NaN : newsTimeMs(publishedAt as NewsTime)
  // A page may claim any date; nobody can have published what we have captured before.
  const fromMs = Number.isNaN(published)
    ? epochMs(capturedAt)
    : Math.max(published, epochMs(capturedAt) - 365 * 24 * hourMs)
  return instantOf(fromMs + outlet.embargoHours * hourMs)
}

async function hiddenIds(outlet: Outlet, catalog: CatalogStore, at: Instant): Promise<SnapshotId[]> {
  const ids: SnapshotId[] = []
  const from =
    outlet.show === 'none' ? {} : { from: instantOf(epochMs(at) - (outlet.embargoHours ?? 0) * hourMs) }
  for (let cursor: string | null = null; ids.length < countedMax; ) {
    const page = await catalog.list({ outletSlug: outlet.slug, ...from }, { cursor, limit: 500 })
    ids.push(...page.items.filter((each) => hiddenBy(outlet, each, at)).map(({ id }) => id))
    cursor = page.next
    if (cursor === null) break
  }
  return ids
}
