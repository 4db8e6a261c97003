import { type Archive, receiptFolder } from '#archive'
import type { CatalogStore, HeldArticle, SearchIndex, SnapshotSummary } from '#catalog'
import {
  type Clock,
  channels as knownChannels,
  type Outlet,
  type SnapshotId,
  type UrlKey,
  urlKey,
  urlTwins,
} from '#model'
import { revisionChanges, type Stories } from '#stories'
import type { TransparencyLog } from '#transparency'
import type { Access, LookupView, OutletView, SnapshotView, SourceHealthView } from './access.ts'
import { keepRelated } from './kept-related.ts'
import { lineageView } from './lineage-view.ts'
import { relatedViews, storyView } from './listing.ts'
import { type NoticeStore, noticesInEffect } from './notice-store.ts'
import { fileNotice } from './notices.ts'
import { changeSearchViews, countOrFind, searchOrFind } from './passages.ts'
import { applyPolicies } from './policies.ts'
import { createPreserved, figuresOf } from './preserved.ts'
import { caseStatus, removalReport } from './removals.ts'
import { suggestions } from './suggestions.ts'
import { createWithholder } from './withholding.ts'

export interface AccessParts {
  readonly catalog: CatalogStore
  readonly search: SearchIndex
  readonly stories: Stories
  readonly archive: Archive
  readonly log: TransparencyLog
  readonly notices: NoticeStore
  /** The outlets as they are followed now. */
  readonly outlets: () => Promise<readonly Outlet[]>
  /** How the sources of an outlet are doing; nothing where nobody crawls. */
  readonly sourceHealth?: (slug: string) => Promise<readonly SourceHealthView[]>
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
}

