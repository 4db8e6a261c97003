import { hash } from 'node:crypto'
import type { Statement } from './log.ts'
import { hashBytes, leafHash } from './merkle-tree.ts'
import { base64, parseBase64 } from './signed-note.ts'

/** The bytes of a leaf, read: which subject, and for each field the salted digest of its value. */
export interface Entry {
  readonly subject: string
  readonly digests: ReadonlyMap<string, Uint8Array>
}

/** By field name; 16 bytes each. */
export type Salts = Readonly<Record<string, Uint8Array>>

export const saltBytes = 16

/**
 * The exact bytes of a leaf, as `docs/reference/log-entry.md` lays them down.
 *
 * @throws {RangeError} if the subject or a name is not of the form, there are too many fields, or a salt is missing.
 */
export function formatEntry({ subject, fields }: Statement, salts: Salts): Uint8Array {
  checkSubject(subject)
  const names = Object.keys(fields).sort(byCodeUnit)
  if (names.length > fieldsMax) throw new RangeError(`A statement has at most ${fieldsMax} fields.`)
  const lines = names.map((name) => {
    const salt = salts[name]
    if (!fieldName.test(name)) throw new RangeError(`"${name}" is no field name: letters, digits, hyphens.`)
    if (salt?.length !== saltBytes)
      throw new RangeError(`The field ${name} has no salt of ${saltBytes} bytes.`)
    return `${name} ${base64(saltedDigest(salt, name, fields[name] as string))}\n`
  })
  return new TextEncoder().encode(`${firstLine}\n${subject}\n${lines.join('')}`)
}

/** @throws {RangeError} unless `formatEntry` could have written exactly these bytes. */
export function parseEntry(bytes: Uint8Array): Entry {
  const text = decode(bytes)
  const [first, subject = '', ...lines] = text.split('\n')
  if (first !== firstLine || lines.pop() !== '')
    throw new RangeError(`An entry begins with ${firstLine} and ends with a newline.`)
  if (lines.length > fieldsMax) throw new RangeError(`An entry has at most ${fieldsMax} fields.`)
  checkSubject(subject)
  const digests = new Map<string, Uint8Array>()
  let previous = ''
  for (const line of lines) {
    const [name = '', encoded = '', ...more] = line.split(' ')
    const digest = parseBase64(encoded)
    if (!fieldName.test(name) || digest?.length !== 32 || more.length > 0)
      throw new RangeError('A line of the entry is not of the form "name digest".')
    if (byCodeUnit(previous, name) >= 0)
      throw new RangeError('The fields of the entry are not sorted, each once.')
    digests.set(name, digest)
    previous = name
  }
  return { subject, digests }
}

/** SHA-256 over salt, name, a zero byte, value; text in UTF-8. */
export function saltedDigest(salt: Uint8Array, name: string, value: string): Uint8Array {
  return hash('sha256', Buffer.concat([salt, Buffer.from(`${name}\0${value}`)]), 'buffer')
}

/**
 * What stands in a bundle where an entry was erased: that there was one, and its leaf hash, by which tiles and proofs
 * go on. It can't be taken for an entry, as it begins with another line.
 */
export function formatErasedEntry(leafHash: Uint8Array): Uint8Array {
  return new TextEncoder().encode(`${erasedLine}\n${base64(leafHash)}\n`)
}

/** The leaf hash out of an erased entry; null for all other bytes. */
export function erasedLeafHash(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length !== erasedBytes) return null
  const [first, encoded = '', end, ...more] = Buffer.from(bytes).toString('latin1').split('\n')
  const leafHash = parseBase64(encoded)
  return first === erasedLine && end === '' && more.length === 0 && leafHash?.length === hashBytes
    ? leafHash
    : null
}

/** The hash of the leaf whose entry this is, or was. */
export function leafHashOf(entry: Uint8Array): Uint8Array {
  return erasedLeafHash(entry) ?? leafHash(entry)
}

const erasedLine = 'verbatim-erased/1'
/** The line, 32 bytes in base 64, two line feeds. */
const erasedBytes = erasedLine.length + 44 + 2
const firstLine = 'verbatim-entry/1'
const fieldName = /^[A-Za-z][A-Za-z0-9-]{0,63}$/
/** With names of 64 characters that is 28 KiB, below the 64 KiB that an entry bundle can hold of one entry. */
const fieldsMax = 256
const subjectCharsMax = 512

function checkSubject(subject: string): void {
  if (
    subject === '' ||
    subject.length > subjectCharsMax ||
    /\p{Cc}/u.test(subject) ||
    !subject.isWellFormed()
  )
    throw new RangeError(`A subject is one line of 1 to ${subjectCharsMax} characters.`)
}

/** The order of bytes, as field names are ASCII. */
function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new RangeError('An entry is UTF-8.', { cause })
  }
}
