import type { Instant } from '#model'

/** A list of articles as any of the three formats can tell it. Texts are plain, and may hold anything. */
export interface Feed {
  /** A `tag:` URI, the same for all formats and pages of this list. */
  readonly id: string
  readonly title: string
  readonly description: string
  /** BCP 47, of the feed's own words. */
  readonly language: string
  /** Where this document is. */
  readonly selfUrl: string
  /** The same list in the other formats. */
  readonly otherFormats: readonly { readonly mediaType: string; readonly url: string }[]
  /** The page for people that shows the same. */
  readonly pageUrl: string
  /** The older entries' document; null on the last (RFC 5005 §3). */
  readonly nextUrl: string | null
  /** Where programs ask to be told (WebSub); null where there is no hub. */
  readonly hubUrl: string | null
  readonly publisher: string
  readonly updatedAt: Instant
  /** In the order of the list, the newest first. */
  readonly entries: readonly FeedEntry[]
  /** What was taken down: whoever keeps it is to take it down too. */
  readonly deleted: readonly DeletedEntry[]
}

/** What an entry was known by. */
export interface DeletedEntry {
  readonly id: string
  readonly at: Instant
}

export interface FeedEntry {
  /** `urn:uuid:…`, which no move of the service changes. */
  readonly id: string
  readonly title: string
  /** Our page. */
  readonly url: string
  /** The page it was captured from. */
  readonly originalUrl: string
  readonly excerpt: readonly ExcerptPiece[]
  /** Lines below the excerpt, such as what changed. */
  readonly notes: readonly string[]
  readonly authors: readonly string[]
  readonly category: { readonly slug: string; readonly label: string } | null
  readonly publishedAt: Instant | null
  readonly updatedAt: Instant
  readonly language: string | null
}

export interface ExcerptPiece {
  readonly text: string
  /** Whether it is what was searched for. */
  readonly matched: boolean
}

/** A feed's bytes-to-be and what they are. */
export interface FeedFormat {
  readonly mediaType: string
  format(feed: Feed): string
}

export function excerptText(entry: FeedEntry): string {
  return entry.excerpt.map((piece) => piece.text).join('')
}
