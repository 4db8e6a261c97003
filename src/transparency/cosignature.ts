import { epochMs, type Instant, instantOf } from '#model'
import {
  isSignature,
  parseSignedNote,
  parseVerifierKey,
  type SignedNote,
  signatureBy,
  type VerifierKey,
} from './signed-note.ts'

/** The algorithm byte of timestamped Ed25519 cosignatures. */
export const cosignatureAlgorithm = 4

/** What a witness says of a checkpoint: at that moment it was the largest consistent tree that it had seen. */
export interface Cosignature {
  readonly witness: string
  readonly signedAt: Instant
}

/** A witness's key, `name+hash+key` of type 0x04. @throws {RangeError} on any other text. */
export function parseWitnessKey(text: string): VerifierKey {
  return parseVerifierKey(text, cosignatureAlgorithm)
}

/** The text under a cosignature: header, time, and the checkpoint without its signatures. */
export function cosignedText(checkpointText: string, epochSeconds: number): string {
  return `cosignature/v1\ntime ${epochSeconds}\n${checkpointText}`
}

/**
 * The good cosignature by that witness; null where there is none, or it does not hold.
 *
 * @see https://c2sp.org/tlog-cosignature
 */
export function cosignatureBy(note: SignedNote, key: VerifierKey): Cosignature | null {
  const bytes = signatureBy(note, key)
  if (bytes?.length !== timestampBytes + ed25519Bytes) return null
  const seconds = Number(Buffer.from(bytes).readBigUInt64BE(0))
  if (seconds > secondsMax) return null
  if (!isSignature(bytes.subarray(timestampBytes), cosignedText(note.text, seconds), key)) return null
  return { witness: key.name, signedAt: instantOf(seconds * 1000) }
}

/**
 * The line by that witness out of what it answered, if it cosigns this checkpoint now.
 *
 * @param answer Signature lines, as they come from the network.
 * @param now A cosignature may lie at most five minutes ahead of it: clocks differ, but the future is no witness.
 */
export function acceptCosignature(
  checkpoint: string,
  answer: string,
  key: VerifierKey,
  now: Instant,
): { line: string; signedAt: Instant } | null {
  try {
    const { text } = parseSignedNote(checkpoint)
    for (const line of answer.split(/(?<=\n)/).slice(0, linesMax)) {
      const cosigned = cosignatureBy(parseSignedNote(`${text}\n${line}`), key)
      if (cosigned && epochMs(cosigned.signedAt) <= epochMs(now) + aheadMsMax)
        return { line, signedAt: cosigned.signedAt }
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return null
}

const timestampBytes = 8
const ed25519Bytes = 64
/** Year 9999, the last that an `Instant` can say. */
const secondsMax = 253_402_300_799
const aheadMsMax = 5 * 60_000
const linesMax = 16
