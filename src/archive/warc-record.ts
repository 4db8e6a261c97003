import { createHash } from 'node:crypto'
import { base32, type Digest, type HeaderList, header, parseDigest } from '#model'

/** One WARC record, of any version; an ARC record is given as the WARC record it amounts to. */
export interface WarcRecord {
  /** The header as it stands in the file, from `WARC/` to the empty line inclusive. */
  readonly head: Uint8Array
  /** `1.1`, `1.0`, `0.18` …; `arc` for a record that was read from an ARC file. */
  readonly version: string
  readonly fields: HeaderList
  readonly block: Uint8Array
}

/** The media type of a block of named fields. @see WARC 1.1 §4 */
export const warcFieldsType = 'application/warc-fields'

/**
 * Makes a record of WARC 1.1. `Content-Length` is added.
 *
 * @throws {RangeError} if a value has a control character, which would break the header.
 * @see ISO 28500:2017 §4, §5
 */
export function makeWarcRecord(fields: HeaderList, block: Uint8Array): WarcRecord {
  const all: HeaderList = [...fields, ['Content-Length', String(block.length)]]
  for (const [name, value] of all) {
    if (/[\x00-\x1f\x7f]/.test(value)) throw new RangeError(`${name} has a control character in it.`)
  }
  const text = all.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return { head: Buffer.from(`WARC/1.1\r\n${text}\r\n`), version: '1.1', fields: all, block }
}

/** The whole record, uncompressed, with the two line ends behind its block. */
export function formatWarcRecord({ head, block }: WarcRecord): Uint8Array {
  return Buffer.concat([head, block, recordEnd])
}

/** Of the whole record as `formatWarcRecord` gives it. */
export function recordDigestOf({ head, block }: WarcRecord): Digest {
  const hash = createHash('sha256').update(head).update(block).update(recordEnd)
  return parseDigest(`sha256:${base32(hash.digest())}`)
}

export function warcType(record: WarcRecord): string {
  return (header(record.fields, 'WARC-Type') ?? '').toLowerCase()
}

/** A field that holds a URI, without the angle brackets that WARC 1.0 and some programs put around it. */
export function uriField(record: WarcRecord, name: string): string | null {
  const value = header(record.fields, name)
  return value === null ? null : value.trim().replace(/^<(.*)>$/s, '$1')
}

/** Every value of a field that may come more than once, without angle brackets. */
export function uriFields(record: WarcRecord, name: string): string[] {
  return record.fields
    .filter(([each]) => each.toLowerCase() === name.toLowerCase())
    .map(([, value]) => value.trim().replace(/^<(.*)>$/s, '$1'))
}

/**
 * Reads the header of a record.
 *
 * @param head From `WARC/` to the empty line. Line ends may be bare; folded lines are joined.
 * @throws {RangeError} if the first line names no WARC version.
 */
export function parseWarcHead(head: Uint8Array): { version: string; fields: HeaderList } {
  const lines = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('utf8').split(/\r?\n/)
  const version = /^WARC\/(\d{1,3}\.\d{1,3})\s*$/.exec(lines[0] ?? '')?.[1]
  if (!version) throw new RangeError(`"${(lines[0] ?? '').slice(0, 40)}" is no version line of WARC.`)
  return { version, fields: parseNamedFields(lines.slice(1)) }
}

/** Lines without a colon are passed over. @see WARC 1.1 §4, named-field */
export function parseNamedFields(lines: readonly string[]): HeaderList {
  const fields: [string, string][] = []
  for (const line of lines) {
    const colon = line.indexOf(':')
    const last = fields.at(-1)
    if (/^[ \t]/.test(line) && last) last[1] += ` ${line.trim()}`
    else if (colon > 0) fields.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return fields
}

export const recordEnd: Uint8Array = Buffer.from('\r\n\r\n')
