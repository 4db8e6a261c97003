import { openCheckpoint } from './checkpoint.ts'
import { cosignatureBy, parseWitnessKey } from './cosignature.ts'
import { erasedLeafHash, leafHashOf, parseEntry, saltBytes, saltedDigest } from './entry.ts'
import { areLinked } from './key-change.ts'
import type { VerificationStep } from './log.ts'
import { areEqual, verifyInclusion } from './merkle-proof.ts'
import { type OpenReceipt, parseReceipt } from './receipt.ts'
import { parseSignedNote, parseVerifierKey } from './signed-note.ts'
import { verifyTimeStamp } from './verify-time-stamp.ts'

export interface VerificationReport {
  /** True if every step holds. */
  readonly holds: boolean
  /** In the order of checking; those behind a receipt that cannot be read are missing. */
  readonly steps: readonly VerificationStep[]
}

export interface VerifyOptions {
  /** The log's key from a place other than the receipt. Without it a receipt vouches for its own key. */
  readonly verifierKey?: string
  /** Keys of witnesses, each of which must have cosigned. Without them a receipt names its own. */
  readonly witnesses?: readonly string[]
  /** Certificates in PEM, one of which must stand behind each time stamp. Without them a stamp brings its own. */
  readonly certificates?: readonly string[]
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
    ...(receipt.witnesses.length > 0 || options.witnesses
      ? [step('Witnesses have cosigned the checkpoint.', () => checkWitnesses(receipt, options.witnesses))]
      : []),
    ...(receipt.timeStamps.length > 0 || options.certificates
      ? [step('The checkpoint is time-stamped.', () => checkTimeStamps(receipt, options.certificates))]
      : []),
  )
  return { holds: steps.every(({ holds }) => holds), steps }
}

function checkEntry({ entry, statement, salts }: OpenReceipt): string {
  if (erasedLeafHash(entry)) {
    if (Object.keys(statement.fields).length > 0)
      throw new RangeError('The entry was erased: it commits to nothing.')
    return 'It was erased. That something was logged here is proved, but not what.'
  }
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
  const { verifierKey, keyChanges } = receipt
  if (trustedKey !== undefined && !areLinked(trustedKey, verifierKey, keyChanges))
    throw new RangeError(`The receipt names the key ${verifierKey}, which is not the log's.`)
  const key = parseVerifierKey(verifierKey)
  const { origin } = openCheckpoint(receipt.checkpoint, key)
  if (origin !== key.name) throw new RangeError(`The checkpoint is of ${origin}, the key of ${key.name}.`)
  if (trustedKey === verifierKey) return verifierKey
  if (trustedKey !== undefined) return `${verifierKey}, a key of the same log: both have signed the change.`
  return `${verifierKey}, the key that the receipt names: compare it with the one the log publishes.`
}

function checkWitnesses(receipt: OpenReceipt, trusted: readonly string[] | undefined): string {
  const note = parseSignedNote(receipt.checkpoint)
  const said = (trusted ?? receipt.witnesses).map((text) => {
    const key = parseWitnessKey(text)
    const cosignature = cosignatureBy(note, key)
    if (!cosignature) throw new RangeError(`There is no good cosignature of ${key.name}.`)
    return `${cosignature.witness} at ${cosignature.signedAt}`
  })
  return said.join('; ') + (trusted ? '' : ': by the keys that the receipt names.')
}

function checkTimeStamps(receipt: OpenReceipt, certificates: readonly string[] | undefined): string {
  if (receipt.timeStamps.length === 0) throw new RangeError('The receipt has no time stamp.')
  const { text } = parseSignedNote(receipt.checkpoint)
  const said = receipt.timeStamps.map(({ token }) => {
    const { authority, stampedAt } = verifyTimeStamp(token, text, certificates)
    return `${stampedAt} by ${authority}`
  })
  return said.join('; ') + (certificates ? '' : ': by the certificate that the stamp brings.')
}

function checkInclusion(receipt: OpenReceipt): string {
  const { leafIndex, inclusionProof: proof } = receipt
  const { treeSize, root } = openCheckpoint(receipt.checkpoint, parseVerifierKey(receipt.verifierKey))
  if (treeSize !== receipt.treeSize)
    throw new RangeError(`The checkpoint is over ${treeSize} leaves, not ${receipt.treeSize}.`)
  if (!verifyInclusion({ leafIndex, treeSize, leafHash: leafHashOf(receipt.entry), proof, root }))
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
