import { createPrivateKey, createPublicKey, hash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { signDeterministically } from './deterministic-ecdsa.ts'

/** Signs packages with a key of its own. @see https://specs.webrecorder.net/wacz-auth/0.1.0/ */
export interface PackageSigner {
  /** In base 64, SubjectPublicKeyInfo, as `signedData` has it. */
  readonly publicKey: string
  /** @returns r and s side by side, in base 64: always the same for the same text. */
  sign(text: string): string
}

/** What vouches for a `datapackage.json`: by a bare key ("anonymous"), or by a domain's certificate. */
export interface SignedData {
  /** Of `datapackage.json`: `sha256:` and 64 hexadecimal digits. It is this text that is signed. */
  readonly hash: string
  readonly created: string
  readonly software: string
  readonly signature: string
  readonly publicKey?: string
}

/**
 * What a signature comes to. Who stands behind the key must be known from elsewhere; `created` and `software` are not
 * covered by it, and so not told.
 */
export type SignatureFinding =
  | { readonly holds: true; readonly signer: string; readonly domain: string | null }
  | { readonly holds: false; readonly reason: string }

/**
 * A signer out of a P-384 private key, which is what all readers of signed packages take.
 *
 * @param pem PKCS #8, as `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384` writes it.
 * @throws {RangeError} if it is no such key.
 */
export function packageSignerOf(pem: string): PackageSigner {
  const key = parsePrivateKey(pem)
  const { d = '' } = key.export({ format: 'jwk' })
  const secret = Buffer.from(d, 'base64url')
  const publicKey = createPublicKey(key)
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    sign(text) {
      const signature = signDeterministically(Buffer.from(text), secret)
      // A number gone wrong on the way would give the key away, once it stands beside the right one.
      if (!isSignature(text, signature, publicKey)) throw new RangeError('The signature does not verify.')
      return signature.toString('base64')
    },
  }
}

export function signPackage(
  packageHash: string,
  signer: PackageSigner,
  { created, software }: { readonly created: string; readonly software: string },
): SignedData {
  const { publicKey } = signer
  return { hash: packageHash, created, software, signature: signer.sign(packageHash), publicKey }
}

/**
 * Checks what vouches for a package, from whatever program: the key or the certificate's key, not who holds it.
 *
 * @param packageHash That which `datapackage-digest.json` gives, held against the file elsewhere.
 * @param signedData As it was read; never an error, whatever it is.
 */
export function checkSignedData(packageHash: unknown, signedData: unknown): SignatureFinding {
  const fields = (signedData ?? {}) as Readonly<Record<string, unknown>>
  const { hash: signed, signature, publicKey, domainCert, domain } = fields
  if (typeof signed !== 'string' || signed !== packageHash)
    return { holds: false, reason: 'what is signed is not the hash of datapackage.json' }
  if (typeof signature !== 'string') return { holds: false, reason: 'there is no signature' }
  const key = typeof publicKey === 'string' ? keyOf(publicKey) : certifiedKey(domainCert)
  if (!key) return { holds: false, reason: 'it names no key that can be read' }
  if (!isSignature(signed, Buffer.from(signature, 'base64'), key))
    return { holds: false, reason: 'the signature is not of that key' }
  const isOfDomain = typeof publicKey !== 'string' && typeof domain === 'string'
  if (isOfDomain && !new X509Certificate(String(domainCert)).checkHost(domain))
    return { holds: false, reason: `its certificate is not of ${domain}` }
  return { holds: true, signer: fingerprintOf(key), domain: isOfDomain ? domain : null }
}

/** How a key is told to people: SHA-256 of its SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER` gives it. */
export function fingerprintOf(publicKey: KeyObject | string): string {
  const key = typeof publicKey === 'string' ? keyOf(publicKey) : publicKey
  return key ? `sha256:${hash('sha256', key.export({ type: 'spki', format: 'der' }))}` : ''
}

function parsePrivateKey(pem: string): KeyObject {
  const wanted = 'A private key of the curve P-384 is wanted, in PEM (PKCS #8).'
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch (cause) {
    throw new RangeError(wanted, { cause })
  }
  if (key.asymmetricKeyDetails?.namedCurve !== 'secp384r1') throw new RangeError(wanted)
  return key
}

function keyOf(base64: string): KeyObject | null {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

/** Of the first certificate of a chain: the one that belongs to the domain. */
function certifiedKey(chain: unknown): KeyObject | null {
  try {
    return new X509Certificate(String(chain)).publicKey
  } catch {
    return null
  }
}

/** The browser's crypto writes r and s side by side, most others in DER: both are about. */
function isSignature(text: string, signature: Buffer, key: KeyObject): boolean {
  const bytes = Buffer.from(text)
  if (key.asymmetricKeyType !== 'ec') return false
  return (['ieee-p1363', 'der'] as const).some((dsaEncoding) => {
    try {
      return verify('sha256', bytes, { key, dsaEncoding }, signature)
    } catch {
      return false
    }
  })
}
