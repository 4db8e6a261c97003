import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import { dirname, join, parse } from 'node:path'
import { examineFile } from '#archive'
import { type VerificationStep, type VerifyOptions, verifyReceipt } from '#transparency'
import { UsageError } from './command.ts'

/**
 * Checks a receipt, or a WARC or WACZ file with its receipts, offline. A file that cannot be read as either is told as
 * a step that fails.
 *
 * @param proof A receipt that belongs to a WARC or WACZ; else those inside are taken, and those beside it.
 * @param options.signer The fingerprint of the key that must have signed a WACZ.
 * @throws {UsageError} if the receipt named is no JSON.
 */
export async function verifyFile(
  path: string,
  proof: string | undefined,
  { signer, ...options }: VerifyOptions & { readonly signer?: string },
): Promise<readonly VerificationStep[]> {
  if (!isBundle(path)) return verifyReceipt(readReceipt(path), options).steps
  const { receipts, recordDigests, steps } = await examined(path, signer)
  for (const file of proof ? [proof] : receiptsBeside(path)) receipts.set(file, readReceipt(file))
  // Whose key signed it is enough for somebody who knows the signer, whatever program wrote the file.
  if (receipts.size === 0 && signer) return steps
  if (receipts.size === 0) {
    const detail =
      'none is inside or beside it; name one with --proof, as /s/{id}/proof.json gives it, or the key of its signer with --signer'
    return [...steps, { claim: 'A receipt comes with it.', holds: false, detail }]
  }
  return [
    ...steps,
    ...[...receipts].flatMap(([name, receipt]) => {
      const about = receipts.size > 1 ? `${parse(name).name}: ` : ''
      const checked = [...verifyReceipt(receipt, options).steps, recordStep(receipt, recordDigests)]
      return checked.map((step) => ({ ...step, claim: `${about}${step.claim}` }))
    }),
  ]
}

interface Examined {
  readonly receipts: Map<string, unknown>
  readonly recordDigests: ReadonlySet<string>
  readonly steps: readonly VerificationStep[]
}

/** Every record against its digests, and a WACZ against its data package and its signature. */
async function examined(path: string, wantedSigner: string | undefined): Promise<Examined> {
  const receipts = new Map<string, unknown>()
  const recordDigests = new Set<string>()
  const damages: string[] = []
  const signatures: VerificationStep[] = []
  for await (const finding of examineFile(path)) {
    if (finding.kind === 'record') recordDigests.add(finding.recordDigest)
    if (finding.kind === 'damaged' && damages.length < damagesMax) damages.push(finding.reason)
    if (finding.kind === 'signed') signatures.push(signatureStep(finding, wantedSigner))
    if (finding.kind === 'receipt') receipts.set(finding.path, parsed(finding.text))
  }
  const detail =
    damages.length > 0 ? damages.join('; ') : `${recordDigests.size} records agree with their digests`
  if (wantedSigner && signatures.length === 0)
    signatures.push({ claim: signatureClaim, holds: false, detail: 'no signature of a package is in it' })
  return {
    receipts,
    recordDigests,
    steps: [{ claim: 'The file is whole.', holds: damages.length === 0, detail }, ...signatures],
  }
}

const signatureClaim = 'The package is signed.'

/** By whom, only the fingerprint says, and only to those who had it from the signer. A broken one is damage. */
function signatureStep(
  { signer, domain }: { signer: string; domain: string | null },
  wanted: string | undefined,
): VerificationStep {
  const by = domain ? `for ${domain} (its certificate's issuer was not asked), ` : ''
  return {
    claim: signatureClaim,
    holds: wanted === undefined || wanted.toLowerCase() === signer,
    detail: `${by}by the key ${signer}`,
  }
}

/** The one thing that ties the bytes here to the log. The text's digest would take extraction to compare. */
function recordStep(receipt: unknown, recordDigests: ReadonlySet<string>): VerificationStep {
  const claim = 'The file holds the record that was logged.'
  const { statement } = (receipt ?? {}) as { statement?: { fields?: Record<string, unknown> } }
  const logged = statement?.fields?.['recordDigest']
  if (typeof logged !== 'string')
    return { claim, holds: false, detail: 'the receipt does not open its digest' }
  return { claim, holds: recordDigests.has(logged), detail: logged }
}

/** `ID.json`, `ID.proof.json`, `verbatim-ID.json` beside `ID.wacz` or `ID.warc.gz`, as our pages name them. */
function receiptsBeside(path: string): string[] {
  const name = parse(path).base.replace(/\.(wacz|warc|warc\.gz)$/i, '')
  return [`${name}.proof.json`, `verbatim-${name}.json`, `${name}.json`]
    .map((each) => join(dirname(path), each))
    .filter((each) => existsSync(each) && readReceiptIfOne(each) !== null)
    .slice(0, 1)
}

/** A snapshot's own JSON has the same name as its receipt might have. */
function readReceiptIfOne(path: string): unknown {
  const value = parsed(readFileSync(path, 'utf8'))
  return typeof value === 'object' && value !== null && 'inclusionProof' in value ? value : null
}

function readReceipt(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path} is no receipt: ${(error as Error).message}.`)
  }
}

/** What is no JSON is no receipt either, which the check then says. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const damagesMax = 20

/** ZIP, gzip and plain WARC are told by how they begin. */
function isBundle(path: string): boolean {
  const head = Buffer.alloc(5)
  const file = openSync(path, 'r')
  try {
    readSync(file, head, 0, head.length, 0)
  } finally {
    closeSync(file)
  }
  return /^(PK|\x1f\x8b|WARC\/)/.test(head.toString('latin1'))
}
