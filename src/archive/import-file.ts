import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { type Capture, type CaptureId, header, sha256Digest, tryParseHttpUrl, urlKey } from '#model'
import type { ImportEvent } from './archive.ts'
import { parseCaptureMetadata, recordCountMax } from './capture-metadata.ts'
import { type CaptureRecords, closingRecord, factsOf, isMain } from './capture-records.ts'
import { DamagedZip, openImport, type WarcFile } from './import-source.ts'
import type { CaptureIndex } from './ports.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { readStoredResponse } from './stored-response.ts'
import { checkPackage } from './wacz-package.ts'
import { parseWarcDate } from './warc-date.ts'
import { findDigestMismatch } from './warc-digest.ts'
import { readWarc } from './warc-reader.ts'
import { uriField, uriFields, type WarcRecord, warcType } from './warc-record.ts'

interface Engines {
  readonly writer: SegmentWriter
  readonly index: CaptureIndex
}

/**
 * Brings the captures of a WARC or WACZ file in. The records go into our segments as they are, head and block; a
 * metadata record of ours closes each capture.
 *
 * @throws {ServiceError} if the file cannot be read at all.
 */
export async function* importWarcFile(path: string, engines: Engines): AsyncGenerator<ImportEvent> {
  const source = await openImport(path)
  try {
    yield* toldIfUnreadable(checkPackage(source.packed))
    for (const file of source.warcFiles) yield* toldIfUnreadable(importRecords(file, engines))
  } finally {
    source.close()
  }
}

/** An entry of a WACZ that breaks off is damage, not a failure: the others are read. */
async function* toldIfUnreadable(events: AsyncIterable<ImportEvent>): AsyncGenerator<ImportEvent> {
  try {
    yield* events
  } catch (error) {
    if (!(error instanceof DamagedZip)) throw error
    yield { kind: 'damaged', offsetBytes: 0, reason: error.message }
  }
}

async function* importRecords(file: WarcFile, engines: Engines): AsyncGenerator<ImportEvent> {
  const { name, source, bytesTotal } = file
  let cluster: WarcRecord[] = []
  let reportedBytes = 0
  for await (const reading of readWarc(source)) {
    if (reading.offsetBytes - reportedBytes >= progressStepBytes) {
      reportedBytes = reading.offsetBytes
      yield { kind: 'progress', bytes: reportedBytes, bytesTotal }
    }
    if (reading.kind === 'damaged') yield reading
    else if (reading.kind === 'too-large') yield { kind: 'passed-over', what: `too large: ${reading.what}` }
    else {
      const { record, offsetBytes } = reading
      const mismatch = findDigestMismatch(record)
      if (mismatch) yield { kind: 'damaged', offsetBytes, reason: mismatch }
      else if (!belongsToCapture(record)) yield { kind: 'passed-over', what: describe(record) }
      else if (cluster.length === 0 || belongTogether(cluster, record)) cluster.push(record)
      else {
        yield* importCluster(cluster, name, engines)
        cluster = [record]
      }
    }
  }
  yield* importCluster(cluster, name, engines)
  yield { kind: 'progress', bytes: bytesTotal, bytesTotal }
}

const progressStepBytes = 16 * 1024 * 1024

async function* importCluster(
  cluster: readonly WarcRecord[],
  filename: string,
  { writer, index }: Engines,
): AsyncGenerator<ImportEvent> {
  const main = cluster.find(isMain)
  if (!main) {
    for (const record of cluster)
      yield { kind: 'passed-over', what: `${describe(record)} without a response` }
    return
  }
  const made = await recordsOfCluster(cluster, main, filename, index)
  if (typeof made === 'string') yield { kind: 'passed-over', what: `${describe(main)}: ${made}` }
  else if (await isHeld(made.facts, index)) yield { kind: 'already-held', url: made.facts.url }
  else yield { kind: 'captured', capture: await writer.append(made) }
}

