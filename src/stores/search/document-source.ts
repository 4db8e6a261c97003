import type { DocumentTerms, SearchFilter } from '#catalog'
import type { SnapshotId } from '#model'

/** An article's latest snapshot, as lists see it. */
export interface SourceDocument {
  readonly key: number
  readonly snapshot: number
  readonly articleId: string
  readonly sortMs: number
  readonly channel: string | null
  readonly region: string | null
  readonly outlet: string
  readonly outletName: string | null
  readonly language: string | null
  readonly host: string
  readonly webState: string
  readonly isReprint: boolean
  readonly isRevised: boolean
}

/** One more change of an article; `document` null: it is no longer held. */
export interface SourceChange {
  /** Grows with every change of the catalog. */
  readonly at: number
  readonly key: number
  readonly document: SourceDocument | null
}

export interface SourceContent {
  readonly terms: DocumentTerms
  /** Names as shown. */
  readonly authors: readonly string[]
  /** Those whom the headline names, in normal form. */
  readonly people: readonly string[]
}

/** What the index follows: the catalog. It is the truth; the index can always be made again from it. */
export interface DocumentSource {
  /** Differs for every catalog that was ever made. */
  readonly identity: string
  /** The last change there is. */
  now(): number
  /** In order, beginning behind `at` (and, of changes of the same moment, behind `key`). */
  changesAfter(at: number, key: number, limit: number): SourceChange[]
  /** What a snapshot says; null where it is gone meanwhile. */
  contentOf(snapshot: number): SourceContent | null
  /** Title and text of these snapshots, by their row. */
  texts(snapshots: readonly number[]): Map<number, { readonly title: string; readonly text: string }>
  ids(snapshots: readonly number[]): Map<number, SnapshotId>
  /** The articles that one of these snapshots belongs to, by their row. */
  articleKeys(ids: readonly SnapshotId[]): Set<number>
  /** The articles whose latest snapshot is one of these. */
  latestKeys(ids: readonly SnapshotId[]): Set<number>
  storyKeys(story: NonNullable<SearchFilter['story']>): Set<number>
}
