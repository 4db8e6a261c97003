import type { Excerpt, HeldSnapshot } from '#catalog'
import type { ChannelSlug, Connections, Snapshot, SnapshotId, StoryId } from '#model'
import type { Correction } from './corrections.ts'
import type { Vanished } from './vanished.ts'

/** What connecting a new snapshot found: its own ties, and those of others that it changes. */
export interface ConnectResult {
  readonly connections: Connections
  readonly fingerprints: Uint32Array
  /** A late original takes over its reprints; a story that joins another hands over its members. */
  readonly reconnect: readonly { readonly id: SnapshotId; readonly changes: Partial<Connections> }[]
  /** What its revision left out, for the catalog to keep findable. */
  readonly vanished: Vanished | null
  /** What it is about, for the catalog to keep: so that nobody has to read its text again to compare it. */
  readonly gist: { readonly record: Uint8Array; readonly words: Uint32Array }
}

export interface RelatedArticle {
  readonly id: SnapshotId
  readonly score: number
  /** `story`: the same event or its earlier chapters; `topic`: the same subject. */
  readonly relation: 'story' | 'topic'
  /** Around the passage that matches the article it is shown beside, at most 120 characters. */
  readonly excerpt: Excerpt
  /** Reprints of it that were folded into this entry. */
  readonly reprints: readonly SnapshotId[]
}

export interface Lineage {
  /** The earliest known copy. */
  readonly original: SnapshotId
  readonly copies: readonly {
    readonly id: SnapshotId
    readonly parent: SnapshotId
    readonly containment: number
  }[]
  /** Digests that have the original among other texts: they are reprints of none. */
  readonly roundups?: readonly SnapshotId[]
}

export interface Stories {
  connect(
    snapshot: Snapshot,
    hints: { channel: ChannelSlug | null; region: string | null },
  ): Promise<ConnectResult>
  related(held: HeldSnapshot, options: { limit: number }): Promise<RelatedArticle[]>
  lineage(id: SnapshotId): Promise<Lineage | null>
  /** What a correction changes of articles that are held already and like the corrected one. */
  taughtBy(correction: Correction): Promise<ConnectResult['reconnect']>
}

/** One piece of a comparison, in reading order. */
export interface DiffPiece {
  readonly kind: 'same' | 'added' | 'removed'
  readonly text: string
}

/** Two revisions or copies side by side: paragraph by paragraph, word by word inside changed ones. */
export interface TextComparison {
  readonly paragraphs: readonly {
    readonly kind: 'same' | 'added' | 'removed' | 'changed'
    readonly pieces: readonly DiffPiece[]
  }[]
  readonly addedChars: number
  readonly removedChars: number
}

export type { StoryId }
