import { hash } from 'node:crypto'
import { type Instant, instantOf } from '#model'
import {
  contentOf,
  contextTag,
  type DerValue,
  derTag,
  formatDer,
  formatOid,
  inside,
  parseDer,
  parseOid,
  parseOneDer,
} from './der.ts'
import { areEqual } from './merkle-proof.ts'

/** What an authority says in a token: these bytes, known by their SHA-256, existed at that moment. */
export interface TimeStamp {
  readonly imprint: Uint8Array
  readonly stampedAt: Instant
  readonly nonce: Uint8Array | null
}

/** A token taken apart, for whoever checks its signature. @see RFC 5652 §5 */
export interface TimeStampToken extends TimeStamp {
  /** DER of TSTInfo: what is signed, by its digest. */
  readonly info: Uint8Array
  /** DER, the signer's and any on the way to a root; in no order. */
  readonly certificates: readonly Uint8Array[]
  readonly signer: {
    /** DER of IssuerAndSerialNumber; null where the signer is named by its key. */
    readonly issuerAndSerial: Uint8Array | null
    readonly digestOid: string
    readonly signatureOid: string
    /** DER of SET OF Attribute: the bytes that are signed. */
    readonly attributes: Uint8Array
    readonly contentDigest: Uint8Array
    readonly signature: Uint8Array
  }
}

export const timeStampQueryType = 'application/timestamp-query'
export const timeStampReplyType = 'application/timestamp-reply'

/** The text that is stamped, hashed: a checkpoint without its signatures, which stays the same whoever adds one. */
export function imprintOf(checkpointText: string): Uint8Array {
  return hash('sha256', Buffer.from(checkpointText), 'buffer')
}

/**
 * Asks for a stamp with the authority's certificates in it.
 *
 * @param nonce Ties the answer to this request.
 * @see RFC 3161 §2.4.1
 */
export function formatTimeStampQuery(imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  return formatDer(
    derTag.sequence,
    formatDer(derTag.integer, Uint8Array.of(1)),
    formatDer(
      derTag.sequence,
      formatDer(derTag.sequence, formatDer(derTag.oid, formatOid(oid.sha256)), formatDer(derTag.null)),
      formatDer(derTag.octetString, imprint),
    ),
    formatDer(derTag.integer, positive(nonce)),
    formatDer(derTag.boolean, Uint8Array.of(0xff)),
  )
}

/**
 * The token out of an authority's answer, if it is one for that request. Its signature is not checked here.
 *
 * @throws {RangeError} saying what is wrong: it is refused, malformed, or of other bytes.
 * @see RFC 3161 §2.4.2
 */
export function acceptTimeStampReply(reply: Uint8Array, imprint: Uint8Array, nonce: Uint8Array): Uint8Array {
  const [status, token] = inside(parseOneDer(reply), derTag.sequence)
  const [code] = inside(status, derTag.sequence)
  const granted = contentOf(code, derTag.integer).at(-1) ?? 2
  if (granted > 1 || !token) throw new RangeError(`The authority gives no time stamp (status ${granted}).`)
  const stamp = parseTimeStampToken(token.whole)
  if (!areEqual(stamp.imprint, imprint)) throw new RangeError('The time stamp is of other bytes.')
  if (!stamp.nonce || !areEqual(stamp.nonce, positive(nonce)))
    throw new RangeError('The time stamp answers another request.')
  return Uint8Array.from(token.whole)
}

