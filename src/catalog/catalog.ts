import type {
  ArticleId,
  CaptureId,
  ChannelSlug,
  Connections,
  Digest,
  HttpUrl,
  Instant,
  Page,
  Reprint,
  Snapshot,
  SnapshotId,
  StoryId,
  UrlKey,
  WebState,
} from '#model'
import type { NameFit } from './name-fit.ts'
import type { WebStateSpan } from './web-state-history.ts'

/** A snapshot with what is known of it now. */
export interface HeldSnapshot {
  readonly snapshot: Snapshot
  readonly connections: Connections
  /** Snapshots of its article so far. */
  readonly revisionCount: number
}

/** What lists show. */
export interface SnapshotSummary {
  readonly id: SnapshotId
  readonly articleId: ArticleId
  readonly url: HttpUrl
  readonly title: string
  readonly lead: string
  readonly outletSlug: string
  readonly outlet: string | null
  readonly channel: ChannelSlug | null
  readonly region: string | null
  readonly language: string | null
  readonly publishedAt: string | null
  readonly capturedAt: Instant
  readonly story: StoryId | null
  readonly reprintOf: Reprint | null
  /** Articles held that were taken from this one (any revision of it), directly; each counts once. */
  readonly reprintCount: number
  readonly revisionNumber: number
  readonly revisionCount: number
  readonly webState: WebState
  readonly image: HttpUrl | null
}

export interface HeldArticle {
  readonly id: ArticleId
  readonly url: HttpUrl
  readonly outletSlug: string
  readonly firstCapturedAt: Instant
  /** The last visit that answered anything. */
  readonly lastSeenAt: Instant
  readonly webState: WebState
  readonly webStateSince: Instant
  /** What its address has answered, oldest first; the last one until now. */
  readonly webStateHistory?: readonly WebStateSpan[]
  /** Oldest first. */
  readonly revisions: readonly SnapshotSummary[]
}

export interface ListFilter {
  readonly channel?: ChannelSlug
  readonly outletSlug?: string
  readonly story?: StoryId
  /** Published (or, where unknown, captured) in `[from, to)`. */
  readonly from?: Instant
  readonly to?: Instant
  /** Only articles in these states. */
  readonly webStates?: readonly WebState[]
  /** Only articles with more than one revision. */
  readonly revised?: boolean
  readonly reprintOf?: SnapshotId
  /** False leaves reprints out. */
  readonly reprints?: boolean
  /** Leaves out the articles that would be shown by one of these. */
  readonly without?: readonly SnapshotId[]
}

/**
 * What we hold: articles and their snapshots. Memory, not truth; `rebuild` makes it again from the archive.
 * Lists show an article once, by its latest snapshot.
 */
export interface CatalogStore {
  /**
   * Snapshot, connections, fingerprints and search entry at once; durable when it resolves; idempotent by id.
   * `reconnect`: what it changes of others, in the same step, so that no crash leaves one without the other.
   * `vanished`: what a revision left out, by hashes, under the snapshot that has it last; gone when that is removed.
   * `gist`: what it is about, in a form of stories' own, and the hashes of the words by which `byWords` finds it.
   */
  record(held: {
    snapshot: Snapshot
    connections: Connections
    fingerprints: Uint32Array
    reconnect?: readonly { readonly id: SnapshotId; readonly changes: Partial<Connections> }[]
    vanished?: { readonly from: SnapshotId; readonly hashes: Uint32Array } | null
    gist?: { readonly record: Uint8Array; readonly words: Uint32Array } | null
  }): Promise<void>
  /** Changes what ties existing snapshots to others: a late original, a story that joins another. */
  reconnect(id: SnapshotId, changes: Partial<Connections>): Promise<void>
  /** Notes what the original's address answered; the state's start is kept while it stays the same. */
  recordVisit(
    articleId: ArticleId,
    visit: { at: Instant; state: WebState; captureId: CaptureId | null },
  ): Promise<void>
  /** Whether an extraction of that capture was recorded or turned down; `rebuild` and crash recovery ask. */
  isCaptureHandled(id: CaptureId): Promise<boolean>
  /** The capture up to which, in the archive's order of writing, none is left to be handled; null: look at all. */
  handledUpTo(): Promise<CaptureId | null>
  moveHandledUpTo(id: CaptureId | null): Promise<void>
  /** The article whose page a capture shows, whether or not it gave a snapshot of its own. */
  articleOfCapture(id: CaptureId): Promise<ArticleId | null>
  /** Remembers that a capture gave no snapshot, and why. */
  recordNoSnapshot(id: CaptureId, url: HttpUrl, reason: string, at: Instant): Promise<void>

