import type { Capture, CaptureId, Exchange, HttpUrl, Instant, SegmentId, UrlKey } from '#model'
import type { CaptureScope } from './capture-scope.ts'

/** What happened to a body before: kept beside the exchange in the metadata record. */
export interface PreserveOptions {
  /** The page or feed that led here. */
  readonly via?: HttpUrl | null
  /** For further captures of one visit (redirect hops, pages 2 …, images): the capture they belong to. */
  readonly concurrentTo?: CaptureId | null
  /** Anything else that should outlive the catalog, such as the outlet's slug; one line a field. */
  readonly notes?: Readonly<Record<string, string>>
  /** What we made of the page at the same time, such as a screenshot: kept, exported and erased with its capture. */
  readonly resources?: readonly CapturedResource[]
}

/** Something made of a page, as a resource record. @see ISO 28500:2017 §6.4 */
export interface CapturedResource {
  /** What it is, in lower-case letters: `view` for a screenshot, `thumbnail`, `text`. Its address is `urn:view:URL`. */
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

export interface PreservedExchange {
  readonly capture: Capture
  /** For a revisit: this visit's headers, with the payload of the capture it repeats. */
  readonly exchange: Exchange
  readonly notes: Readonly<Record<string, string>>
  /** The page that led to it. */
  readonly via: string | null
  readonly resources: readonly CapturedResource[]
}

export interface Archive {
  /**
   * Writes request, response and metadata records, and resolves once they are on the disk (fsync).
   * Where an earlier capture of any URL has the same payload, a revisit record takes the response's place.
   */
  preserve(exchange: Exchange, options?: PreserveOptions): Promise<Capture>
  /** Writes the revisit record of a 304. @throws {ServiceError} if `of` is not held. */
  preserveNotModified(exchange: Exchange, of: CaptureId, options?: PreserveOptions): Promise<Capture>

  find(id: CaptureId): Promise<Capture | null>
  /** @throws {SegmentCorruptError} if what is stored no longer matches its digest. */
  read(id: CaptureId): Promise<PreservedExchange | null>
  /** Captures of one URL key, oldest first. */
  capturesOf(key: UrlKey, range?: { from?: Instant; to?: Instant; limit?: number }): Promise<Capture[]>
  /** Captures of more than one URL: by key (its bytes), oldest first within each. */
  capturesUnder(scope: CaptureScope): AsyncIterable<Capture>
  /** Every capture, in the order of writing: what `rebuild` walks. `after` goes on behind that capture. */
  all(after?: CaptureId): AsyncIterable<Capture>
  counts(): Promise<{ captures: number; bytes: number; segments: number }>
  /** Why the last attempt to preserve something failed; null once one has succeeded again. Reading goes on meanwhile. */
  writeTrouble(): string | null

  /**
   * The records (request, response, metadata; for a revisit also what it repeats) of these captures as a WARC file
   * of their own, gzip a record. The same captures always give the same bytes.
   */
  exportWarc(ids: readonly CaptureId[]): AsyncIterable<Uint8Array>
  /** The same as WACZ 1.1.1, with index, pages and `datapackage.json`, signed if there is a signer; extras are named there. */
  exportWacz(
    ids: readonly CaptureId[],
    pages: readonly WaczPage[],
    extras?: readonly WaczExtra[],
  ): AsyncIterable<Uint8Array>
  /**
   * Reads WARC, WARC.GZ, WACZ from any program; twice the same adds nothing; damage is reported and passed over. One
   * that was cut off goes on where it was.
   */
  importFile(path: string): AsyncIterable<ImportEvent>

  /**
   * Destroys these captures and those that repeat their payload: they are gone from the index and from every
   * segment, and no import or rebuild brings them back. All others keep their bytes; only their places change. Once
   * it has resolved, they are found no more, not even after a crash.
   */
  erase(ids: readonly CaptureId[]): Promise<ErasureReport>
  /** Goes on with erasures for which a segment was in another process's hands. @returns Those that still are. */
  finishErasures(): Promise<SegmentId[]>

  /** After a crash: cuts off a torn tail, and indexes what was written but not indexed. Called before anything else. */
  recover(): Promise<RecoveryReport>
  /** Makes the capture index again from the segments alone; readers see the old one until it is done. */
  rebuildIndex(): Promise<{ captures: number; damaged: number }>
  /** Reads everything back: every record against its digests, the index against the segments. */
  fsck(options?: FsckOptions): AsyncIterable<FsckFinding>
  close(): Promise<void>
}

export interface ErasureReport {
  /** Those asked for, and the revisits of them: the same content under other addresses or at other times. */
  readonly erased: readonly CaptureId[]
  /** Segments that another process writes to. It lets them go after its next capture; then `finishErasures` ends it. */
  readonly waiting: readonly SegmentId[]
}

export interface WaczPage {
  readonly url: HttpUrl
  readonly title: string
  readonly capturedAt: Instant
}

/** A file of text that travels with a WACZ, such as a receipt. */
export interface WaczExtra {
  readonly path: string
  readonly text: string
}

export type ImportEvent =
  | { readonly kind: 'captured'; readonly capture: Capture }
  | { readonly kind: 'already-held'; readonly url: string }
  /** A record of a kind that is kept out: warcinfo, dns, a request without response. */
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'damaged'; readonly offsetBytes: number; readonly reason: string }
  /** A way of leaving the standard that does no harm: everything is read. Told once a file. */
  | { readonly kind: 'irregular'; readonly offsetBytes: number; readonly reason: string }
  /** An earlier import of the file was cut off; all before this place is in. */
  | { readonly kind: 'resumed'; readonly what: string; readonly offsetBytes: number }
  | { readonly kind: 'progress'; readonly bytes: number; readonly bytesTotal: number }

export interface RecoveryReport {
  readonly tornBytesRemoved: number
  readonly capturesIndexed: number
  readonly segmentsSeen: number
}

export interface FsckOptions {
  /** Told of bytes of segments that have been read, a few megabytes at a time. */
  readonly onProgress?: (bytes: number, bytesTotal: number) => void
  /** Threads to check in; by default one a core, and none where there is little to check. */
  readonly threadsMax?: number
}

export interface FsckFinding {
  readonly kind: 'ok' | 'problem'
  readonly subject: string
  readonly detail: string
}
