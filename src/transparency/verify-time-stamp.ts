import { hash, verify, X509Certificate } from 'node:crypto'
import { epochMs } from '#model'
import { contentOf, derTag, inside, parseOneDer } from './der.ts'
import { areEqual } from './merkle-proof.ts'
import { imprintOf, parseTimeStampToken, type TimeStampToken } from './time-stamp.ts'

export interface VerifiedTimeStamp {
  readonly stampedAt: TimeStampToken['stampedAt']
  /** The subject of the certificate that signed, on one line. */
  readonly authority: string
  /** Whether a trusted certificate stands at the end of the chain; false where none was given. */
  readonly isTrusted: boolean
}

/**
 * Checks a time stamp over a checkpoint: its digest, its signature, its certificate's purpose and days, and, where
 * trusted certificates are given, the chain up to one of them. Revocation is not looked at: that needs the network.
 *
 * @param trusted Certificates in PEM, any number of them in each text.
 * @throws {RangeError} saying what does not hold.
 * @see RFC 3161 §2.4.2, RFC 5652 §5.4, §5.6
 */
export function verifyTimeStamp(
  token: Uint8Array,
  checkpointText: string,
  trusted: readonly string[] = [],
): VerifiedTimeStamp {
  try {
    return verified(token, checkpointText, trusted)
  } catch (cause) {
    if (cause instanceof RangeError) throw cause
    // Node reads a certificate's key only when it is asked for, and throws errors of OpenSSL then.
    throw new RangeError('A certificate in the time stamp cannot be used.', { cause })
  }
}

function verified(token: Uint8Array, checkpointText: string, trusted: readonly string[]): VerifiedTimeStamp {
  const stamp = parseTimeStampToken(token)
  if (!areEqual(stamp.imprint, imprintOf(checkpointText)))
    throw new RangeError('The time stamp is of another checkpoint.')
  const certificates = stamp.certificates.map(parseCertificate)
  const signer = certificates.find((each) => isNamed(each, stamp.signer.issuerAndSerial))
  if (!signer) throw new RangeError('The time stamp does not bring the certificate of its signer.')
  checkSignature(stamp, signer)
  // `keyUsage` is Node's name for the extended key usage.
  if (!signer.keyUsage?.includes(timeStamping))
    throw new RangeError('The certificate that signed is not one for time stamps.')
  const roots = trusted.flatMap(parsePem)
  const atMs = epochMs(stamp.stampedAt)
  if (roots.length > 0) checkChain(signer, { certificates, roots, atMs })
  else if (!isValidAt(signer, atMs))
    throw new RangeError('The certificate that signed was not valid on that day.')
  return {
    stampedAt: stamp.stampedAt,
    authority: nameOf(signer),
    isTrusted: roots.length > 0,
  }
}

function checkSignature({ info, signer }: TimeStampToken, certificate: X509Certificate): void {
  const digestName = digestNames[signer.digestOid]
  if (!digestName) throw new RangeError(`The digest ${signer.digestOid} of the time stamp is not known.`)
  if (signer.signatureOid === rsaPss)
    throw new RangeError('Time stamps signed with RSASSA-PSS are not supported.')
  if (!areEqual(hash(digestName, info, 'buffer'), signer.contentDigest))
    throw new RangeError('The time stamp was changed after it was signed.')
  const key = certificate.publicKey
  const algorithm = key.asymmetricKeyType?.startsWith('ed') ? null : digestName
  if (!verify(algorithm, signer.attributes, key, signer.signature))
    throw new RangeError('The signature of the time stamp is not good.')
}

/** From the signer up to a trusted certificate, each issued by the next, all valid at the time of the stamp. */
function checkChain(
  signer: X509Certificate,
  { certificates, roots, atMs }: { certificates: X509Certificate[]; roots: X509Certificate[]; atMs: number },
): void {
  let current = signer
  for (let steps = 0; steps < chainMax; steps++) {
    if (!isValidAt(current, atMs)) throw new RangeError(`${nameOf(current)} was not valid on that day.`)
    if (roots.some((root) => root.raw.equals(current.raw))) return
    const issuer = [...roots, ...certificates].find(
      (each) => each.ca && current.checkIssued(each) && current.verify(each.publicKey),
    )
    if (!issuer || issuer.raw.equals(current.raw)) break
    current = issuer
  }
  throw new RangeError(`No trusted certificate stands behind ${nameOf(signer)}.`)
}

const timeStamping = '1.3.6.1.5.5.7.3.8'
const rsaPss = '1.2.840.113549.1.1.10'
const digestNames: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}
const chainMax = 8

function parseCertificate(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der)
  } catch (cause) {
    throw new RangeError('A certificate in the time stamp cannot be read.', { cause })
  }
}

function parsePem(text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0)
    throw new RangeError('There is no certificate in PEM where trusted ones should be.')
  return blocks.map((block) => {
    try {
      return new X509Certificate(block)
    } catch (cause) {
      throw new RangeError('A trusted certificate cannot be read.', { cause })
    }
  })
}

/** By the bytes of issuer and serial number in the certificate itself. @see RFC 5280 §4.1 */
function isNamed(certificate: X509Certificate, issuerAndSerial: Uint8Array | null): boolean {
  if (!issuerAndSerial) return false
  const [body] = inside(parseOneDer(certificate.raw), derTag.sequence)
  const fields = inside(body, derTag.sequence).filter(({ tag }) => tag !== 0xa0)
  const [issuer, serial] = inside(parseOneDer(issuerAndSerial), derTag.sequence)
  return (
    areEqual(contentOf(fields[0], derTag.integer), contentOf(serial, derTag.integer)) &&
    areEqual(contentOf(fields[2], derTag.sequence), contentOf(issuer, derTag.sequence))
  )
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, atMs: number): boolean {
  return validFromDate.getTime() <= atMs && atMs <= validToDate.getTime()
}

function nameOf({ subject }: X509Certificate): string {
  return subject.split('\n').reverse().join(', ')
}
