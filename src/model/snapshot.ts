import type { Article, Evidence } from './article.ts'
import type { ChannelSlug } from './channel.ts'
import type { Digest } from './digest.ts'
import type { HttpUrl } from './http-url.ts'
import type { ArticleId, CaptureId, SnapshotId, StoryId } from './ids.ts'
import type { Instant } from './instant.ts'
import type { UrlKey } from './url-key.ts'

/** An article's content as extracted from one capture. It never changes; what is found out later is in `Connections`. */
export interface Snapshot {
  readonly id: SnapshotId
  readonly articleId: ArticleId
  readonly url: HttpUrl
  readonly urlKey: UrlKey
  /** The capture of the (first) page, then those of its further pages. */
  readonly captureIds: readonly [CaptureId, ...CaptureId[]]
  readonly capturedAt: Instant
  readonly outletSlug: string
  readonly article: Article
  /** Of the first page; not there in snapshots of extractors before 1.2.0. */
  readonly evidence?: Evidence
  /** 1 for the first snapshot of the article. */
  readonly revisionNumber: number
  readonly digests: SnapshotDigests
  /** Of the extractor that made it; a rebuild may give another. */
  readonly extractorVersion: string
}

export interface SnapshotDigests {
  /** Of the WARC record of the capture. */
  readonly record: Digest
  /** Of the HTTP payload. */
  readonly payload: Digest
  /** Of `article.text` in UTF-8. */
  readonly text: Digest
}

/** What ties a snapshot to others. Made by `stories`, kept in the catalog, made again by a rebuild. */
export interface Connections {
  readonly channel: ChannelSlug | null
  /** A place in China's administrative divisions or a country, such as `济南`; null where none is clear. */
  readonly region: string | null
  readonly story: StoryId | null
  readonly reprintOf: Reprint | null
}

export interface Reprint {
  readonly parent: SnapshotId
  /** How much of this text is in the parent's, 0 to 1. */
  readonly containment: number
}

/** What the original's address answers now. */
export type WebState = 'live' | 'changed' | 'gone' | 'unreachable'
