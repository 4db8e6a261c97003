import type { Instant } from '#model'

/**
 * Where the leaves and tiles of one log are kept, for any number of processes at once.
 *
 * Leaves come first, in the order of `append`; the tree over them grows when it is sealed. What was sealed
 * never changes, except that openings are erased.
 */
export interface LogStore {
  /**
   * Adds leaves behind the last one, all or none; durable when it resolves. A subject whose newest leaf opens
   * with the same fields, or whose opening was erased, keeps its place and adds none.
   *
   * @returns For each its leaf index.
   */
  append(leaves: readonly NewLeaf[]): Promise<number[]>
  /** The newest leaf of that subject; with `below`, the newest of an index below it. */
  leafOf(subject: string, below?: number): Promise<StoredLeaf | null>
  /** The leaves `[start, end)`, as many as there are, in order. */
  leaves(start: number, end: number): Promise<StoredLeaf[]>
  /** Leaves appended so far, sealed or not. */
  size(): Promise<number>
  /**
   * Removes the openings of all leaves of that subject, from the disk too.
   *
   * @param replaceEntry Where given, also the entries: what it returns stands in their place.
   */
  erase(subject: string, replaceEntry?: (leafHash: Uint8Array) => Uint8Array): Promise<void>

  /** The latest sealed head; null before the first. */
  head(): Promise<SealedHead | null>
  /** The hashes of a tile as far as it is sealed; null where there is none. */
  tile(level: number, index: number): Promise<Uint8Array | null>
  /** The newest heads that were ever signed, as far as the places outside the tree know. See `Unsealed.lastSigned`. */
  lastSigned(): Promise<readonly string[]>
  /**
   * Lets one signer at a time, over all processes, grow and sign the tree. What `sign` returns is kept: first
   * the note as `lastSigned`, then tiles and head together; null keeps nothing. Nothing is kept if it throws.
   *
   * @param sign Does not wait, so that an engine may hold a lock around it.
   */
  seal(sign: (unsealed: Unsealed) => Sealing | null): Promise<SealedHead | null>

  /** Keeps a head beside the latest one, with what somebody else has said of it; the same again takes its place. */
  keepAttestation(head: SealedHead, attestation: Attestation): Promise<void>
  /** What others have said of the head over so many leaves; cosignatures first, by name. */
  attestations(treeSize: number): Promise<Attestation[]>
  /**
   * Of the heads that cover a leaf and that others have attested, the one that most kinds of them have, and then the
   * earliest: it shows best how early the leaf was there. Null where there is none.
   */
  attestedHead(leafIndex: number): Promise<SealedHead | null>
  close(): Promise<void>
}

/** What opens a leaf's salted digests: JSON of `{fields, salts}`. */
export interface Opening {
  readonly fields: Readonly<Record<string, string>>
  /** 16 bytes each in base 64. */
  readonly salts: Readonly<Record<string, string>>
}

export interface NewLeaf {
  readonly subject: string
  readonly entry: Uint8Array
  readonly leafHash: Uint8Array
  readonly opening: Opening
}

export interface StoredLeaf extends Omit<NewLeaf, 'opening'> {
  readonly leafIndex: number
  /** Null once erased. */
  readonly opening: Opening | null
}

export interface SealedHead {
  readonly treeSize: number
  /** The signed note. */
  readonly checkpoint: string
  readonly signedAt: Instant
}

/** What somebody else says of a head. */
export interface Attestation {
  readonly kind: 'cosignature' | 'time-stamp'
  /** The witness's verifier key, or the authority's address. */
  readonly by: string
  readonly at: Instant
  /** A signature line of the note, or the token in DER. */
  readonly value: Uint8Array
}

/** The state of the tree as the lock holds it. */
export interface Unsealed {
  readonly head: SealedHead | null
  /** By level, the hashes of the last, partial tile; empty where the tile before it is full. */
  readonly edge: readonly Uint8Array[]
  /** Of the leaves behind the sealed ones, in order. */
  readonly leafHashes: readonly Uint8Array[]
  /**
   * The newest heads that were ever signed, kept apart from leaves and tiles. A store that was put back to an
   * older state does not match them: that is how a fork is noticed before it is signed.
   */
  readonly lastSigned: readonly string[]
}

export interface Sealing {
  readonly head: SealedHead
  /** New and grown tiles. */
  readonly tiles: readonly StoredTile[]
}

export interface StoredTile {
  readonly level: number
  readonly index: number
  readonly hashes: Uint8Array
}
