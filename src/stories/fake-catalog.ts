import type { CatalogStore, HeldSnapshot, SearchIndex, SnapshotSummary } from '#catalog'
import {
  type Article,
  articleIdOf,
  type CaptureId,
  type Connections,
  emptyPage,
  instantOf,
  type NewsTime,
  parseHttpUrl,
  type Snapshot,
  type SnapshotId,
  type StoryId,
  sha256Digest,
  snapshotIdOf,
  urlKey,
} from '#model'
import { gistOf } from './gist.ts'
import { plainText } from './plain-text.ts'
import type { Stories } from './stories.ts'
import { cosine, storyProfile, type TermVector } from './story-profile.ts'
import type { Vanished } from './vanished.ts'

/** A catalog and a search index in memory, with what this room asks of them. For tests and measurements only. */
export function createFakeCatalog(): { catalog: CatalogStore; search: SearchIndex; all(): HeldSnapshot[] } {
  const held = new Map<SnapshotId, HeldSnapshot>()
  const byFingerprint = new Map<number, SnapshotId[]>()
  const profiles = new Map<SnapshotId, TermVector>()
  const gists = new Map<SnapshotId, { record: Uint8Array; words: Uint32Array }>()
  const fingerprintCounts = new Map<SnapshotId, number>()
  const vanishedHeld: Vanished[] = []
  const moved = new Map<StoryId, StoryId>()
  const latest = () => {
    const byArticle = new Map<string, HeldSnapshot>()
    for (const each of [...held.values()].sort((a, b) => (a.snapshot.id < b.snapshot.id ? -1 : 1))) {
      byArticle.set(each.snapshot.articleId, each)
    }
    return [...byArticle.values()]
  }
  const asked: Partial<CatalogStore> = {
    async record({ snapshot, connections, fingerprints, vanished, gist }) {
      if (gist) gists.set(snapshot.id, gist)
      if (vanished) vanishedHeld.push(vanished)
      const revisions = [...held.values()].filter((each) => each.snapshot.articleId === snapshot.articleId)
      held.set(snapshot.id, { snapshot, connections, revisionCount: revisions.length + 1 })
      for (const { snapshot: other, ...rest } of revisions) {
        held.set(other.id, { ...rest, snapshot: other, revisionCount: revisions.length + 1 })
      }
      fingerprintCounts.set(snapshot.id, fingerprints.length)
      for (const hash of fingerprints)
        byFingerprint.set(hash, [...(byFingerprint.get(hash) ?? []), snapshot.id])
      profiles.set(snapshot.id, storyProfile(gistOf({ ...snapshot.article, atMs: null })).body)
    },
    async reconnect(id, changes) {
      const each = held.get(id)
      if (!each) return
      held.set(id, { ...each, connections: { ...each.connections, ...changes } })
      const { story } = each.connections
      const isLeft = latest().some(({ connections }) => connections.story === story)
      if (story && changes.story && !isLeft) moved.set(story, changes.story)
    },
    async find(id) {
      return held.get(id) ?? null
    },
    async findMany(ids) {
      return ids.flatMap((id) => held.get(id) ?? [])
    },
    async article(id) {
      const revisions = [...held.values()].filter(({ snapshot }) => snapshot.articleId === id)
      const [first] = revisions
      if (!first) return null
      const { url, outletSlug, capturedAt } = first.snapshot
      return {
        id,
        url,
        outletSlug,
        firstCapturedAt: capturedAt,
        lastSeenAt: capturedAt,
        webState: 'live',
        webStateSince: capturedAt,
        revisions: revisions.map(summaryOf),
      }
    },
    async summaries(ids) {
      return ids.flatMap((id) => held.get(id) ?? []).map(summaryOf)
    },
    async latestOf(articleId) {
      return latest().find(({ snapshot }) => snapshot.articleId === articleId) ?? null
    },
    async list({ story }) {
      const items = latest()
        .filter(({ connections }) => story === undefined || connections.story === story)
        .map(summaryOf)
      return { ...emptyPage, items, total: { value: items.length, exact: true } }
    },
    async movedStory(id) {
      return moved.get(id) ?? null
    },
    async byFingerprints(fingerprints, { sharedMin, limit }) {
      const shared = new Map<SnapshotId, number>()
      for (const hash of fingerprints) {
        for (const id of byFingerprint.get(hash) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1)
      }
      return [...shared]
        .filter(([, count]) => count >= sharedMin)
        .sort((a, b) => b[1] - a[1])
        .slice(0, limit)
        .map(([id, shared]) => ({ id, shared, count: fingerprintCounts.get(id) ?? 0 }))
    },
    async byVanished(hashes, { limit }) {
      const wanted = new Set(hashes)
      const lost = ({ hashes: its }: Vanished) => its.filter((hash) => wanted.has(hash)).length
      return vanishedHeld
        .filter((each) => lost(each) >= wanted.size / 2)
        .sort((a, b) => lost(b) - lost(a))
        .slice(0, limit)
        .map(({ from }) => from)
    },
    async gists(ids) {
      return new Map(
        ids.flatMap((id) => {
          const gist = gists.get(id)
          return gist ? [[id, gist.record] as const] : []
        }),
      )
    },
    async byWords(words, { from, limit }) {
      const sharedOf = (id: SnapshotId) =>
        gists.get(id)?.words.filter((word) => words.includes(word)).length ?? 0
      return [...held.values()]
        .map(({ snapshot }) => snapshot)
        .filter(({ article, capturedAt }) => (article.publishedAt ?? capturedAt) >= from)
        .map(({ id }) => ({ id, shared: sharedOf(id) }))
        .filter(({ shared }) => shared > 0)
        .sort((a, b) => b.shared - a.shared)
        .slice(0, limit)
        .map(({ id }) => id)
    },
    async reprintsOf(id) {
      return [...held.values()]
        .filter((e) => e.connections.reprintOf?.parent === id)
        .map((e) => e.snapshot.id)
    },
    async storyMembers(id) {
      return latest()
        .filter(({ connections }) => connections.story === id)
        .map(summaryOf)
    },
  }
  const search: Partial<SearchIndex> = {
    async search({ text }, { limit }) {
      const has = latest().filter(({ snapshot }) => plainText(snapshot.article.text).includes(text))
      return {
        ...emptyPage,
        items: has.slice(0, limit).map(({ snapshot }) => ({ id: snapshot.id, score: 1 })),
      }
    },
    async moreLikeThis(text, { limit, exclude, from = '' }) {
      const { body } = storyProfile(gistOf({ ...text, atMs: null }))
      return latest()
        .filter(({ snapshot }) => (snapshot.article.publishedAt ?? snapshot.capturedAt) >= from)
        .map(({ snapshot }) => ({ id: snapshot.id, score: cosine(body, profiles.get(snapshot.id)!) }))
        .filter(({ id, score }) => score > 0 && !exclude.includes(id))
        .sort((a, b) => b.score - a.score)
        .slice(0, limit)
    },
  }
  return { catalog: asked as CatalogStore, search: search as SearchIndex, all: () => [...held.values()] }
}