/** Puts what the rooms know together for the doors, and leaves out what may not be shown. */
export function createAccess(given: AccessParts): Access {
  const policies = applyPolicies(given)
  const { catalog, archive } = policies
  const parts = { ...given, catalog, archive, notices: policies.notices }
  const { log, clock } = parts
  const notices = noticesInEffect(parts.notices, clock)
  const withholder = createWithholder({ notices, catalog, archive })
  const preserved = createPreserved({ archive, catalog, withholder })
  const stories = { ...parts.stories, ...keepRelated(parts) }
  const listing = { ...parts, stories, notices, withholder, isLinkAlone: policies.isLinkAlone }

  const summaryOf = async (id: SnapshotId | null | undefined): Promise<SnapshotSummary | null> =>
    id ? ((await withholder.summaries(await catalog.summaries([id])))[0] ?? null) : null
  const shownHeld = async (id: SnapshotId) => ((await withholder.tombstone(id)) ? null : catalog.find(id))

  async function snapshot(id: SnapshotId): Promise<SnapshotView | null> {
    const held = await catalog.find(id)
    const article = held && (await withholder.article(await catalog.article(held.snapshot.articleId)))
    if (!held || !article) return null
    const outlets = await parts.outlets()
    const at = article.revisions.findIndex((revision) => revision.id === id)
    const logPosition = await log.position(id)
    return {
      kind: 'snapshot',
      held,
      article,
      outlet: outlets.find((outlet) => outlet.slug === held.snapshot.outletSlug) ?? null,
      reprintOf: await summaryOf(held.connections.reprintOf?.parent),
      lineage: await withholder.lineage(await parts.stories.lineage(id)),
      previous: article.revisions[at - 1]?.id ?? null,
      next: article.revisions[at + 1]?.id ?? null,
      heldImages: await Promise.all(figuresOf(held.snapshot.article.body).map(preserved.isImageHeld)),
      capture: await archive.find(held.snapshot.captureIds[0]),
      logPosition,
      proved: logPosition !== null && (await log.receipt(id)) !== null,
    }
  }

  async function firstArticle(keys: readonly UrlKey[]): Promise<HeldArticle | null> {
    for (const key of keys) {
      const article = await catalog.articleByUrlKey(key)
      if (article) return article
    }
    return null
  }

  /** Of an article that is held, but of which nothing may be shown. */
  async function whyWithheld(article: HeldArticle | null): Promise<LookupView['noSnapshotReason']> {
    const newest = article?.revisions.at(-1)
    const tombstone = newest ? await withholder.tombstone(newest.id) : null
    return tombstone && { reason: `withheld: ${tombstone.reason}`, at: tombstone.withheldAt }
  }

  async function outletViews(): Promise<OutletView[]> {
    const counts = new Map((await catalog.outletCounts()).map((count) => [count.slug, count]))
    return (await parts.outlets()).map((outlet) => {
      const {
        articles = 0,
        snapshots = 0,
        revised = 0,
        gone = 0,
        newestAt = null,
      } = counts.get(outlet.slug) ?? {}
      return { outlet, articles, snapshots, revised, gone, newestAt }
    })
  }

  return {
    snapshot: async (id) => (await withholder.tombstone(id)) ?? snapshot(id),
    // Neither: the passages that match would tell what the withheld one says.
    contents: async (ids) => catalog.findMany(await withholder.ids(ids)),
    related: async (id, limit) => ((await withholder.tombstone(id)) ? [] : relatedViews(id, limit, listing)),
    lineage: async (id) => ((await withholder.tombstone(id)) ? null : lineageView(id, listing)),
    async newest(filter, page) {
      const without = await notices.withheldIds()
      return withholder.page(await catalog.list({ ...filter, without }, page))
    },
    changes: async ({ outletSlug, ...page }) =>
      withholder.changes(await catalog.changes({ ...page, ...(outletSlug && { outletSlug }) })),
    search: (text, options) => searchOrFind(text, options, listing),
    searchChanges: (text, options) => changeSearchViews(text, options, listing),
    searchFacets: (text, narrowing) => countOrFind(text, narrowing, listing),
    suggest: async (text, limit) => suggestions(text, limit, { ...listing, outlets: await outletViews() }),

    async lookup(url) {
      const twins = urlTwins(url)
      const known = (await preserved.articleAt(url)) ?? (await firstArticle(twins))
      const article = await withholder.article(known)
      const keys = new Set<UrlKey>(twins)
      if (known) keys.add(urlKey(known.url))
      const captures = (await Promise.all([...keys].map(async (key) => archive.capturesOf(key)))).flat()
      return {
        url,
        article,
        captures: (await withholder.captures(captures)).sort((a, b) =>
          a.capturedAt < b.capturedAt ? -1 : 1,
        ),
        noSnapshotReason: article
          ? null
          : ((await whyWithheld(known)) ?? (await catalog.noSnapshotReason(url))),
      }
    },

    article: async (id) => withholder.article(await catalog.article(id)),

    async compare(fromId, toId) {
      const [from, to] = await Promise.all([shownHeld(fromId), shownHeld(toId)])
      const [fromSummary, toSummary] = await Promise.all([summaryOf(fromId), summaryOf(toId)])
      if (!from || !to || !fromSummary || !toSummary) return null
      const changes = revisionChanges(from.snapshot.article, to.snapshot.article)
      return { from: fromSummary, to: toSummary, ...changes }
    },

    story: (id) => storyView(id, listing),

    async channels() {
      const counts = new Map((await catalog.channelCounts()).map(({ slug, count }) => [slug, count]))
      return knownChannels.map((channel) => ({ channel, count: counts.get(channel.slug) ?? 0 }))
    },
    outlets: outletViews,
    outlet: async (slug) => (await outletViews()).find((view) => view.outlet.slug === slug) ?? null,
    async sourceHealth(slug) {
      const outlet = (await parts.outlets()).find((each) => each.slug === slug)
      if (!outlet) return null
      const followed = new Set(outlet.sources.map(({ url }) => url))
      const known = (await parts.sourceHealth?.(slug)) ?? []
      return known.filter(({ url }) => followed.has(url))
    },

    async counts() {
      const [{ captures }, held, outlets, treeSize] = await Promise.all([
        archive.counts(),
        catalog.counts(),
        parts.outlets(),
        log.size(),
      ])
      return { ...held, captures, outlets: outlets.length, treeSize }
    },

    receipt: async (id) => ((await withholder.tombstone(id)) ? null : log.receipt(id)),
    async original(id) {
      const held = await shownHeld(id)
      return held && archive.read(held.snapshot.captureIds[0])
    },
    memento: preserved.memento,
    captures: preserved.captures,
    capturesUnder: preserved.capturesUnder,
    async image(id, index) {
      const held = await shownHeld(id)
      return held && preserved.image(held, index)
    },
    async exportWarc(id) {
      const held = await shownHeld(id)
      return held && (await policies.isWhole(held)) ? archive.exportWarc(held.snapshot.captureIds) : null
    },
    async exportWacz(id, { withReceipt = false } = {}) {
      const held = await shownHeld(id)
      if (!held || !(await policies.isWhole(held))) return null
      const receipt = withReceipt ? await log.receipt(id) : null
      const extras = receipt
        ? [{ path: `${receiptFolder}${id}.json`, text: `${JSON.stringify(receipt, null, 2)}\n` }]
        : []
      return archive.exportWacz(held.snapshot.captureIds, preserved.waczPages(held), extras)
    },

    fileNotice: (notice) => fileNotice(notice, { store: notices, clock, random: parts.random }),
    noticeStatus: (statusKey) => caseStatus(statusKey, notices),
    removals: (before, limit) => removalReport(before, limit, notices),

    checkpoint: () => log.checkpoint(),
    tile: (path) => log.tile(path),
    verifierKey: log.verifierKey,
    keyChanges: log.keyChanges,
  }
}
