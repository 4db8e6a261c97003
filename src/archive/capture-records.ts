import { isIP } from 'node:net'
import {
  type Capture,
  type CaptureId,
  type Digest,
  type Exchange,
  type HeaderList,
  header,
  type RecordLocation,
  type SegmentId,
  tryParseHttpUrl,
  urlKey,
} from '#model'
import type { CapturedResource, PreserveOptions } from './archive.ts'
import { type CaptureMetadata, formatCaptureMetadata, parseCaptureMetadata } from './capture-metadata.ts'
import type { CaptureEntry } from './ports.ts'
import { mediaTypeOf, readStoredMessage, readStoredResponse } from './stored-response.ts'
import { parseWarcDate } from './warc-date.ts'
import { formatWarcDigest, warcDigestOf } from './warc-digest.ts'
import {
  makeWarcRecord,
  recordDigestOf,
  uriField,
  type WarcRecord,
  warcFieldsType,
  warcType,
} from './warc-record.ts'

/** What the index holds of a capture but for its place. */
export type CaptureFacts = Omit<Capture, 'location'>

/** The records of one capture in the order of writing; the last is the metadata record that closes it. */
export interface CaptureRecords {
  readonly records: readonly WarcRecord[]
  /** Which of them the capture's id names: the response or revisit. */
  readonly mainIndex: number
  readonly facts: CaptureFacts
}

/** The two reasons for a revisit record that WARC 1.1 §6.7 knows. */
export const revisitProfiles = {
  identicalPayload: 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest',
  notModified: 'http://netpreserve.org/warc/1.1/revisit/server-not-modified',
} as const

export interface RevisitOf {
  readonly profile: (typeof revisitProfiles)[keyof typeof revisitProfiles]
  /** Itself no revisit: chains would break where one link is lost. */
  readonly original: Capture
}

/**
 * The records of an exchange of our own.
 *
 * @param payloadDigest Of the stored bytes' payload; of the original's, in a revisit.
 * @throws {RangeError} if a note or resource has a name that cannot be written.
 * @see ISO 28500:2017 §6.3 response, §6.5 request, §6.6 metadata, §6.7 revisit
 */
export function recordsOfExchange(
  exchange: Exchange,
  { via, concurrentTo, notes, resources = [] }: PreserveOptions,
  { payloadDigest, revisit }: { payloadDigest: Digest; revisit: RevisitOf | null },
  newId: () => string,
): CaptureRecords {
  const response = readStoredResponse(exchange.responseBytes)
  const id = newId() as CaptureId
  const common = { exchange, newId }

  const main = revisit
    ? revisitRecord(common, id, response.head, revisit, concurrentTo ?? null)
    : exchangeRecord(common, id, 'response', exchange.responseBytes, [
        ...concurrent(concurrentTo ?? null),
        // Python's warcio makes payload digests of the chunks, jwarc of what is in them. Where there is a transfer
        // coding the digest is left to the metadata record, so that the file is clean by both.
        ...(response.hasTransferCoding || response.status === null
          ? []
          : ([['WARC-Payload-Digest', formatWarcDigest(payloadDigest)]] as const)),
        ...(exchange.truncated ? ([['WARC-Truncated', exchange.truncated]] as const) : []),
      ])
  const request =
    exchange.requestBytes.length > 0
      ? [exchangeRecord(common, newId(), 'request', exchange.requestBytes, concurrent(id))]
      : []
  const made = resources.map((each) => resourceRecord(each, exchange, newId(), id))
  const closing = closingRecord(id, exchange, newId(), {
    recordCount: request.length + made.length + 2,
    payloadDigest,
    via: via ?? null,
    fetchTimeMs: Math.max(0, Math.round(exchange.durationMs)),
    revisitOf: revisit?.original.id ?? null,
    status: response.status === null ? exchange.status : null,
    notes: notes ?? {},
  })
  const records = [...request, main, ...made, closing]
  const facts = factsOf(records)
  if (!facts) throw new Error(`The records made of ${exchange.url} cannot be read back.`)
  return { records, mainIndex: request.length, facts }
}

function resourceRecord(
  { name, mediaType, bytes }: CapturedResource,
  { url, startedAt }: Exchange,
  recordId: string,
  of: CaptureId,
): WarcRecord {
  if (!/^[a-z]{1,32}$/.test(name))
    throw new RangeError(`"${name}" is no name of a resource: use letters a to z.`)
  const digest = warcDigestOf(bytes)
  return makeWarcRecord(
    [
      ['WARC-Type', 'resource'],
      ['WARC-Record-ID', `<${recordId}>`],
      ['WARC-Target-URI', `urn:${name}:${url}`],
      ['WARC-Date', startedAt],
      ['WARC-Concurrent-To', `<${of}>`],
      ['WARC-Block-Digest', digest],
      ['WARC-Payload-Digest', digest],
      ['Content-Type', mediaType],
    ],
    bytes,
  )
}

/** What is kept beside an exchange in its capture. */
export function resourcesIn(records: readonly WarcRecord[]): CapturedResource[] {
  return records.flatMap((record) => {
    const name = /^urn:([a-z]{1,32}):/.exec(uriField(record, 'WARC-Target-URI') ?? '')?.[1]
    if (warcType(record) !== 'resource' || !name) return []
    return [{ name, mediaType: header(record.fields, 'Content-Type') ?? '', bytes: record.block }]
  })
}

