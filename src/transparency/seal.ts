import { type Instant, ServiceError } from '#model'
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { GrowingTree } from './growing-tree.ts'
import type { Sealing, Unsealed } from './log-store.ts'
import { areEqual } from './merkle-proof.ts'
import type { SigningKey, VerifierKey } from './signed-note.ts'

/** What the log holds and what it once signed do not go together. Nothing was signed. */
export class ForkError extends ServiceError {
  constructor(what: string) {
    super(`${what} Signing now would fork the log, so no checkpoint is signed.`, {
      retry: 'never',
      toDo: 'Restore the newest copy of the log, at least as new as its last signed checkpoint, then run `verbatim fsck`. Where none is left, `verbatim log begin-anew` ends this log and begins another; receipts of the old one stay good.',
    })
  }
}

export interface SealOptions {
  readonly key: SigningKey
  /** That key's own first, then those that signed before it. */
  readonly keys: readonly VerifierKey[]
  readonly origin: string
  readonly at: Instant
  /** Signed notes of which the caller has seen, from the sealed tiles, that the tree begins with them. */
  readonly knownPrefixes: ReadonlySet<string>
}

/**
 * Adds the new leaves to the tree and signs its head; null where there are none.
 *
 * @throws {ForkError} if the tree does not begin with the one that was signed last.
 */
export function seal(unsealed: Unsealed, options: SealOptions): Sealing | null {
  const { key, origin, at } = options
  const { head, lastSigned } = unsealed
  const tree = sealedTree(unsealed)
  const sealedSize = tree.size
  const promised = (head ? [head.checkpoint, ...lastSigned] : lastSigned)
    .map((note) => ({ note, ...openOwn(note, options.keys, origin) }))
    .sort((one, other) => one.treeSize - other.treeSize)
  for (const { note, treeSize, root } of promised) {
    for (let at = tree.size - sealedSize; tree.size < treeSize && at < unsealed.leafHashes.length; at++)
      tree.add(unsealed.leafHashes[at] as Uint8Array)
    if (treeSize > tree.size)
      throw new ForkError(`The log has ${tree.size} leaves, but a checkpoint over ${treeSize} was signed.`)
    const isShown = treeSize < sealedSize ? options.knownPrefixes.has(note) : areEqual(tree.root(), root)
    if (!isShown) throw new ForkError(`The log's first ${treeSize} leaves are not those that were signed.`)
  }
  for (const leafHash of unsealed.leafHashes.slice(tree.size - sealedSize)) tree.add(leafHash)
  if (tree.size === sealedSize) return null
  const checkpoint = signCheckpoint({ origin, treeSize: tree.size, root: tree.root() }, key)
  return {
    head: { treeSize: tree.size, checkpoint, signedAt: at },
    tiles: [...tree.takeFullTiles(), ...tree.partialTiles()],
  }
}

/**
 * A checkpoint that this log signed earlier.
 *
 * @param keys The current one first.
 * @throws {ForkError} if it is another log's, or signed by none of the keys.
 */
export function openOwn(note: string, keys: readonly VerifierKey[], origin: string): Checkpoint {
  for (const key of keys) {
    try {
      const checkpoint = openCheckpoint(note, key)
      if (checkpoint.origin === origin) return checkpoint
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause
    }
  }
  throw new ForkError(`The checkpoint signed last is not one of ${origin} by a key of this log.`)
}

function sealedTree({ head, edge }: Unsealed): GrowingTree {
  try {
    return new GrowingTree(head?.treeSize ?? 0, edge)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new ForkError(cause.message)
  }
}
