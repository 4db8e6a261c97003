import { openCheckpoint } from './checkpoint.ts'
import { parseEntry, saltBytes, saltedDigest } from './entry.ts'
import type { VerificationStep } from './log.ts'
import { areEqual, verifyInclusion } from './merkle-proof.ts'
import { leafHash } from './merkle-tree.ts'
import { type OpenReceipt, parseReceipt } from './receipt.ts'
import { parseVerifierKey } from './signed-note.ts'

export interface VerificationReport {
  /** True if every step holds. */
  readonly holds: boolean
  /** In the order of checking; those behind a receipt that cannot be read are missing. */
  readonly steps: readonly VerificationStep[]
}

export interface VerifyOptions {
  /** The log's key from a place other than the receipt. Without it a receipt vouches for its own key. */
  readonly verifierKey?: string
  /** What the caller has worked out from the content at hand, by field name. */
  readonly expected?: Readonly<Record<string, string>>
}

/** Checks a receipt offline, step by step. Never throws: whatever is handed in gives a report. */
export function verifyReceipt(value: unknown, options: VerifyOptions = {}): VerificationReport {
  const steps: VerificationStep[] = []
  let receipt: OpenReceipt
  try {
    receipt = parseReceipt(value)
    steps.push({ claim: 'The receipt is whole.', holds: true, detail: receipt.format })
  } catch (error) {
    steps.push({ claim: 'The receipt is whole.', holds: false, detail: messageOf(error) })
    return { holds: false, steps }
  }
  steps.push(
    step('The entry commits to the statement.', () => checkEntry(receipt)),
    ...(options.expected
      ? [
          step('The statement says what the content says.', () =>
            checkExpected(receipt, options.expected ?? {}),
          ),
        ]
      : []),
    step('The checkpoint is signed by the log.', () => checkSignature(receipt, options.verifierKey)),
    step('The entry is in the tree of the checkpoint.', () => checkInclusion(receipt)),
  )
  return { holds: steps.every(({ holds }) => holds), steps }
}

function checkEntry({ entry, statement, salts }: OpenReceipt): string {
  const { subject, digests } = parseEntry(entry)
  if (subject !== statement.subject) throw new RangeError(`The entry is about "${subject}".`)
  const names = Object.keys(statement.fields)
  for (const name of names) {
    const [salt, digest] = [salts.get(name), digests.get(name)]
    if (!digest) throw new RangeError(`The entry has no field "${name}".`)
    if (salt?.length !== saltBytes)
      throw new RangeError(`There is no salt of ${saltBytes} bytes for "${name}".`)
    if (!areEqual(saltedDigest(salt, name, statement.fields[name] as string), digest))
      throw new RangeError(`The value of "${name}" is not the one that was logged.`)
  }
  const erased = [...digests.keys()].filter((name) => !names.includes(name))
  const rest = erased.length > 0 ? ` Not opened: ${erased.join(', ')}.` : ''
  return `${names.length} of ${digests.size} fields agree.${rest}`
}

function checkExpected({ statement }: OpenReceipt, expected: Readonly<Record<string, string>>): string {
  for (const [name, value] of Object.entries(expected)) {
    if (!Object.hasOwn(statement.fields, name)) throw new RangeError(`The receipt does not open "${name}".`)
    if (statement.fields[name] !== value)
      throw new RangeError(`"${name}" is "${value}" here, but "${statement.fields[name]}" was logged.`)
  }
  return Object.keys(expected).join(', ')
}

function checkSignature(receipt: OpenReceipt, trustedKey: string | undefined): string {
  if (trustedKey !== undefined && trustedKey !== receipt.verifierKey)
    throw new RangeError(`The receipt names the key ${receipt.verifierKey}, which is not the log's.`)
  const key = parseVerifierKey(receipt.verifierKey)
  const { origin } = openCheckpoint(receipt.checkpoint, key)
  if (origin !== key.name) throw new RangeError(`The checkpoint is of ${origin}, the key of ${key.name}.`)
  if (trustedKey !== undefined) return receipt.verifierKey
  return `${receipt.verifierKey}, the key that the receipt names: compare it with the one the log publishes.`
}

function checkInclusion(receipt: OpenReceipt): string {
  const { leafIndex, inclusionProof: proof } = receipt
  const { treeSize, root } = openCheckpoint(receipt.checkpoint, parseVerifierKey(receipt.verifierKey))
  if (treeSize !== receipt.treeSize)
    throw new RangeError(`The checkpoint is over ${treeSize} leaves, not ${receipt.treeSize}.`)
  if (!verifyInclusion({ leafIndex, treeSize, leafHash: leafHash(receipt.entry), proof, root }))
    throw new RangeError(`The proof does not lead from leaf ${leafIndex} to the root.`)
  return `Leaf ${leafIndex} of ${treeSize}.`
}

function step(claim: string, check: () => string): VerificationStep {
  try {
    return { claim, holds: true, detail: check() }
  } catch (error) {
    return { claim, holds: false, detail: messageOf(error) }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It cannot be read.'
}
