import type { CaptureScope } from '#archive'
import type {
  ChangeEvent,
  Excerpt,
  HeldArticle,
  HeldSnapshot,
  SearchExplanation,
  SearchFacets,
  SearchHistogram,
  SnapshotSummary,
} from '#catalog'
import type {
  ArticleId,
  Capture,
  Channel,
  ChannelSlug,
  Exchange,
  HttpUrl,
  Instant,
  NewsTime,
  Outlet,
  Page,
  SnapshotId,
  SourceKind,
  StoryId,
} from '#model'
import type { Lineage, PassageHistory, RevisionChanges } from '#stories'
import type { LogPosition, Receipt } from '#transparency'
import type { Decision } from './decision.ts'

/** What stays public of something that was taken down: that it was there, when, and why it is gone. */
export interface Tombstone {
  readonly kind: 'tombstone'
  readonly id: SnapshotId
  readonly url: HttpUrl | null
  readonly capturedAt: Instant
  readonly withheldAt: Instant
  readonly reason: string
  /** 451 where the law demanded it, else 410. */
  readonly httpStatus: 451 | 410
}

/** Everything a snapshot page shows, besides related and newest. */
export interface SnapshotView {
  readonly kind: 'snapshot'
  readonly held: HeldSnapshot
  readonly outlet: Outlet | null
  readonly article: HeldArticle
  /** Where this text was taken from, when it is held. */
  readonly reprintOf: SnapshotSummary | null
  readonly lineage: Lineage | null
  readonly previous: SnapshotId | null
  readonly next: SnapshotId | null
  /** By image URL of the article's body: whether our own copy is held, to be shown from `/s/{id}/image/{n}` (0-based in body order of figures). */
  readonly heldImages: readonly boolean[]
  /** Of the (first) page; null where the archive no longer has it. */
  readonly capture: Capture | null
  readonly logPosition: LogPosition | null
  /** True once a signed checkpoint covers it. */
  readonly proved: boolean
}

export interface RelatedView {
  readonly summary: SnapshotSummary
  readonly relation: 'story' | 'topic'
  readonly excerpt: Excerpt
  readonly reprints: readonly SnapshotSummary[]
}

/** An excerpt that tells how much of a pasted passage its article has, 0 to 1; absent where words were asked for. */
export interface MatchedExcerpt extends Excerpt {
  readonly contained?: number
}

/** What became of a passage in one article; `summary` is of the last snapshot that has it. */
export interface PassageHistoryView extends PassageHistory {
  readonly summary: SnapshotSummary
  readonly excerpt: Excerpt
}

export interface SearchView {
  readonly summary: SnapshotSummary
  readonly excerpt: MatchedExcerpt
  readonly score: number
  readonly reprints: readonly SnapshotSummary[]
  /** The words that it lacks, where few articles have all that was asked for; see `SearchHit`. */
  readonly missing?: readonly string[]
  /** How its score came about, where that was asked for. */
  readonly explanation?: SearchExplanation
}

export interface SearchPage extends Page<SearchView> {
  /** The query as it was probably meant, where nothing was found: a slip less, a name for its pinyin. */
  readonly didYouMean?: string
}

/** What the beginning of a query may become. */
export interface Suggestion {
  /** `author`: who writes; `person`: whom headlines name; `place`: where articles are about. */
  readonly kind: 'outlet' | 'author' | 'person' | 'place' | 'story'
  /** As shown: a name; of a story, its first title. */
  readonly text: string
  /** The query that it stands for. */
  readonly query: string
  /** Articles. */
  readonly count: number
  /** Of an outlet alone. */
  readonly outletSlug?: string
  /** Of a story alone. */
  readonly story?: StoryId
}

/** One copy of a text, and how it differs from what it was taken from. */
export interface LineageEntry {
  readonly summary: SnapshotSummary
  /** As it stands in the same view. */
  readonly parent: SnapshotId
  /** How much of it is in its parent, 0 to 1. */
  readonly containment: number
  /** Null where the parent may not be shown. */
  readonly changes: RevisionChanges | null
}

