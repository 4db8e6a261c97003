import { type CaptureId, type Digest, type HeaderList, header, parseDigest } from '#model'
import { parseNamedFields, type WarcRecord, warcFieldsType, warcType } from './warc-record.ts'

/**
 * What the metadata record that closes each capture says. Together with the response it is all that the capture
 * index holds, so that the index can be made again from the segments.
 */
export interface CaptureMetadata {
  /** How many records the capture has, this one included: it is what makes this record the last of a capture. */
  readonly recordCount: number
  readonly payloadDigest: Digest
  readonly via: string | null
  readonly fetchTimeMs: number | null
  readonly revisitOf: CaptureId | null
  /** Only where the response's bytes do not say it. */
  readonly status: number | null
  readonly notes: Readonly<Record<string, string>>
}

/** `application/warc-fields`. @throws {RangeError} if a note's name is no token. @see WARC 1.1 §4, §6.6 */
export function formatCaptureMetadata(metadata: CaptureMetadata): Uint8Array {
  const fields: [string, string | number | null][] = [
    ['via', metadata.via],
    ['fetchTimeMs', metadata.fetchTimeMs],
    ['status', metadata.status],
    ['payloadDigest', metadata.payloadDigest],
    ['revisitOf', metadata.revisitOf],
    ...Object.entries(metadata.notes).map(formatNote),
    ['captureRecords', metadata.recordCount],
  ]
  const lines = fields.filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(lines.join(''))
}

/** Null if the record does not close a capture of ours. */
export function parseCaptureMetadata(record: WarcRecord): CaptureMetadata | null {
  if (warcType(record) !== 'metadata' || header(record.fields, 'Content-Type') !== warcFieldsType) return null
  const fields = parseNamedFields(Buffer.from(record.block).toString('utf8').split('\r\n'))
  const recordCount = Number(header(fields, 'captureRecords'))
  if (!Number.isInteger(recordCount) || recordCount < 2 || recordCount > recordCountMax) return null
  try {
    return {
      recordCount,
      payloadDigest: parseDigest(header(fields, 'payloadDigest') ?? ''),
      via: header(fields, 'via'),
      fetchTimeMs: numberField(fields, 'fetchTimeMs'),
      revisitOf: header(fields, 'revisitOf') as CaptureId | null,
      status: numberField(fields, 'status'),
      notes: Object.fromEntries(fields.flatMap(parseNote)),
    }
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** Of one capture, those of other programs included. */
export const recordCountMax = 64

/** A value that would not survive as one line is written as RFC 8187 has it: `note-title*: UTF-8''…`. */
function formatNote([name, value]: [string, string]): [string, string] {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(name)) {
    throw new RangeError(`"${name}" is no name of a note: use letters, digits, full stops, hyphens.`)
  }
  const survives =
    value === value.trim() && !/[\x00-\x1f\x7f-\x9f\u2028\u2029]/.test(value) && value.isWellFormed()
  if (survives) return [`note-${name}`, value]
  return [`note-${name}*`, `UTF-8''${encodeURIComponent(value.toWellFormed())}`]
}

function parseNote([name, value]: readonly [string, string]): [string, string][] {
  const match = /^note-([\w.-]+)(\*?)$/.exec(name)
  if (!match) return []
  if (!match[2]) return [[match[1]!, value]]
  try {
    return [[match[1]!, decodeURIComponent(value.replace(/^UTF-8''/, ''))]]
  } catch {
    return [[match[1]!, value]]
  }
}

function numberField(fields: HeaderList, name: string): number | null {
  const value = header(fields, name)
  return value !== null && /^\d{1,12}$/.test(value) ? Number(value) : null
}