/** @throws {RangeError} if it is no time-stamp token over a SHA-256 digest. */
export function parseTimeStampToken(token: Uint8Array): TimeStampToken {
  if (token.length > tokenBytesMax) throw new RangeError('A time stamp has at most 64 KiB.')
  const [type, wrapped] = inside(parseOneDer(token), derTag.sequence)
  if (oidOf(type) !== oid.signedData) throw new RangeError('A time stamp is signed data.')
  const [, , encapsulated, ...rest] = inside(inside(wrapped, contextTag(0))[0], derTag.sequence)
  const [contentType, content] = inside(encapsulated, derTag.sequence)
  if (oidOf(contentType) !== oid.timeStampInfo) throw new RangeError('What is signed is no time stamp.')
  const info = contentOf(inside(content, contextTag(0))[0], derTag.octetString)
  const certificates = rest.find(({ tag }) => tag === contextTag(0))
  const signers = inside(
    rest.find(({ tag }) => tag === derTag.set),
    derTag.set,
  )
  if (signers.length !== 1) throw new RangeError('A time stamp has one signer.')
  return {
    ...parseInfo(info),
    info,
    certificates: certificates ? parseDer(certificates.content).map(({ whole }) => whole) : [],
    signer: parseSigner(signers[0]),
  }
}

/** TSTInfo. @see RFC 3161 §2.4.2 */
function parseInfo(der: Uint8Array): TimeStamp {
  const [, , messageImprint, , generated, ...options] = inside(parseOneDer(der), derTag.sequence)
  const [algorithm, digest] = inside(messageImprint, derTag.sequence)
  if (oidOf(inside(algorithm, derTag.sequence)[0]) !== oid.sha256)
    throw new RangeError('The time stamp is not over a SHA-256 digest.')
  const nonce = options.find(({ tag }) => tag === derTag.integer)
  return {
    imprint: contentOf(digest, derTag.octetString),
    stampedAt: parseGeneralizedTime(contentOf(generated, derTag.generalizedTime)),
    nonce: nonce?.content ?? null,
  }
}

function parseSigner(signer: DerValue | undefined): TimeStampToken['signer'] {
  const [, name, digest, attributes, algorithm, signature] = inside(signer, derTag.sequence)
  const signed = inside(attributes, contextTag(0)).map((attribute) => inside(attribute, derTag.sequence))
  const attributeOf = (type: string) => {
    const found = signed.filter(([name]) => oidOf(name) === type)
    if (found.length !== 1) throw new RangeError('The signature lacks an attribute, or has it twice.')
    return inside(found[0]?.[1], derTag.set)[0]
  }
  if (oidOf(attributeOf(oid.contentType)) !== oid.timeStampInfo)
    throw new RangeError('The signature is not over a time stamp.')
  return {
    issuerAndSerial: name?.tag === derTag.sequence ? name.whole : null,
    digestOid: oidOf(inside(digest, derTag.sequence)[0]),
    signatureOid: oidOf(inside(algorithm, derTag.sequence)[0]),
    // Signed under the tag of a SET, which `[0]` stands for (RFC 5652 §5.4).
    attributes: formatDer(derTag.set, contentOf(attributes, contextTag(0))),
    contentDigest: contentOf(attributeOf(oid.messageDigest), derTag.octetString),
    signature: contentOf(signature, derTag.octetString),
  }
}

const oid = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
} as const

/** Tokens with a whole chain of certificates have about 6 KiB. */
const tokenBytesMax = 64 * 1024

function oidOf(value: DerValue | undefined): string {
  return parseOid(contentOf(value, derTag.oid))
}

/** The shortest spelling of a number that is not negative: no zeros in front, unless the first bit would be set. */
function positive(bytes: Uint8Array): Uint8Array {
  let start = 0
  while (start < bytes.length - 1 && bytes[start] === 0) start++
  const digits = bytes.subarray(start)
  return (digits[0] ?? 0) & 0x80 ? Buffer.concat([Uint8Array.of(0), digits]) : digits
}

/** `20230920035000.123Z`, as RFC 3161 wants it: seconds given, in UTC. */
function parseGeneralizedTime(content: Uint8Array): Instant {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?Z$/.exec(
    Buffer.from(content).toString('latin1'),
  )
  if (!match) throw new RangeError('The time of the time stamp is none.')
  const [, year, month, day, hour, minute, second, fraction = ''] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`)
  if (Number.isNaN(ms)) throw new RangeError('The time of the time stamp is none.')
  return instantOf(ms)
}
