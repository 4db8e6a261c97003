import { type Instant, ServiceError } from '#model'
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts'
import { GrowingTree } from './growing-tree.ts'
import type { Sealing, Unsealed } from './log-store.ts'
import { areEqual } from './merkle-proof.ts'
import { parseVerifierKey, type SigningKey } from './signed-note.ts'

/** What the log holds and what it once signed do not go together. Nothing was signed. */
export class ForkError extends ServiceError {
  constructor(what: string) {
    super(`${what} Signing now would fork the log, so no checkpoint is signed.`, {
      retry: 'never',
      toDo: 'Restore the newest copy of the log, at least as new as its last signed checkpoint, then run fsck.',
    })
  }
}

export interface SealOptions {
  readonly key: SigningKey
  readonly origin: string
  readonly at: Instant
  /** A signed note of which the caller has seen, from the sealed tiles, that the tree begins with it. */
  readonly knownPrefix: string | null
}

/**
 * Adds the new leaves to the tree and signs its head; null where there are none.
 *
 * @throws {ForkError} if the tree does not begin with the one that was signed last.
 */
export function seal(unsealed: Unsealed, { key, origin, at, knownPrefix }: SealOptions): Sealing | null {
  const { head, lastSigned } = unsealed
  const tree = sealedTree(unsealed)
  const sealedSize = tree.size
  const promised = [head?.checkpoint, lastSigned].flatMap((note) =>
    note ? [openOwn(note, key, origin)] : [],
  )
  for (const { treeSize, root } of promised) {
    for (let at = tree.size - sealedSize; tree.size < treeSize && at < unsealed.leafHashes.length; at++)
      tree.add(unsealed.leafHashes[at] as Uint8Array)
    if (treeSize > tree.size)
      throw new ForkError(`The log has ${tree.size} leaves, but a checkpoint over ${treeSize} was signed.`)
    const isShown = treeSize < sealedSize ? lastSigned === knownPrefix : areEqual(tree.root(), root)
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
 * @throws {ForkError} if it is another log's, or another key's.
 */
export function openOwn(note: string, key: SigningKey, origin: string): Checkpoint {
  try {
    const checkpoint = openCheckpoint(note, parseVerifierKey(key.verifierKey))
    if (checkpoint.origin === origin) return checkpoint
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
  }
  throw new ForkError(`The checkpoint signed last is not one of ${origin} by the key ${key.verifierKey}.`)
}

function sealedTree({ head, edge }: Unsealed): GrowingTree {
  try {
    return new GrowingTree(head?.treeSize ?? 0, edge)
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new ForkError(cause.message)
  }
}
