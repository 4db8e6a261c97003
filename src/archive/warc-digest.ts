import { hash } from 'node:crypto'
import { base32, type Digest, header } from '#model'
import { readStoredMessage } from './stored-response.ts'
import { type WarcRecord, warcType } from './warc-record.ts'

/**
 * What a record's own digests say of it; null if nothing speaks against it. Programs disagree on what a payload is
 * where there is a transfer coding, so either reading of it will do. Algorithms that we do not know are passed over.
 *
 * @see ISO 28500:2017 §5.8, §5.9
 */
export function findDigestMismatch(record: WarcRecord): string | null {
  const blockDigest = header(record.fields, 'WARC-Block-Digest')
  if (blockDigest && matches(blockDigest, record.block) === false)
    return 'its block does not match its digest'
  const payloadDigest = header(record.fields, 'WARC-Payload-Digest')
  if (!payloadDigest || warcType(record) === 'revisit' || hasOtherPayload(record)) return null
  const isHttp = /^application\/http\b/i.test(header(record.fields, 'Content-Type') ?? '')
  const message = isHttp ? readStoredMessage(record.block) : null
  const readings = message ? [message.payload, message.body] : [record.block]
  const isWrong = readings.every((each) => matches(payloadDigest, each) === false)
  return isWrong ? 'its payload does not match its digest' : null
}

/**
 * The SHA-256 of a block or payload as our WARC headers have it, in base 16.
 *
 * Base 32 is what the standard's examples show, but 256 bits need padding there: Python's warcio refuses such a
 * digest without it, and jwarc refuses it with it, since `=` is no token character. Both read base 16.
 */
export function warcDigestOf(bytes: Uint8Array): string {
  return `sha256:${hash('sha256', bytes)}`
}

/** Our own digest in that form. */
export function formatWarcDigest(digest: Digest): string {
  return `sha256:${unbase32(digest.slice('sha256:'.length)).toString('hex')}`
}

function unbase32(text: string): Buffer {
  let bits = 0
  let value = 0
  const bytes: number[] = []
  for (const character of text) {
    value = ((value << 5) | 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(character)) & 0xfff
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push((value >>> bits) & 255)
    }
  }
  return Buffer.from(bytes)
}

/** Null if the digest cannot be judged. */
export function matches(labelled: string, bytes: Uint8Array): boolean | null {
  const match = /^(sha-?1|md5|sha-?256|sha-?384|sha-?512):([\w+/-]+=*)$/i.exec(labelled.trim())
  if (!match) return null
  const digest = hash(match[1]!.toLowerCase().replace('-', ''), bytes, 'buffer')
  const value = match[2]!
  return (
    value.toLowerCase() === digest.toString('hex') ||
    value.replace(/=+$/, '').toUpperCase() === base32(digest) ||
    value === digest.toString('base64') ||
    value === digest.toString('base64url')
  )
}

/** A cut body, or one that goes on in other records, has the digest of what is not here. */
function hasOtherPayload({ fields }: WarcRecord): boolean {
  return header(fields, 'WARC-Truncated') !== null || header(fields, 'WARC-Segment-Number') !== null
}
