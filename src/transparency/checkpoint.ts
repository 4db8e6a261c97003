import { hashBytes } from './merkle-tree.ts'
import {
  base64,
  isSignedBy,
  parseBase64,
  parseSignedNote,
  type SigningKey,
  type VerifierKey,
} from './signed-note.ts'

/** A tree head: what the log says it holds. */
export interface Checkpoint {
  /** The log's name, the same for its whole life. */
  readonly origin: string
  readonly treeSize: number
  readonly root: Uint8Array
}

/**
 * The text that is signed.
 *
 * @see https://c2sp.org/tlog-checkpoint
 */
export function formatCheckpoint({ origin, treeSize, root }: Checkpoint): string {
  return `${origin}\n${treeSize}\n${base64(root)}\n`
}

/**
 * Reads the text of a checkpoint; extension lines are passed over.
 *
 * @throws {RangeError} if it is none.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', encodedRoot = '', ...extensions] = text.split('\n')
  if (extensions.pop() !== '' || origin === '') throw new RangeError('A checkpoint has at least three lines.')
  if (extensions.includes('')) throw new RangeError('A checkpoint has no empty line.')
  const treeSize = Number(size)
  if (!/^(0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(treeSize))
    throw new RangeError('The second line of a checkpoint is the number of leaves.')
  const root = parseBase64(encodedRoot)
  if (root?.length !== hashBytes)
    throw new RangeError('The third line of a checkpoint is a SHA-256 hash in base 64.')
  return { origin, treeSize, root }
}

export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  return key.sign(formatCheckpoint(checkpoint))
}

/**
 * The checkpoint inside a signed note.
 *
 * @throws {RangeError} if it is no note with a checkpoint, or the key has not signed it.
 */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint {
  const parsed = parseSignedNote(note)
  if (!isSignedBy(parsed, key))
    throw new RangeError(`The checkpoint is not signed by the key of ${key.name}.`)
  return parseCheckpoint(parsed.text)
}