  /**
   * Erases one snapshot: content, search entry and fingerprints, in the file and not only in lists. Its capture
   * stays handled, so that nothing takes it in again. The article shows its latest snapshot that is left; with
   * none left it is gone too. Nothing happens where it is not held. Slow (the search index is written anew).
   */
  remove(id: SnapshotId): Promise<void>

  /** Forgets why addresses and captures gave no snapshot, in the file and not only in lists. */
  forgetAddresses(keys: readonly UrlKey[], captures: readonly CaptureId[]): Promise<void>
  /** Those of the pictures that a snapshot uses which is none of these. Slow (reads every snapshot). */
  imagesUsedBeside(images: readonly HttpUrl[], beside: readonly SnapshotId[]): Promise<ReadonlySet<HttpUrl>>

  find(id: SnapshotId): Promise<HeldSnapshot | null>
  findMany(ids: readonly SnapshotId[]): Promise<HeldSnapshot[]>
  summaries(ids: readonly SnapshotId[]): Promise<SnapshotSummary[]>
  article(id: ArticleId): Promise<HeldArticle | null>
  articleByUrlKey(key: UrlKey): Promise<HeldArticle | null>
  latestOf(articleId: ArticleId): Promise<HeldSnapshot | null>
  byTextDigest(digest: Digest): Promise<SnapshotId[]>
  /** The newest captures that gave no snapshot, and why. */
  noSnapshots(limit: number): Promise<{ capture: CaptureId; reason: string; at: Instant }[]>
  /** The reason recorded for the last capture of that URL which gave no snapshot. */
  noSnapshotReason(url: HttpUrl): Promise<{ reason: string; at: Instant } | null>

  /** Newest first by publication (capture, where unknown). */
  list(filter: ListFilter, page: { cursor: string | null; limit: number }): Promise<Page<SnapshotSummary>>
  /** Newest first by capture: revisions and disappearances included. */
  changes(filter: { cursor: string | null; limit: number; outletSlug?: string }): Promise<Page<ChangeEvent>>
  /**
   * The articles that changed behind a place, in the order of changes, each once by its last one; null: from the
   * first. A place of another catalog, such as the one before a rebuild, counts as null.
   */
  changedSince(place: string | null, limit: number): Promise<{ ids: readonly ArticleId[]; place: string }>
  /** Snapshots that share at least `sharedMin` fingerprints with these, most first. Fingerprints that very many share are left out. */
  byFingerprints(
    fingerprints: Uint32Array,
    options: { sharedMin: number; limit: number },
  ): Promise<{ id: SnapshotId; shared: number; count: number }[]>
  /** Snapshots that were the last of their article to have at least half of these hashes, most first. */
  byVanished(hashes: Uint32Array, options: { limit: number }): Promise<SnapshotId[]>
  /** The gists recorded with these snapshots; those that have none are left out. */
  gists(ids: readonly SnapshotId[]): Promise<Map<SnapshotId, Uint8Array>>
  /**
   * Snapshots published since `from` that have most of these words, most first: of each word, among the newest that
   * have it, so that the cost is bounded however large the archive.
   */
  byWords(words: Uint32Array, options: { from: Instant; limit: number }): Promise<SnapshotId[]>
  reprintsOf(id: SnapshotId): Promise<SnapshotId[]>
  storyMembers(id: StoryId): Promise<SnapshotSummary[]>
  /** The story whose part one without members has become; null where it has members, or was none. */
  movedStory(id: StoryId): Promise<StoryId | null>
  channelCounts(): Promise<{ slug: ChannelSlug; count: number; newestAt: Instant }[]>
  outletCounts(): Promise<
    {
      slug: string
      articles: number
      snapshots: number
      revised: number
      gone: number
      newestAt: Instant | null
    }[]
  >
  counts(): Promise<{ articles: number; snapshots: number; stories: number }>
  close(): Promise<void>
}

export type ChangeEvent =
  | {
      readonly kind: 'revised'
      readonly at: Instant
      readonly snapshot: SnapshotSummary
      readonly previous: SnapshotId
    }
  | {
      readonly kind: 'state'
      readonly at: Instant
      readonly snapshot: SnapshotSummary
      readonly state: WebState
    }

export interface SearchFilter extends Omit<ListFilter, 'story' | 'reprintOf'> {
  /** A part of the outlet's name as its pages show it. */
  readonly outlet?: string
  /** A BCP 47 tag or its beginning: `zh` takes in `zh-Hant`. */
  readonly language?: string
  readonly author?: string
  /** A host; its subdomains count too. */
  readonly site?: string
  /** A place, by the name that lists show. */
  readonly region?: string
  readonly story?: StoryId
}

