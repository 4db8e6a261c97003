export type { AttestationOptions } from './attestor.ts'
export { type Checkpoint, formatCheckpoint, openCheckpoint, parseCheckpoint } from './checkpoint.ts'
export { parseWitnessKey } from './cosignature.ts'
export { type Entry, erasedLeafHash, formatEntry, leafHashOf, parseEntry } from './entry.ts'
export { type KeyChange, openKeyChange, signKeyChange } from './key-change.ts'
export type { LogPosition, Receipt, Statement, TransparencyLog, VerificationStep } from './log.ts'
export type {
  Attestation,
  LogStore,
  NewLeaf,
  Opening,
  SealedHead,
  Sealing,
  StoredLeaf,
  StoredTile,
  Unsealed,
} from './log-store.ts'
export {
  consistencyProof,
  inclusionProof,
  type ReadNode,
  verifyConsistency,
  verifyInclusion,
} from './merkle-proof.ts'
export { leafHash, nodeHash, type TreeNode } from './merkle-tree.ts'
export { ForkError } from './seal.ts'
export {
  formatSigningKey,
  isSignedBy,
  parseSignedNote,
  parseSigningKey,
  parseVerifierKey,
  type SignedNote,
  type SigningKey,
  signingKeyOf,
  type VerifierKey,
} from './signed-note.ts'
export { formatTilePath, parseEntryBundle, parseTilePath, type TilePath } from './tile.ts'
export { createTransparencyLog, type TransparencyLogOptions } from './transparency-log.ts'
export { type VerificationReport, type VerifyOptions, verifyReceipt } from './verify.ts'
export type { Post, Witness } from './witness.ts'
