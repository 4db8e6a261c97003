import type { Digest } from '#model'
import { openImport } from './import-source.ts'
import { checkPackage } from './wacz-package.ts'
import { findDigestMismatch } from './warc-digest.ts'
import { readWarc } from './warc-reader.ts'
import { recordDigestOf, uriField, warcType } from './warc-record.ts'
import { DamagedZip } from './zip-file.ts'

/** What `examineFile` finds. */
export type FileFinding =
  /** A record whose own digests speak for it, with the digest of the whole record, as a log may have it. */
  | {
      readonly kind: 'record'
      readonly type: string
      readonly url: string | null
      readonly recordDigest: Digest
    }
  /** A receipt that travels with a WACZ, as text that nobody has looked at. */
  | { readonly kind: 'receipt'; readonly path: string; readonly text: string }
  /** A WACZ whose data package is signed: by the key with that fingerprint, for a domain where a certificate says so. */
  | { readonly kind: 'signed'; readonly signer: string; readonly domain: string | null }
  | { readonly kind: 'damaged'; readonly reason: string }

/** Where a WACZ of ours carries the receipts of its snapshots: one file each, named for the snapshot. */
export const receiptFolder = 'proofs/'

/**
 * Reads a WARC or WACZ file through and changes nothing: every record against its digests, a WACZ against its data
 * package and its signature.
 *
 * @throws {ServiceError} if the file cannot be read at all.
 */
export async function* examineFile(path: string): AsyncGenerator<FileFinding> {
  const source = await openImport(path)
  try {
    for (const files of source.packages) {
      for await (const finding of checkPackage(files)) {
        if (finding.kind === 'damaged') yield finding
        else yield { ...finding.signature, kind: 'signed' }
      }
    }
    for (const { path: name, bytesTotal, content } of source.packages.flat()) {
      if (!name.startsWith(receiptFolder) || !name.endsWith('.json') || bytesTotal > receiptBytesMax) continue
      const pieces: Uint8Array[] = []
      for await (const piece of content()) pieces.push(piece)
      yield { kind: 'receipt', path: name, text: Buffer.concat(pieces).toString('utf8') }
    }
    for (const { name, source: bytes } of source.warcFiles) {
      for await (const reading of readWarc(bytes)) {
        if (reading.kind === 'damaged') yield { kind: 'damaged', reason: `${name}: ${reading.reason}` }
        if (reading.kind !== 'record') continue
        const { record } = reading
        const mismatch = findDigestMismatch(record)
        const [type, url] = [warcType(record), uriField(record, 'WARC-Target-URI')]
        if (mismatch)
          yield { kind: 'damaged', reason: `${name}: ${type} of ${url ?? 'no address'}: ${mismatch}` }
        else yield { kind: 'record', type, url, recordDigest: recordDigestOf(record) }
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedZip)) throw error
    yield { kind: 'damaged', reason: error.message }
  }
}

/** Receipts have some thousand bytes. */
const receiptBytesMax = 4 * 1024 * 1024
