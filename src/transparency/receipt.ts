import type { Receipt } from './log.ts'
import type { Attestation, SealedHead, StoredLeaf } from './log-store.ts'
import { base64, parseBase64 } from './signed-note.ts'

export const receiptFormat = 'verbatim-receipt/1'

export function formatReceipt(parts: {
  readonly leaf: StoredLeaf
  readonly head: SealedHead
  readonly proof: readonly Uint8Array[]
  readonly verifierKey: string
  readonly attestations?: readonly Attestation[]
  readonly keyChanges?: readonly string[]
}): Receipt {
  const { leaf, head, proof, verifierKey, attestations = [], keyChanges = [] } = parts
  const of = (kind: Attestation['kind']) => attestations.filter((each) => each.kind === kind)
  const witnesses = of('cosignature').map(({ by }) => by)
  const timeStamps = of('time-stamp').map(({ by, value }) => ({ authority: by, token: base64(value) }))
  return {
    format: receiptFormat,
    statement: { subject: leaf.subject, fields: leaf.opening?.fields ?? {} },
    salts: leaf.opening?.salts ?? {},
    entry: base64(leaf.entry),
    leafIndex: leaf.leafIndex,
    treeSize: head.treeSize,
    inclusionProof: proof.map(base64),
    checkpoint: cosigned(head, attestations),
    verifierKey,
    ...(witnesses.length > 0 && { witnesses }),
    ...(timeStamps.length > 0 && { timeStamps }),
    ...(keyChanges.length > 0 && { keyChanges }),
  }
}

/** The head's note with the signature lines of its witnesses behind the log's own. */
export function cosigned({ checkpoint }: SealedHead, attestations: readonly Attestation[]): string {
  const lines = attestations.filter(({ kind }) => kind === 'cosignature').map(({ value }) => value)
  return checkpoint + Buffer.concat(lines).toString('utf8')
}

/** A receipt with its base 64 read. */
export interface OpenReceipt
  extends Omit<Required<Receipt>, 'salts' | 'entry' | 'inclusionProof' | 'timeStamps'> {
  readonly salts: ReadonlyMap<string, Uint8Array>
  readonly entry: Uint8Array
  readonly inclusionProof: readonly Uint8Array[]
  readonly timeStamps: readonly { readonly authority: string; readonly token: Uint8Array }[]
}

/**
 * Reads a receipt that somebody handed in; members it does not know are passed over.
 *
 * @throws {RangeError} naming the member that is missing or not of the form.
 */
export function parseReceipt(value: unknown): OpenReceipt {
  const receipt = record(value, 'The receipt')
  if (receipt['format'] !== receiptFormat) throw new RangeError(`"format" is not "${receiptFormat}".`)
  const statement = record(receipt['statement'], '"statement"')
  const proof = receipt['inclusionProof']
  if (!Array.isArray(proof) || proof.length > proofHashesMax)
    throw new RangeError(`"inclusionProof" is no list of at most ${proofHashesMax} hashes.`)
  return {
    format: receiptFormat,
    statement: {
      subject: text(statement['subject'], '"statement.subject"'),
      fields: Object.fromEntries(texts(statement['fields'], '"statement.fields"')),
    },
    salts: new Map(
      texts(receipt['salts'], '"salts"').map(([name, salt]) => [name, bytes(salt, `"salts.${name}"`)]),
    ),
    entry: bytes(receipt['entry'], '"entry"'),
    leafIndex: count(receipt['leafIndex'], '"leafIndex"'),
    treeSize: count(receipt['treeSize'], '"treeSize"'),
    inclusionProof: proof.map((hash) => bytes(hash, 'A hash of "inclusionProof"')),
    checkpoint: text(receipt['checkpoint'], '"checkpoint"'),
    verifierKey: text(receipt['verifierKey'], '"verifierKey"'),
    witnesses: list(receipt['witnesses'], '"witnesses"').map((key) => text(key, 'A key of "witnesses"')),
    timeStamps: list(receipt['timeStamps'], '"timeStamps"').map((each) => {
      const { authority, token } = record(each, 'A member of "timeStamps"')
      return { authority: text(authority, '"authority"'), token: bytes(token, '"token"') }
    }),
    keyChanges: list(receipt['keyChanges'], '"keyChanges"').map((note) =>
      text(note, 'A note of "keyChanges"'),
    ),
  }
}

/** One hash for each level of a tree of 2^53 leaves, the most that JSON numbers count exactly. */
const proofHashesMax = 53
const textCharsMax = 1_000_000
const fieldsMax = 256
const listMax = 100

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new RangeError(`${what} is no object.`)
  return value as Record<string, unknown>
}

/** A list that may be missing. */
function list(value: unknown, what: string): unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > listMax)
    throw new RangeError(`${what} is no list of at most ${listMax}.`)
  return value
}

function texts(value: unknown, what: string): [string, string][] {
  const entries = Object.entries(record(value, what))
  if (entries.length > fieldsMax) throw new RangeError(`${what} has more than ${fieldsMax} members.`)
  return entries.map(([name, each]) => [name, text(each, `${what}, "${name}",`)])
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > textCharsMax) throw new RangeError(`${what} is no text.`)
  return value
}

function bytes(value: unknown, what: string): Uint8Array {
  const decoded = parseBase64(text(value, what))
  if (!decoded) throw new RangeError(`${what} is no base 64.`)
  return decoded
}

function count(value: unknown, what: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0)
    throw new RangeError(`${what} is no whole number.`)
  return value as number
}