/** Who took a text from whom. */
export interface LineageView {
  readonly original: SnapshotSummary
  /** Parents before their children. */
  readonly copies: readonly LineageEntry[]
}

export interface OutletView {
  readonly outlet: Outlet
  readonly articles: number
  readonly snapshots: number
  readonly revised: number
  readonly gone: number
  readonly newestAt: Instant | null
}

/** How one source of an outlet has been doing. */
export interface SourceHealthView {
  readonly url: HttpUrl
  readonly kind: SourceKind
  /** `thin`: it answers, and names far fewer articles than it used to. */
  readonly state: 'working' | 'thin' | 'broken'
  readonly since: Instant
  /** Why it is not working; null while it is. */
  readonly reason: string | null
  /** The kind of reason, to be told in the reader's language; null where none is known. */
  readonly breakage?:
    | ('few' | 'forbidden' | 'gone' | 'status' | 'unreachable' | 'refused' | 'unreadable')
    | null
  readonly lastLookAt: Instant
  readonly lastSuccessAt: Instant | null
  /** Articles that it usually names, and named last. */
  readonly expectedCount: number | null
  readonly foundCount: number | null
  /** Of all articles that it has named, the time of the newest, where it tells times. */
  readonly newestAt: NewsTime | null
}

export interface ChannelView {
  readonly channel: Channel
  readonly count: number
}

export interface StoryView {
  readonly id: StoryId
  readonly title: string
  /** Oldest first; reprints folded under what they repeat. */
  readonly entries: readonly {
    readonly summary: SnapshotSummary
    readonly reprints: readonly SnapshotSummary[]
  }[]
  readonly outletCount: number
}

export interface LookupView {
  readonly url: HttpUrl
  readonly article: HeldArticle | null
  /** Every capture of the URL in any spelling, oldest first. */
  readonly captures: readonly Capture[]
  readonly noSnapshotReason: { readonly reason: string; readonly at: Instant } | null
}

export interface NoticeInput {
  readonly subject: string
  readonly kind: 'copyright' | 'privacy' | 'error' | 'legal' | 'other'
  readonly reason: string
  readonly name: string
  readonly contact: string
}

export interface NoticeReceipt {
  /** Shown to the asker, such as `2024-7KQ3`. */
  readonly caseNumber: string
  /** The private path of the status page. */
  readonly statusKey: string
  readonly filedAt: Instant
}

export interface NoticeStatus extends NoticeReceipt {
  readonly subject: string
  readonly state: 'received' | 'decided'
  readonly decision: string | null
  /** Oldest first. */
  readonly decisions?: readonly Pick<Decision, 'kind' | 'reason' | 'law' | 'decidedAt'>[]
  /** By when it is to be answered. */
  readonly dueAt?: Instant
}

/** How many requests came, and what was decided: public, and only ever added to. */
export interface RemovalReport {
  readonly requests: number
  readonly undecided: number
  readonly byKind: Readonly<Record<Decision['kind'], number>>
  /** Newest first. */
  readonly decisions: readonly Decision[]
  /** Goes on behind the last one; null at the end. */
  readonly next: number | null
}