export interface FakeArticle extends Partial<Omit<Article, 'publishedAt'>> {
  readonly url: string
  readonly publishedAt?: string
  readonly capturedAt?: string
}

export function fakeSnapshot({ url, publishedAt, capturedAt, ...fields }: FakeArticle): Snapshot {
  const address = parseHttpUrl(url)
  const key = urlKey(address)
  const taken = instantOf(Date.parse(capturedAt ?? publishedAt ?? '2024-01-01T00:00:00Z'))
  const captureId = `urn:uuid:${url}#${taken}` as CaptureId
  const article: Article = {
    title: 'Title',
    kicker: null,
    subtitle: null,
    authors: [],
    dateline: null,
    publishedAt: (publishedAt ?? null) as NewsTime | null,
    modifiedAt: null,
    outlet: null,
    source: null,
    reprintedFrom: null,
    section: null,
    keywords: [],
    language: 'zh-Hans',
    canonicalUrl: null,
    body: [],
    text: '',
    images: [],
    nextPageUrl: null,
    complete: true,
    ...fields,
  }
  return {
    id: snapshotIdOf(captureId, taken),
    articleId: articleIdOf(key),
    url: address,
    urlKey: key,
    captureIds: [captureId],
    capturedAt: taken,
    outletSlug: new URL(url).hostname.replaceAll('.', '-'),
    article,
    revisionNumber: 1,
    digests: { record: sha256Digest(url), payload: sha256Digest(url), text: sha256Digest(article.text) },
    extractorVersion: '1',
  }
}

/** Connects and records, in the order given, as the pipeline does. */
export async function take(
  { catalog }: { catalog: CatalogStore },
  stories: Stories,
  snapshots: readonly Snapshot[],
): Promise<void> {
  for (const snapshot of snapshots) {
    const result = await stories.connect(snapshot, { channel: null, region: null })
    const { connections, fingerprints, vanished, gist } = result
    await catalog.record({ snapshot, connections, fingerprints, vanished, gist })
    for (const { id, changes } of result.reconnect) await catalog.reconnect(id, changes)
  }
}

function summaryOf({ snapshot, connections, revisionCount }: HeldSnapshot): SnapshotSummary {
  const { id, articleId, url, outletSlug, capturedAt, article, revisionNumber } = snapshot
  const { title, text, outlet, language, publishedAt } = article
  const { channel, region, story, reprintOf }: Connections = connections
  return {
    id,
    articleId,
    url,
    title,
    lead: text.slice(0, 80),
    outletSlug,
    outlet,
    channel,
    region,
    language,
    publishedAt,
    capturedAt,
    story,
    reprintOf,
    reprintCount: 0,
    revisionNumber,
    revisionCount,
    webState: 'live',
    image: null,
  }
}
