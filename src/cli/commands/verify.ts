import { existsSync, readFileSync } from 'node:fs'
import type { Archive } from '#archive'
import { type CaptureId, sha256Digest } from '#model'
import { verifyReceipt } from '#transparency'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult, snapshotIdArgument } from '../print.ts'

interface Step {
  readonly claim: string
  readonly holds: boolean
  readonly detail: string
}

export const verify: Command = {
  name: 'verify',
  usage: 'FILE|ID [--key K]',
  summary: 'Checks a receipt, offline, or a snapshot that is held, step by step.',
  details: `
A receipt is the file that a snapshot's page offers as its proof (/s/{id}/proof.json). It is checked against the
key it names, or against the key you give: only a key that you had from somewhere else proves whose log it is.
Ends with status 1 if any step fails.`,
  options: { key: { value: 'K', help: "the log's verifier key, name+hash+key" } },
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const [subject = ''] = invocation.positionals
    const steps = existsSync(subject) ? verifyFile(subject, invocation) : await verifySnapshot(invocation)
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

function verifyFile(path: string, invocation: Invocation): readonly Step[] {
  let receipt: unknown
  try {
    receipt = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} is no receipt: ${(error as Error).message}.`)
  }
  const verifierKey = textOption(invocation, 'key')
  return verifyReceipt(receipt, verifierKey ? { verifierKey } : {}).steps
}

async function verifySnapshot(invocation: Invocation): Promise<readonly Step[]> {
  const id = snapshotIdArgument(invocation)
  const house = await openHouse(invocation, { quiet: true })
  try {
    const held = await house.parts.catalog.find(id)
    if (!held) return [{ claim: 'The snapshot is held', holds: false, detail: `there is no snapshot ${id}` }]
    const { article, digests, captureIds, url, capturedAt } = held.snapshot
    const text = sha256Digest(article.text)
    const steps: Step[] = [
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
    const verifierKey = textOption(invocation, 'key') ?? house.parts.transparency.verifierKey
    return [...steps, ...verifyReceipt(receipt, { verifierKey, expected }).steps]
  } finally {
    await house.close()
  }
}

/** Reading checks every digest of the record. */
async function archiveStep(id: CaptureId, archive: Archive): Promise<Step> {
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
