import { existsSync, readFileSync } from 'node:fs'
import type { Archive } from '#archive'
import { type CaptureId, sha256Digest } from '#model'
import { type VerificationStep, type VerifyOptions, verifyReceipt } from '#transparency'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult, snapshotIdArgument } from '../print.ts'
import { verifyFile } from '../verify-file.ts'

export const verify: Command = {
  name: 'verify',
  usage: 'FILE|ID [--key K] [--proof RECEIPT] [--signer HASH]',
  summary: 'Checks a receipt or a bundle, offline, or a snapshot that is held, step by step.',
  details: `
A receipt is the file that a snapshot's page offers as its proof (/s/{id}/proof.json). It is checked against the
key it names, or against the key you give: only a key that you had from somewhere else proves whose log it is.
A bundle is a WACZ or WARC file: every record is checked against its digests, and the record that was logged is looked
for; a signed WACZ is checked against its key. Its receipt is the one inside (/s/{id}.wacz?proof=1), the one beside it, or the one you name.
Ends with status 1 if any step fails.`,
  options: {
    key: { value: 'K', help: "the log's verifier key, name+hash+key" },
    proof: { value: 'RECEIPT', help: 'the receipt of a WARC or WACZ file' },
    signer: { value: 'HASH', help: 'the fingerprint of the key that must have signed the WACZ file' },
    witness: { value: 'K,K', help: 'keys of witnesses, each of which must have cosigned' },
    certificates: {
      value: 'FILE',
      help: 'certificates (PEM), one of which must stand behind each time stamp',
    },
  },
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const [subject = ''] = invocation.positionals
    const steps = existsSync(subject)
      ? await verifyFile(subject, textOption(invocation, 'proof'), {
          ...verifyOptionsOf(invocation),
          ...signerOption(invocation),
        })
      : await verifySnapshot(invocation)
    const holds = steps.length > 0 && steps.every((step) => step.holds)
    printResult(
      invocation,
      { holds, steps },
      () =>
        steps.map((step) => `${step.holds ? 'holds' : 'FAILS'}  ${step.claim}: ${step.detail}\n`).join('') +
        (holds ? 'Verified.\n' : 'Not verified.\n'),
    )
    return holds ? 0 : 1
  },
}

function verifyOptionsOf(invocation: Invocation): VerifyOptions {
  const key = textOption(invocation, 'key')
  const witnesses = textOption(invocation, 'witness')
  const certificates = textOption(invocation, 'certificates')
  return {
    ...(key && { verifierKey: key }),
    ...(witnesses && { witnesses: witnesses.split(',').map((each) => each.trim()) }),
    ...(certificates && { certificates: [readCertificates(certificates)] }),
  }
}

function signerOption(invocation: Invocation): { signer?: string } {
  const signer = textOption(invocation, 'signer')
  if (signer === undefined) return {}
  if (!/^sha256:[0-9a-f]{64}$/i.test(signer))
    throw new UsageError(`--signer takes sha256: and 64 hexadecimal digits, not "${signer}".`)
  return { signer }
}

function readCertificates(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`--certificates: ${(error as Error).message}.`)
  }
}

async function verifySnapshot(invocation: Invocation): Promise<readonly VerificationStep[]> {
  const id = snapshotIdArgument(invocation)
  const house = await openHouse(invocation, { quiet: true })
  try {
    const held = await house.parts.catalog.find(id)
    if (!held) return [{ claim: 'The snapshot is held', holds: false, detail: `there is no snapshot ${id}` }]
    const { article, digests, captureIds, url, capturedAt } = held.snapshot
    const text = sha256Digest(article.text)
    const steps: VerificationStep[] = [
      { claim: 'The text is what was extracted', holds: text === digests.text, detail: text },
      await archiveStep(captureIds[0], house.parts.archive),
    ]
    const receipt = await house.parts.transparency.receipt(id)
    if (!receipt) {
      return [
        ...steps,
        { claim: 'The log has it', holds: false, detail: 'no signed checkpoint covers it yet' },
      ]
    }
    const expected = {
      url,
      capturedAt,
      recordDigest: digests.record,
      payloadDigest: digests.payload,
      textDigest: digests.text,
    }
    const { verifierKey } = house.parts.transparency
    return [
      ...steps,
      ...verifyReceipt(receipt, { verifierKey, ...verifyOptionsOf(invocation), expected }).steps,
    ]
  } finally {
    await house.close()
  }
}

/** Reading checks every digest of the record. */
async function archiveStep(id: CaptureId, archive: Archive): Promise<VerificationStep> {
  const claim = 'The archive holds its bytes unaltered'
  try {
    const preserved = await archive.read(id)
    return preserved
      ? { claim, holds: true, detail: preserved.capture.recordDigest }
      : { claim, holds: false, detail: `capture ${id} is missing` }
  } catch (error) {
    return { claim, holds: false, detail: (error as Error).message }
  }
}
