import type { HeaderList, Instant } from '#model'
import { warcDigestOf } from './warc-digest.ts'
import { makeWarcRecord, type WarcRecord, warcFieldsType } from './warc-record.ts'

/** Who wrote a file, and with what. */
export interface WarcinfoOptions {
  /** Name and version, such as `Verbatim/0.1.0`. */
  readonly software: string
  /** Who runs the service, with a way to reach them. */
  readonly operator?: string | undefined
}

/** The record that a WARC file starts with. @see ISO 28500:2017 §6.2 */
export function warcinfoRecord(
  { software, operator }: WarcinfoOptions,
  { filename, createdAt, id }: { filename: string; createdAt: Instant; id: string },
): WarcRecord {
  const lines: HeaderList = [
    ['software', software],
    ...(operator ? ([['operator', operator]] as const) : []),
    ['format', 'WARC File Format 1.1'],
    ['conformsTo', 'http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/'],
  ]
  const block = Buffer.from(lines.map(([name, value]) => `${name}: ${oneLine(value)}\r\n`).join(''))
  return makeWarcRecord(
    [
      ['WARC-Type', 'warcinfo'],
      ['WARC-Record-ID', `<${id}>`],
      ['WARC-Date', createdAt],
      ['WARC-Filename', filename],
      ['WARC-Block-Digest', warcDigestOf(block)],
      ['Content-Type', warcFieldsType],
    ],
    block,
  )
}

function oneLine(value: string): string {
  return value.replace(/[\x00-\x1f\x7f]+/g, ' ').trim()
}
