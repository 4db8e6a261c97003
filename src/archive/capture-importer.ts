import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { type Capture, type CaptureId, header, sha256Digest, tryParseHttpUrl, urlKey } from '#model'
import type { ImportEvent } from './archive.ts'
import { parseCaptureMetadata } from './capture-metadata.ts'
import { type CaptureRecords, closingRecord, factsOf, isMain } from './capture-records.ts'
import type { CaptureIndex } from './ports.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { readStoredResponse } from './stored-response.ts'
import { parseWarcDate } from './warc-date.ts'
import { uriField, type WarcRecord, warcType } from './warc-record.ts'

export interface ImportEngines {
  readonly writer: SegmentWriter
  readonly index: CaptureIndex
}

/** Makes captures of the records of other programs. Several are on their way at a time, so that they share an fsync. */
export interface CaptureImporter {
  /** The records of one exchange. What is told may be of earlier ones. */
  add(cluster: readonly WarcRecord[]): AsyncGenerator<ImportEvent>
  /** Waits for all that is on its way. */
  settle(): AsyncGenerator<ImportEvent>
}

const onTheWayMax = 64
const onTheWayBytesMax = 32 * 1024 * 1024

/** @param filename Noted in the metadata record of each capture. */
export function importCaptures(filename: string, { writer, index }: ImportEngines): CaptureImporter {
  let onTheWay: { facts: CaptureRecords['facts']; done: Promise<Capture> }[] = []
  let onTheWayBytes = 0

  async function* add(cluster: readonly WarcRecord[]): AsyncGenerator<ImportEvent> {
    const main = cluster.find(isMain)
    if (!main) {
      for (const each of cluster) yield { kind: 'passed-over', what: `${describe(each)} without a response` }
      return
    }
    // It may repeat one that the index does not show yet.
    if (warcType(main) === 'revisit') yield* settle()
    const made = await recordsOfCluster(cluster, main, filename, index)
    if (typeof made === 'string') return yield { kind: 'passed-over', what: `${describe(main)}: ${made}` }
    if (onTheWay.some((each) => isSame(each.facts, made.facts))) yield* settle()
    if (await index.isErased(made.facts.id)) {
      return yield { kind: 'passed-over', what: `${describe(main)}: it was erased here` }
    }
    if (await isHeld(made.facts, index)) return yield { kind: 'already-held', url: made.facts.url }
    const done = writer.append(made)
    done.catch(() => {}) // It is told when it is waited for.
    onTheWay.push({ facts: made.facts, done })
    onTheWayBytes += main.block.length
    if (onTheWay.length >= onTheWayMax || onTheWayBytes >= onTheWayBytesMax) yield* settle()
  }

  async function* settle(): AsyncGenerator<ImportEvent> {
    const all = onTheWay
    onTheWay = []
    onTheWayBytes = 0
    for (const { done } of all) yield { kind: 'captured', capture: await done }
  }

  return { add, settle }
}

/** One line for a person, of a record that is not kept. */
export function describe(record: WarcRecord): string {
  const address = uriField(record, 'WARC-Target-URI')
  return `${warcType(record) || 'record without type'}${address ? ` of ${address.slice(0, 500)}` : ''}`
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

  const response = readStoredResponse(main.block)
  const payloadDigest = original?.payloadDigest ?? sha256Digest(response.payload)
  const revisitOf = original?.id ?? null
  const ours = factsOf(cluster)
  if (ours?.payloadDigest === payloadDigest && ours.revisitOf === revisitOf) {
    return { records: cluster, mainIndex: cluster.indexOf(main), facts: ours }
  }
  // A closing record that says other than the bytes do would come to be believed in a rebuild: it stays out.
  const theirs = cluster.filter((each) => parseCaptureMetadata(each) === null)
  const closing = closingRecord(id, { url, startedAt }, `urn:uuid:${randomUUID()}`, {
    recordCount: theirs.length + 1,
    payloadDigest,
    via: null,
    fetchTimeMs: null,
    revisitOf,
    status: response.status === null ? 0 : null,
    notes: { importedFrom: basename(filename) },
  })
  const records = [...theirs, closing]
  const facts = factsOf(records)
  return facts ? { records, mainIndex: theirs.indexOf(main), facts } : 'its header cannot be read back'
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
  const { capturedAt } = facts
  const same = await index.capturesOf(facts.urlKey, { from: capturedAt, to: capturedAt })
  return same.some(({ capture }) => isSame(capture, facts))
}

/** The same record, or the same page at the same time with the same payload. */
function isSame(a: CaptureRecords['facts'], b: CaptureRecords['facts']): boolean {
  if (a.id === b.id) return true
  return a.url === b.url && a.capturedAt === b.capturedAt && a.payloadDigest === b.payloadDigest
}
