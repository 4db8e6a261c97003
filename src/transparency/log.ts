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
  /** Signed note, C2SP tlog-checkpoint, with the cosignatures of witnesses (C2SP tlog-cosignature). */
  readonly checkpoint: string
  /** C2SP signed-note verifier key of whoever signed it for the log: `name+hash+key`. */
  readonly verifierKey: string
  /** The verifier keys of the witnesses whose cosignatures it carries. */
  readonly witnesses?: readonly string[]
  /** RFC 3161 time stamps over the checkpoint's text: the token is DER in base 64. */
  readonly timeStamps?: readonly { readonly authority: string; readonly token: string }[]
  /** The notes by which one key of the log handed over to the next. */
  readonly keyChanges?: readonly string[]
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
  /** Resolves when nobody is being asked to vouch for a checkpoint any more: they are asked beside everything else. */
  attested(): Promise<void>
  /** The latest signed note, with the cosignatures that have come by now; null before the first. */
  checkpoint(): Promise<string | null>
  /** A file of C2SP tlog-tiles by its path below the prefix, such as `tile/0/000` or `tile/entries/000.p/5`. */
  tile(path: string): Promise<Uint8Array | null>
  /** Null if there is no such subject, or no checkpoint covers it yet. */
  receipt(subject: string): Promise<Receipt | null>
  position(subject: string): Promise<LogPosition | null>
  /**
   * Removes what opens the subject's leaves: values and salts, without which nobody can say what the entry's digests
   * are of. The entry itself stays in its bundle unless `entry` asks for that too: then only its leaf hash is left, in
   * the form of `formatErasedEntry`. Either way every proof goes on to hold.
   */
  erase(subject: string, options?: { readonly entry?: boolean }): Promise<void>
  size(): Promise<number>
  readonly verifierKey: string
  /** The notes by which earlier keys handed over to the one that signs now, oldest first. */
  readonly keyChanges: readonly string[]
  /** The log's tree against its leaves, tiles and checkpoint. */
  fsck(): AsyncIterable<{ kind: 'ok' | 'problem'; subject: string; detail: string }>
  close(): Promise<void>
}