/** @returns Why not, if it cannot be kept. */
async function recordsOfCluster(
  cluster: readonly WarcRecord[],
  main: WarcRecord,
  filename: string,
  index: CaptureIndex,
): Promise<CaptureRecords | string> {
  const id = uriField(main, 'WARC-Record-ID') as CaptureId | null
  const url = tryParseHttpUrl(uriField(main, 'WARC-Target-URI') ?? '')
  const startedAt = parseWarcDate(header(main.fields, 'WARC-Date') ?? '')
  if (!id) return 'it has no record id'
  if (!url) return 'its address is no http or https URL'
  if (!startedAt) return 'its date cannot be read'
  const original = warcType(main) === 'revisit' ? await originalOf(main, index) : null
  if (warcType(main) === 'revisit' && !original) return 'what it repeats is not held; import that file first'

  const mainIndex = cluster.indexOf(main)
  const ours = factsOf(cluster)
  if (ours && ours.revisitOf === (original?.id ?? null)) return { records: cluster, mainIndex, facts: ours }

  const response = readStoredResponse(main.block)
  const closing = closingRecord(id, { url, startedAt }, `urn:uuid:${randomUUID()}`, {
    recordCount: cluster.length + 1,
    payloadDigest: original?.payloadDigest ?? sha256Digest(response.payload),
    via: null,
    fetchTimeMs: null,
    revisitOf: original?.id ?? null,
    status: response.status === null ? 0 : null,
    notes: { importedFrom: basename(filename) },
  })
  const records = [...cluster, closing]
  const facts = factsOf(records)
  return facts ? { records, mainIndex, facts } : 'its header cannot be read back'
}

/** The capture a revisit record names: by id, else by address and date, else by payload. */
async function originalOf(revisit: WarcRecord, index: CaptureIndex): Promise<Capture | null> {
  const id = uriField(revisit, 'WARC-Refers-To') as CaptureId | null
  const byId = id && (await index.find(id))?.capture
  const found = byId || (await originalByAddress(revisit, index))
  if (!found?.revisitOf) return found
  return (await index.find(found.revisitOf))?.capture ?? null
}

async function originalByAddress(revisit: WarcRecord, index: CaptureIndex): Promise<Capture | null> {
  const url = tryParseHttpUrl(uriField(revisit, 'WARC-Refers-To-Target-URI') ?? '')
  const at = parseWarcDate(header(revisit.fields, 'WARC-Refers-To-Date') ?? '')
  if (!url || !at) return null
  const entries = await index.capturesOf(urlKey(url), { from: at, to: at })
  return entries.find(({ capture }) => capture.url === url)?.capture ?? null
}

async function isHeld(facts: CaptureRecords['facts'], index: CaptureIndex): Promise<boolean> {
  if (await index.find(facts.id)) return true
  const { capturedAt, payloadDigest, url } = facts
  const same = await index.capturesOf(facts.urlKey, { from: capturedAt, to: capturedAt })
  return same.some(({ capture }) => capture.payloadDigest === payloadDigest && capture.url === url)
}

function belongsToCapture(record: WarcRecord): boolean {
  return isMain(record) || warcType(record) === 'request' || warcType(record) === 'metadata'
}

/** Programs write the records of one exchange side by side, in any order. */
function belongTogether(cluster: readonly WarcRecord[], record: WarcRecord): boolean {
  if (cluster.length >= recordCountMax - 1) return false
  if (cluster.some((each) => parseCaptureMetadata(each))) return false
  if (isMain(record) && cluster.some(isMain)) return false
  const ids = new Set(cluster.map((each) => uriField(each, 'WARC-Record-ID')))
  const named = new Set(cluster.flatMap(concurrentTo))
  const isNamed = named.has(uriField(record, 'WARC-Record-ID') ?? '')
  return isNamed || concurrentTo(record).some((id) => ids.has(id) || named.has(id))
}

function concurrentTo(record: WarcRecord): string[] {
  const names = ['WARC-Concurrent-To', ...(warcType(record) === 'metadata' ? ['WARC-Refers-To'] : [])]
  return names.flatMap((name) => uriFields(record, name))
}

function describe(record: WarcRecord): string {
  const address = uriField(record, 'WARC-Target-URI')
  return `${warcType(record) || 'record without type'}${address ? ` of ${address.slice(0, 500)}` : ''}`
}
