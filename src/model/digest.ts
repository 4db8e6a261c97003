import { hash } from 'node:crypto'
import { base32 } from './base32.ts'

/** `sha256:` and 52 characters of base 32: the labelled form of WARC 1.1 §5.8. */
export type Digest = string & { readonly __brand: 'Digest' }

export function sha256Digest(bytes: Uint8Array | string): Digest {
  return `sha256:${base32(hash('sha256', bytes, 'buffer'))}` as Digest
}

/** @throws {RangeError} if it is no `sha256:` digest of this form. */
export function parseDigest(text: string): Digest {
  if (!/^sha256:[A-Z2-7]{52}$/.test(text)) throw new RangeError(`"${text}" is no sha256 digest in base 32.`)
  return text as Digest
}
