import type { Instant } from '#model'

/**
 * What a leaf commits to. The log knows nothing of news: `subject` is any id, and each field's value is
 * committed to by a digest with a salt of its own, so that erasing a salt erases what the digest would let
 * someone guess.
 */
export interface Statement {
  readonly subject: string
  readonly fields: Readonly<Record<string, string>>
}

export interface LogPosition {
  readonly leafIndex: number
}

/** A self-contained file that proves, offline, that a statement is in the log. JSON; hashes in base 64. */
export interface Receipt {
  readonly format: 'verbatim-receipt/1'
  readonly statement: Statement
  /** By field name, 16 bytes each in base 64; a field whose salt was erased is missing here and in `statement`. */
  readonly salts: Readonly<Record<string, string>>
  /** The leaf's exact bytes (the entry with its salted digests), base 64. */
  readonly entry: string
  readonly leafIndex: number
  readonly treeSize: number
  /** Audit path, RFC 6962 §2.1.1, lowest level first. */
  readonly inclusionProof: readonly string[]
  /** Signed note, C2SP tlog-checkpoint. */
  readonly checkpoint: string
  /** C2SP signed-note verifier key: `name+hash+key`. */
  readonly verifierKey: string
}

export interface VerificationStep {
  readonly claim: string
  readonly holds: boolean
  readonly detail: string
}

export interface TransparencyLog {
  /** Durable when it resolves. The same subject again, with the same fields, gives the same position. */
  append(statement: Statement): Promise<LogPosition>
  /** Signs a head over all leaves if there are new ones. @throws {ServiceError} if that would be a fork. */
  publishCheckpoint(): Promise<{ treeSize: number; signedAt: Instant } | null>
  /** The latest signed note; null before the first. */
  checkpoint(): Promise<string | null>
  /** A file of C2SP tlog-tiles by its path below the prefix, such as `tile/0/000` or `tile/entries/000.p/5`. */
  tile(path: string): Promise<Uint8Array | null>
  /** Null if there is no such subject, or no checkpoint covers it yet. */
  receipt(subject: string): Promise<Receipt | null>
  position(subject: string): Promise<LogPosition | null>
  /** The leaf's statement and salts stay out of every later receipt. */
  erase(subject: string): Promise<void>
  size(): Promise<number>
  readonly verifierKey: string
  /** The log's tree against its leaves, tiles and checkpoint. */
  fsck(): AsyncIterable<{ kind: 'ok' | 'problem'; subject: string; detail: string }>
  close(): Promise<void>
}