/** What anyone may see. The only reader the doors have, so that no route can forget a takedown. */
export interface Access {
  snapshot(id: SnapshotId): Promise<SnapshotView | Tombstone | null>
  /** Those of the snapshots that may be shown, whole, in no particular order: what lists of summaries leave out. */
  contents(ids: readonly SnapshotId[]): Promise<HeldSnapshot[]>
  related(id: SnapshotId, limit: number): Promise<RelatedView[]>
  /** Null for a text that nobody else has. */
  lineage(id: SnapshotId): Promise<LineageView | null>
  newest(
    filter: { channel?: ChannelSlug; outletSlug?: string; reprints?: boolean },
    page: { cursor: string | null; limit: number },
  ): Promise<Page<SnapshotSummary>>
  changes(page: { cursor: string | null; limit: number; outletSlug?: string }): Promise<Page<ChangeEvent>>
  /** @throws {QueryError} with the position of what is wrong. */
  search(text: string, options: SearchOptions): Promise<SearchPage>
  /** Exact counts of all that a search finds, by kind and by time. @throws {QueryError} */
  searchFacets(
    text: string,
    narrowing: SearchNarrowing & { readonly unit?: SearchHistogram['unit'] },
  ): Promise<SearchFacets>
  /** What is being typed may become one of these: outlets, people, places, stories. Pinyin stands for Chinese names. */
  suggest(text: string, limit: number): Promise<readonly Suggestion[]>
  /**
   * Where a sentence or passage stood, in which revisions, and what took its place; those that have most of it first.
   *
   * @param options.articleId Looks in that article alone.
   * @throws {PassageError} if it says too little.
   */
  searchChanges(
    text: string,
    options: { readonly articleId?: ArticleId; readonly limit: number },
  ): Promise<readonly PassageHistoryView[]>
  lookup(url: HttpUrl): Promise<LookupView>
  article(id: ArticleId): Promise<HeldArticle | null>
  compare(
    from: SnapshotId,
    to: SnapshotId,
  ): Promise<({ from: SnapshotSummary; to: SnapshotSummary } & RevisionChanges) | null>
  story(id: StoryId): Promise<StoryView | null>
  channels(): Promise<ChannelView[]>
  outlets(): Promise<OutletView[]>
  outlet(slug: string): Promise<OutletView | null>
  /** Of the sources that an outlet's file names, as far as they were looked at; null where there is no such outlet. */
  sourceHealth(slug: string): Promise<readonly SourceHealthView[] | null>
  counts(): Promise<{
    articles: number
    snapshots: number
    stories: number
    captures: number
    outlets: number
    treeSize: number
  }>

  receipt(id: SnapshotId): Promise<Receipt | null>
  /** The exchange as captured, for replay and Memento. */
  original(id: SnapshotId): Promise<{ capture: Capture; exchange: Exchange } | null>
  /** The capture of that URL closest to a moment; null where none is held or it is withheld. */
  memento(url: HttpUrl, at: Instant): Promise<{ capture: Capture; exchange: Exchange } | null>
  captures(url: HttpUrl): Promise<readonly Capture[]>
  /** The captures of more than one URL: URL key by URL key, oldest first within each. */
  capturesUnder(scope: CaptureScope): AsyncIterable<Capture>
  /** The n-th figure of the body (0-based), from the archive. */
  image(id: SnapshotId, index: number): Promise<{ bytes: Uint8Array; mediaType: string } | null>
  exportWarc(id: SnapshotId): Promise<AsyncIterable<Uint8Array> | null>
  /** @param options.withReceipt Puts the receipt in, where there is one: then the bytes may change with the log. */
  exportWacz(
    id: SnapshotId,
    options?: { readonly withReceipt?: boolean },
  ): Promise<AsyncIterable<Uint8Array> | null>

  fileNotice(notice: NoticeInput): Promise<NoticeReceipt>
  noticeStatus(statusKey: string): Promise<NoticeStatus | null>
  /** @param before Decisions of a smaller number; null for the newest. */
  removals(before: number | null, limit: number): Promise<RemovalReport>

  checkpoint(): Promise<string | null>
  tile(path: string): Promise<Uint8Array | null>
  readonly verifierKey: string
  /** The notes by which the log's earlier keys handed over to that one, oldest first. */
  readonly keyChanges: readonly string[]
}

export interface SearchOptions extends SearchNarrowing {
  readonly sort: 'relevance' | 'newest' | 'oldest'
  readonly cursor: string | null
  readonly limit: number
  /** False: old and new articles rank alike. */
  readonly recency?: boolean
  readonly explain?: boolean
}

/** What a search is narrowed to, beside what its text says. */
export interface SearchNarrowing {
  readonly channel?: ChannelSlug
  readonly outletSlug?: string
  readonly from?: Instant
  readonly to?: Instant
  /** Within one story. */
  readonly story?: StoryId
  /** True: within what was rewritten after publication. */
  readonly revised?: boolean
}
