import type { Capture, CaptureId, Digest, Instant, RecordLocation, SegmentId, UrlKey } from '#model'
import type { KeyRange } from './capture-scope.ts'

/**
 * Where WARC segments live. Several processes may use one store at once: each appends only to segments that it
 * holds, and nobody else may hold those until it lets go or dies.
 */
export interface SegmentStore {
  /**
   * A new, empty segment, held by the caller. Later ones sort behind earlier ones, by the second.
   *
   * @param inPlaceOf The segment whose place in the order it takes.
   */
  create(createdAt: Instant, inPlaceOf?: SegmentId): Promise<OpenSegment>
  /** Takes hold of an unsealed segment; null if it is sealed, or somebody alive holds it. */
  hold(id: SegmentId): Promise<OpenSegment | null>
  /** All segments, in the order of their names. */
  list(): Promise<SegmentInfo[]>
  /** Exactly these bytes. @throws {SegmentCorruptError} if the segment is missing or ends before them. */
  read(location: RecordLocation): Promise<Uint8Array>
  /** What lies from `fromBytes` up to the end as it is now, piece by piece. @throws {SegmentCorruptError} if it is missing. */
  stream(id: SegmentId, fromBytes: number): AsyncIterable<Uint8Array>
  /** Takes a segment away that is sealed, or was held and let go; durable. Nothing happens where there is none. */
  remove(id: SegmentId): Promise<void>
  /** Lets go of everything held. */
  close(): Promise<void>
}

export interface SegmentInfo {
  readonly id: SegmentId
  readonly lengthBytes: number
  /** Nothing will be appended any more. */
  readonly sealed: boolean
}

/** A segment that this process alone may change. */
export interface OpenSegment {
  readonly id: SegmentId
  readonly lengthBytes: number
  /**
   * Resolves with the offset at which the bytes lie, once they are durable. After a failure nothing more is
   * appended: let go of the segment, and what is behind its last whole capture is cut off when it is next held.
   */
  append(bytes: Uint8Array): Promise<number>
  /**
   * Writes again what lies from there on, so that it is durable whatever became of the writes before: a process may
   * have died before its fsync, and after an fsync that failed the system may hold bytes that the disk never got,
   * and call them clean.
   */
  renew(fromBytes: number): Promise<void>
  /** Cuts off what is behind. Durable when it resolves. */
  truncate(lengthBytes: number): Promise<void>
  /** For good; lets go as well. */
  seal(): Promise<void>
  /** Lets go; whoever holds it next may append. */
  release(): Promise<void>
}

/** A segment of which a part was erased. */
export interface SegmentRewrite {
  readonly from: SegmentId
  /** Where the rest goes; null as long as nobody has begun. */
  readonly into: SegmentId | null
}

/** A capture, and where all of its records (request, response or revisit, metadata) lie. */
export interface CaptureEntry {
  readonly capture: Capture
  readonly extent: RecordLocation
}

/** All before this place of a file has been imported. */
export interface ImportMark {
  /** Which of the WARC files in it, from 0. */
  readonly part: number
  /** Where reading goes on. */
  readonly offsetBytes: number
  /** How many of the records found there are in already; 0 but where many share a gzip member. */
  readonly recordCount: number
}

/** Which captures there are and where. Can be made again from the segments. Shared by all processes. */
export interface CaptureIndex {
  /** Durable, all or none, when it resolves. An id that is there already keeps its entry. */
  put(entries: readonly CaptureEntry[]): Promise<void>
  find(id: CaptureId): Promise<CaptureEntry | null>
  /** Oldest first; `from` and `to` are inclusive. */
  capturesOf(key: UrlKey, range?: { from?: Instant; to?: Instant; limit?: number }): Promise<CaptureEntry[]>
  /** Those whose keys lie in the range: by key (its bytes), then oldest first. Lets other work go on meanwhile. */
  between(range: KeyRange): AsyncIterable<CaptureEntry>
  /** The earliest whole response (no revisit, status 200, not truncated) with that payload. */
  findPayload(digest: Digest): Promise<CaptureEntry | null>
  /** In the order of writing; of those behind `after`, where it is given. */
  all(after?: CaptureId): AsyncIterable<CaptureEntry>
  /** Where the last indexed capture of that segment ends; 0 if there is none. */
  endOf(segmentId: SegmentId): Promise<number>
  /** Takes these in place of all that was there when it was called; readers see the old ones until it resolves. */
  replaceAll(batches: AsyncIterable<readonly CaptureEntry[]>): Promise<void>
  count(): Promise<number>

  /** Those that repeat the payload of one of these. */
  revisitsOf(ids: readonly CaptureId[]): Promise<CaptureId[]>
  /**
   * Forgets these captures for good: `put` and `replaceAll` pass them over from now on. Notes in the same transaction
   * which segments hold bytes of them, also as a second copy.
   */
  erase(ids: readonly CaptureId[]): Promise<void>
  isErased(id: CaptureId): Promise<boolean>
  /** Segments that still hold bytes of what was erased. */
  rewrites(): Promise<SegmentRewrite[]>
  /** Notes into which segment the rest goes. False if another process has noted one already. */
  claimRewrite(from: SegmentId, into: SegmentId): Promise<boolean>
  /** Takes the note back: that segment never came to hold anything. */
  abandonRewrite(from: SegmentId, into: SegmentId): Promise<void>
  /** The entries of a segment, by offset. */
  inSegment(id: SegmentId): Promise<CaptureEntry[]>
  /** Gives captures their new place; durable, all or none. */
  relocate(entries: readonly CaptureEntry[]): Promise<void>
  /**
   * The segment is gone: overwrites what the index's own files still held of it, then takes the note away.
   *
   * @returns False, with the note still there, where another process's reading is in the way for now.
   */
  finishRewrite(from: SegmentId): Promise<boolean>

  /** How far the import of that file has come; null where none was begun that has not ended. */
  importMark(identity: string): Promise<ImportMark | null>
  /** Durable when it resolves. `null` once it has ended. `replaceAll` forgets all marks: they say what is held. */
  markImport(identity: string, mark: ImportMark | null): Promise<void>
  close(): Promise<void>
}
