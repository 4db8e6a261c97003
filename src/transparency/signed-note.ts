import { createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto'

/** Signs notes under a name. Its text form is the one of Go's `note` package. */
export interface SigningKey {
  readonly name: string
  /** `name+hash+key`, to be handed to whoever verifies. */
  readonly verifierKey: string
  /** The whole note: text, empty line, signature line. @throws {RangeError} if the text is not one a note may have. */
  sign(text: string): string
}

/** @throws {RangeError} if the name may not stand in a note, or the seed is not 32 bytes. */
export function signingKeyOf(name: string, seed: Uint8Array): SigningKey {
  checkName(name)
  if (seed.length !== keyBytes) throw new RangeError(`An Ed25519 seed has ${keyBytes} bytes.`)
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const publicBytes = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-keyBytes)
  const id = keyId(name, publicBytes)
  return {
    name,
    verifierKey: `${name}+${id.toString('hex')}+${base64(Buffer.concat([ed25519, publicBytes]))}`,
    sign(text) {
      checkText(text)
      const signature = sign(null, Buffer.from(text), privateKey)
      return `${text}\n— ${name} ${base64(Buffer.concat([id, signature]))}\n`
    },
  }
}

/** `PRIVATE+KEY+name+hash+key`. Secret. */
export function formatSigningKey(name: string, seed: Uint8Array): string {
  const id = signingKeyOf(name, seed).verifierKey.split('+')[1]
  return `PRIVATE+KEY+${name}+${id}+${base64(Buffer.concat([ed25519, seed]))}`
}

/** @throws {RangeError} if the text is no such key; the message does not repeat it. */
export function parseSigningKey(text: string): SigningKey {
  const match = /^PRIVATE\+KEY\+([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = match && parseBase64(match[3] as string)
  if (!match || !bytes || bytes.length !== 1 + keyBytes || bytes[0] !== ed25519[0])
    throw new RangeError('This is no signing key: PRIVATE+KEY+name+hash+key, Ed25519.')
  const key = signingKeyOf(match[1] as string, bytes.subarray(1))
  if (key.verifierKey.split('+')[1] !== match[2])
    throw new RangeError('The hash in the signing key is not that of its name and key.')
  return key
}

export interface VerifierKey {
  readonly name: string
  /** 4 bytes that tell apart the keys of one name. */
  readonly id: Uint8Array
  /** Ed25519, 32 bytes. */
  readonly publicKey: Uint8Array
}

/**
 * @param algorithm The identifier that the key must carry: plain notes unless said otherwise.
 * @throws {RangeError} if it is no Ed25519 `name+hash+key`, or the hash is not that of the name and key.
 */
export function parseVerifierKey(text: string, algorithm: number = plainNote): VerifierKey {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  const bytes = match && parseBase64(match[3] as string)
  if (!match || !bytes || bytes.length !== 1 + keyBytes || bytes[0] !== algorithm)
    throw new RangeError('This is no verifier key: name+hash+key, Ed25519.')
  const name = match[1] as string
  checkName(name)
  const publicKey = Uint8Array.from(bytes.subarray(1))
  const id = keyId(name, publicKey, algorithm)
  if (id.toString('hex') !== match[2])
    throw new RangeError('The hash in the verifier key is not that of its name and key.')
  return { name, id, publicKey }
}

/** `name+hash+key`. */
export function formatVerifierKey({ name, publicKey }: Omit<VerifierKey, 'id'>, algorithm: number): string {
  const id = keyId(name, publicKey, algorithm).toString('hex')
  return `${name}+${id}+${base64(Buffer.concat([Uint8Array.of(algorithm), publicKey]))}`
}

export interface SignedNote {
  /** What is signed, its last newline included. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface NoteSignature {
  readonly name: string
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

/**
 * @throws {RangeError} if the text has not the form of a signed note, or is larger than a note needs to be.
 * @see https://c2sp.org/signed-note
 */
export function parseSignedNote(note: string): SignedNote {
  if (note.length > noteCharsMax) throw new RangeError(`A note has at most ${noteCharsMax} characters.`)
  const split = note.lastIndexOf('\n\n')
  if (split < 0) throw new RangeError('A signed note has an empty line before its signatures.')
  const text = note.slice(0, split + 1)
  checkText(text)
  const rest = note.slice(split + 2)
  if (!rest.endsWith('\n')) throw new RangeError('The last signature line of the note does not end.')
  const lines = rest.slice(0, -1).split('\n')
  if (lines.length > signaturesMax) throw new RangeError(`A note has at most ${signaturesMax} signatures.`)
  return { text, signatures: lines.map(parseSignatureLine) }
}

/** Whether the note carries a good signature by that key. Signatures by other keys do not matter. */
export function isSignedBy(note: SignedNote, key: VerifierKey): boolean {
  const signature = signatureBy(note, key)
  return signature !== null && isSignature(signature, note.text, key)
}

/** The one signature under the key's name and id, not checked yet; null where there is none, or more than one. */
export function signatureBy(note: SignedNote, key: VerifierKey): Uint8Array | null {
  const ours = note.signatures.filter(
    ({ name, keyId: id }) => name === key.name && Buffer.compare(id, key.id) === 0,
  )
  // A second signature by the same key has no honest origin.
  return ours.length === 1 ? (ours[0] as NoteSignature).signature : null
}

/** Ed25519, RFC 8032. */
export function isSignature(signature: Uint8Array, text: string, key: VerifierKey): boolean {
  const publicKey = createPublicKey({
    key: Buffer.concat([spkiPrefix, key.publicKey]),
    format: 'der',
    type: 'spki',
  })
  return verify(null, Buffer.from(text), publicKey, signature)
}

/** Strict: standard alphabet, padded, and no second spelling of the same bytes. Null on anything else. */
export function parseBase64(text: string): Uint8Array | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? Uint8Array.from(bytes) : null
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

const keyBytes = 32
/** The algorithm identifier of the signed-note specification. */
const plainNote = 1
const ed25519 = Uint8Array.of(plainNote)
/** RFC 8410: an Ed25519 key in DER is a fixed prefix and its 32 bytes. */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b6570032100', 'hex')
/** The limits of Go's `note` package, so that whatever we take it takes. */
const noteCharsMax = 1_000_000
const signaturesMax = 100

function parseSignatureLine(line: string): NoteSignature {
  const match = /^— ([^+\s]+) ([A-Za-z0-9+/=]+)$/.exec(line)
  const bytes = match && parseBase64(match[2] as string)
  if (!match || !bytes || bytes.length < 5)
    throw new RangeError('A signature line of the note is not of the form "— name signature".')
  return { name: match[1] as string, keyId: bytes.subarray(0, 4), signature: bytes.subarray(4) }
}

function keyId(name: string, publicBytes: Uint8Array, algorithm: number = plainNote): Buffer {
  const named = Buffer.concat([Buffer.from(`${name}\n`), Uint8Array.of(algorithm), publicBytes])
  return hash('sha256', named, 'buffer').subarray(0, 4)
}

function checkName(name: string): void {
  if (!/^[^+\s\p{Cc}]+$/u.test(name) || !name.isWellFormed())
    throw new RangeError('A key name is not empty and has no spaces, no plus sign and no control characters.')
}

function checkText(text: string): void {
  if (!text.endsWith('\n')) throw new RangeError('The text of a note ends with a newline.')
  if (!text.isWellFormed()) throw new RangeError('The text of a note is well-formed Unicode.')
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text))
    throw new RangeError('The text of a note has no control characters.')
}
