import { createECDH, createHash, createHmac, randomBytes } from 'node:crypto'

/**
 * An ECDSA signature over P-384 with SHA-256 that is the same each time, so that what carries it has a digest that can
 * be cited. Node's own takes a random number each time and cannot be told otherwise; the arithmetic on the curve is
 * still its own, and only the numbers are put together here.
 *
 * @param privateKey The secret number, 48 bytes, big-endian.
 * @returns r and s, 48 bytes each, side by side (IEEE P1363), as WebCrypto has it.
 * @throws {RangeError} if the secret is none of this curve.
 * @see RFC 6979 §3.2
 */
export function signDeterministically(message: Uint8Array, privateKey: Uint8Array): Buffer {
  const secret = numberOf(privateKey)
  if (privateKey.length !== numberBytes || secret === 0n || secret >= order)
    throw new RangeError('The secret is no number of P-384.')
  const digest = createHash('sha256').update(message).digest()
  // SHA-256 is shorter than the order, so no bits are dropped (§2.3.2).
  const z = numberOf(digest) % order
  for (const k of candidates(privateKey, bytesOf(z))) {
    const r = xOf(k) % order
    // Blinded: the same k meets the same arithmetic whenever a file is signed again, and its time must not tell of k.
    const blind = 1n + (numberOf(randomBytes(numberBytes)) % (order - 1n))
    const s = (inverse((k * blind) % order) * ((blind * z + ((blind * secret) % order) * r) % order)) % order
    if (r !== 0n && s !== 0n) return Buffer.concat([bytesOf(r), bytesOf(s)])
  }
  throw new RangeError('No signature was found.')
}

const numberBytes = 48

/** Of the group of P-384. @see FIPS 186-4 D.1.2.4 */
const order = BigInt(
  '0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
)

/** The numbers to try, the first of which all but always serves. @see RFC 6979 §3.2 b to h */
function* candidates(privateKey: Uint8Array, digest: Uint8Array): Generator<bigint> {
  const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]) =>
    createHmac('sha256', key).update(Buffer.concat(parts)).digest()
  let v: Buffer = Buffer.alloc(32, 1)
  let key: Buffer = Buffer.alloc(32, 0)
  for (const step of [0, 1]) {
    key = mac(key, v, Buffer.from([step]), privateKey, digest)
    v = mac(key, v)
  }
  for (;;) {
    const first = mac(key, v)
    v = mac(key, first)
    const k = numberOf(Buffer.concat([first, v]).subarray(0, numberBytes))
    if (k > 0n && k < order) yield k
    key = mac(key, v, Buffer.from([0]))
    v = mac(key, v)
  }
}

/** Of the base point times k, by OpenSSL, which takes the same time for every k. */
function xOf(k: bigint): bigint {
  const curve = createECDH('secp384r1')
  curve.setPrivateKey(bytesOf(k))
  return numberOf(curve.getPublicKey().subarray(1, 1 + numberBytes))
}

/** By Euclid, extended. */
function inverse(value: bigint): bigint {
  let [high, low, x, y] = [order, value, 0n, 1n]
  while (low !== 0n) {
    const quotient = high / low
    ;[high, low, x, y] = [low, high - quotient * low, y, x - quotient * y]
  }
  return x < 0n ? x + order : x
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
}

function bytesOf(number: bigint): Buffer {
  return Buffer.from(number.toString(16).padStart(numberBytes * 2, '0'), 'hex')
}