/** The metadata record that makes the records before it a capture. */
export function closingRecord(
  id: CaptureId,
  { url, startedAt }: { url: string; startedAt: string },
  recordId: string,
  metadata: CaptureMetadata,
): WarcRecord {
  const block = formatCaptureMetadata(metadata)
  return makeWarcRecord(
    [
      ['WARC-Type', 'metadata'],
      ['WARC-Record-ID', `<${recordId}>`],
      ['WARC-Target-URI', url],
      ['WARC-Date', startedAt],
      ['WARC-Concurrent-To', `<${id}>`],
      ['WARC-Block-Digest', warcDigestOf(block)],
      ['Content-Type', warcFieldsType],
    ],
    block,
  )
}

/** What the index is to hold of these records; null if they are not the whole of one capture. */
export function factsOf(records: readonly WarcRecord[]): CaptureFacts | null {
  const closing = records.at(-1)
  const metadata = closing && parseCaptureMetadata(closing)
  if (!metadata || metadata.recordCount !== records.length) return null
  const id = uriField(closing, 'WARC-Concurrent-To') as CaptureId | null
  const main = records.find((each) => isMain(each) && uriField(each, 'WARC-Record-ID') === id)
  const url = main && tryParseHttpUrl(uriField(main, 'WARC-Target-URI') ?? '')
  const capturedAt = main && parseWarcDate(header(main.fields, 'WARC-Date') ?? '')
  if (!id || !url || !capturedAt) return null
  const response = readStoredResponse(main.block)
  return {
    id,
    url,
    urlKey: urlKey(url),
    capturedAt,
    status: response.status ?? metadata.status ?? 0,
    mediaType: mediaTypeOf(response.headers),
    payloadDigest: metadata.payloadDigest,
    recordDigest: recordDigestOf(main),
    revisitOf: metadata.revisitOf,
    truncated: header(main.fields, 'WARC-Truncated') !== null,
  }
}

/** The index entry of a capture whose records lie one behind the other from `offsetBytes` on. */
export function entryAt(
  { facts, mainIndex }: Pick<CaptureRecords, 'facts' | 'mainIndex'>,
  storedBytes: readonly number[],
  segmentId: SegmentId,
  offsetBytes: number,
): CaptureEntry {
  const total = (count: number) => storedBytes.slice(0, count).reduce((sum, each) => sum + each, 0)
  const place = (offset: number, lengthBytes: number): RecordLocation => ({
    segmentId,
    offsetBytes: offset,
    lengthBytes,
  })
  return {
    capture: { ...facts, location: place(offsetBytes + total(mainIndex), storedBytes[mainIndex] ?? 0) },
    extent: place(offsetBytes, total(storedBytes.length)),
  }
}

/** A record that stands for an answer. */
export function isMain(record: WarcRecord): boolean {
  return warcType(record) === 'response' || warcType(record) === 'revisit'
}

interface Common {
  readonly exchange: Exchange
  readonly newId: () => string
}

function exchangeRecord(
  { exchange }: Common,
  id: string,
  type: 'request' | 'response',
  block: Uint8Array,
  more: HeaderList,
): WarcRecord {
  return makeWarcRecord(
    [
      ['WARC-Type', type],
      ['WARC-Record-ID', `<${id}>`],
      ['WARC-Target-URI', exchange.url],
      ['WARC-Date', exchange.startedAt],
      ...address(exchange),
      ...more,
      ['WARC-Block-Digest', warcDigestOf(block)],
      ['Content-Type', contentTypeOf(type, block)],
    ],
    block,
  )
}

/** Bytes that are no message of HTTP/1.x (HTTP/0.9, ICY) must not be labelled so: readers stumble over them. */
function contentTypeOf(type: 'request' | 'response', block: Uint8Array): string {
  return readStoredMessage(block) ? `application/http;msgtype=${type}` : 'application/octet-stream'
}

/** Its block is this visit's head; the payload is where the original is. */
function revisitRecord(
  { exchange }: Common,
  id: string,
  head: Uint8Array,
  { profile, original }: RevisitOf,
  concurrentTo: CaptureId | null,
): WarcRecord {
  return makeWarcRecord(
    [
      ['WARC-Type', 'revisit'],
      ['WARC-Record-ID', `<${id}>`],
      ['WARC-Target-URI', exchange.url],
      ['WARC-Date', exchange.startedAt],
      ...address(exchange),
      ...concurrent(concurrentTo),
      ['WARC-Profile', profile],
      ['WARC-Refers-To', `<${original.id}>`],
      ['WARC-Refers-To-Target-URI', original.url],
      ['WARC-Refers-To-Date', original.capturedAt],
      ['WARC-Payload-Digest', formatWarcDigest(original.payloadDigest)],
      ['WARC-Block-Digest', warcDigestOf(head)],
      ['Content-Type', 'application/http;msgtype=response'],
    ],
    head,
  )
}

function address({ remoteAddress }: Exchange): HeaderList {
  return remoteAddress && isIP(remoteAddress) ? [['WARC-IP-Address', remoteAddress]] : []
}

function concurrent(id: CaptureId | null): HeaderList {
  return id ? [['WARC-Concurrent-To', `<${id}>`]] : []
}