export interface SearchHit {
  readonly id: SnapshotId
  readonly score: number
  /**
   * Of plain words few articles have together, those that come nearest follow the ones that have them all; these are
   * the words they lack. They are in no count and on no later page.
   */
  readonly missing?: readonly string[]
  /** Where it was asked for and hits are ranked. */
  readonly explanation?: SearchExplanation
}

/** How a score came about: `(index + words + closeness + titleOrder) * recency`. */
export interface SearchExplanation {
  /** BM25F by the index, as far as it counts beside the text. */
  readonly index: number
  /** How often the words stand in the text, the title counting more; 0 for what was ranked by the index alone. */
  readonly words: number
  readonly closeness: number
  /** For a title that has all that was asked, in its order. */
  readonly titleOrder: number
  /** 1 to 1.1: the newest article gains a tenth; 1 where recency was switched off. */
  readonly recency: number
  /** The share of what was asked for, by weight, that the text has; null where it was not looked at. */
  readonly coverage: number | null
  /** Each word's part of `words`. */
  readonly terms: readonly { readonly text: string; readonly weight: number; readonly points: number }[]
}

/** A page of hits. `meant`: words that no article has, and what they were probably typed for. */
export interface SearchHits extends Page<SearchHit> {
  readonly meant?: readonly MeantWord[]
}

export interface MeantWord {
  /** In normal form. */
  readonly typed: string
  /** A word of letters with a slip less, or a name that was typed in pinyin. */
  readonly meant: string
}

export interface SearchRequest {
  readonly sort: 'relevance' | 'newest' | 'oldest'
  readonly cursor: string | null
  readonly limit: number
  /** False: old and new articles rank alike. */
  readonly recency?: boolean
  readonly explain?: boolean
}

/** A name that what is being typed may become; `count` of articles. */
export interface NameSuggestion {
  /** `author`: who wrote; `person`: whom headlines name; `place`: the region that lists show. */
  readonly kind: 'author' | 'person' | 'place'
  readonly name: string
  readonly fit: NameFit
  readonly count: number
}

/** What all matches of a query are counted by. */
export const searchFacetNames = [
  'channel',
  'outlet',
  'author',
  'region',
  'language',
  'state',
  'reprint',
  'revised',
] as const

/** Each kind's values, most first; articles without a value are in none. `reprint`, `revised`: yes and no. */
export type SearchFacets = {
  readonly [name in (typeof searchFacetNames)[number]]: readonly {
    readonly value: string
    readonly count: number
  }[]
} & {
  /** All that match; of a question, the nearest that its list has. */
  readonly total: number
  /** By publication (capture, where unknown); null where nothing matches. */
  readonly histogram: SearchHistogram | null
}

/** Without gaps, oldest first; buckets are `[from, to)` in UTC. Of wrong dates, the first may be very long. */
export interface SearchHistogram {
  readonly unit: 'day' | 'month' | 'year'
  readonly buckets: readonly { readonly from: Instant; readonly to: Instant; readonly count: number }[]
}

/** Full-text search; hits are ids, newest snapshot of each article only. */
export interface SearchIndex {
  search(query: Query, request: SearchRequest): Promise<SearchHits>
  /**
   * Exact counts of all that matches.
   *
   * @param options.unit Of the histogram; a coarser one where there would be too many buckets. Left out: as fits.
   */
  facets(query: Query, options?: { readonly unit?: SearchHistogram['unit'] }): Promise<SearchFacets>
  /** Names that begin as typed, in characters or in pinyin; best fit first, then by articles. */
  suggest(
    typed: string,
    options: { readonly limit: number; readonly without?: readonly SnapshotId[] },
  ): Promise<readonly NameSuggestion[]>
  /** The articles that share the most telling words with this text; of those since `from`, where it is given. */
  moreLikeThis(
    text: { title: string; text: string },
    options: { limit: number; exclude: readonly SnapshotId[]; from?: Instant },
  ): Promise<SearchHit[]>
}

/** A parsed query: PRODUCT.md's grammar as a tree. */
export interface Query {
  readonly text: string
  readonly root: QueryNode | null
  readonly filter: SearchFilter
}

export type QueryNode =
  | { readonly kind: 'word'; readonly text: string; readonly field: 'any' | 'title' }
  | { readonly kind: 'phrase'; readonly text: string; readonly field: 'any' | 'title' }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly node: QueryNode }

/** A passage with what matched marked, for showing. Pieces in order; `matched` ones are emphasised. */
export interface Excerpt {
  readonly pieces: readonly { readonly text: string; readonly matched: boolean }[]
  readonly startsInside: boolean
  readonly endsInside: boolean
}
