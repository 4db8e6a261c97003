import { randomUUID } from 'node:crypto'
import {
  type Capture,
  type CaptureId,
  type Clock,
  type Digest,
  type Log,
  ServiceError,
  sha256Digest,
  silentLog,
} from '#model'
import type { Archive, RecoveryReport } from './archive.ts'
import { type CaptureRecords, recordsOfExchange, revisitProfiles } from './capture-records.ts'
import { keyRangesOf } from './capture-scope.ts'
import { eraseCaptures, finishErasures } from './erase-captures.ts'
import { exportWaczOf } from './export-wacz.ts'
import { exportPieces, selectCaptures } from './export-warc.ts'
import { checkArchive } from './fsck.ts'
import { importWarcFile } from './import-file.ts'
import { indexRest, mendSegment } from './mend-segment.ts'
import type { CaptureIndex, SegmentStore } from './ports.ts'
import { readCapture, whereItIs } from './read-capture.ts'
import { rebuildCaptureIndex } from './rebuild-index.ts'
import { SegmentCorruptError } from './segment-corrupt-error.ts'
import { createSegmentWriter } from './segment-writer.ts'
import { readStoredResponse } from './stored-response.ts'
import type { PackageSigner } from './wacz-signature.ts'

export interface ArchiveOptions {
  readonly segments: SegmentStore
  readonly index: CaptureIndex
  readonly clock: Clock
  readonly log?: Log | undefined
  /** Name and version of the program, for the warcinfo records: `Verbatim/0.1.0`. */
  readonly software: string
  /** Who runs the service, for the same place. */
  readonly operator?: string | undefined
  /** Signs WACZ files; without one they are unsigned. */
  readonly packageSigner?: PackageSigner | undefined
  /** A segment that has grown beyond this is sealed and a new one begun. Default 256 MB. */
  readonly segmentBytesMax?: number
  /** Makes record ids, `urn:uuid:…`; tests pass their own. */
  readonly newId?: () => string
}

/** The archive over its two engines. It owns them: `close` closes both. */
export function createArchive(options: ArchiveOptions): Archive {
  const { segments, index, clock, log = silentLog, software, operator, packageSigner = null } = options
  const { segmentBytesMax = 256_000_000, newId = () => `urn:uuid:${randomUUID()}` } = options
  const writer = createSegmentWriter({
    segments,
    index,
    clock,
    log,
    segmentBytesMax,
    warcinfo: { software, operator },
  })

  const erasing = { segments, index, writer, clock, log, warcinfo: { software, operator } }

  return {
    async preserve(exchange, preserve = {}) {
      const { status, payload } = readStoredResponse(exchange.responseBytes)
      const payloadDigest = sha256Digest(payload)
      // Of an error, a cut body or an empty one, a revisit record would tell less, or save nothing.
      const isWorthIt = status === 200 && !exchange.truncated && payload.length > 0
      const original = isWorthIt ? await readablePayload(payloadDigest) : null
      const revisit = original ? { profile: revisitProfiles.identicalPayload, original } : null
      return append(recordsOfExchange(exchange, preserve, { payloadDigest, revisit }, newId))
    },

    async preserveNotModified(exchange, of, preserve = {}) {
      const original = await originalOf(of)
      if (!original) throw notHeld(of)
      const { payloadDigest } = original
      const revisit = { profile: revisitProfiles.notModified, original }
      return append(recordsOfExchange(exchange, preserve, { payloadDigest, revisit }, newId))
    },

    async find(id) {
      return (await index.find(id))?.capture ?? null
    },

    async read(id) {
      const entry = await index.find(id)
      return entry && whereItIs(entry, index, (place) => readCapture(place, { segments, index }))
    },

    async capturesOf(key, range) {
      return (await index.capturesOf(key, range)).map((each) => each.capture)
    },

    async *capturesUnder(scope) {
      for (const range of keyRangesOf(scope))
        for await (const { capture } of index.between(range)) yield capture
    },

    async *all(after) {
      for await (const { capture } of index.all(after)) yield capture
    },

    async counts() {
      const list = await segments.list()
      const bytes = list.reduce((sum, each) => sum + each.lengthBytes, 0)
      return { captures: await index.count(), bytes, segments: list.length }
    },

    writeTrouble: writer.trouble,

    async *exportWarc(ids) {
      const selection = await selectCaptures(ids, index)
      const pieces = exportPieces(selection, { segments, index, software }, 'verbatim-export.warc.gz')
      for await (const { bytes } of pieces) yield bytes
    },

    async *exportWacz(ids, pages, extras = []) {
      const engines = { segments, index, software, signer: packageSigner }
      yield* exportWaczOf(await selectCaptures(ids, index), { pages, extras }, engines)
    },

    importFile: (path) => importWarcFile(path, { writer, index }),
    erase: (ids) => eraseCaptures(ids, erasing),
    finishErasures: () => finishErasures(erasing),
    recover,
    rebuildIndex: () => rebuildCaptureIndex({ segments, index, log }),
    fsck: (options) => checkArchive({ segments, index }, options),

    async close() {
      await writer.close()
      await segments.close()
      await index.close()
    },
  }

  /** An earlier capture with that payload. One that has been damaged since must not be relied on once more. */
  async function readablePayload(digest: Digest): Promise<Capture | null> {
    const entry = await index.findPayload(digest)
    if (!entry) return null
    try {
      return (await readCapture(entry, { segments, index })).capture
    } catch (error) {
      if (!(error instanceof SegmentCorruptError)) throw error
      log.error('capture.damaged', { captureId: entry.capture.id, reason: error.message })
      return null
    }
  }

  /** The capture that holds the payload: never a revisit. */
  async function originalOf(id: CaptureId): Promise<Capture | null> {
    const capture = (await index.find(id))?.capture ?? null
    if (!capture?.revisitOf) return capture
    return (await index.find(capture.revisitOf))?.capture ?? null
  }

  /** What it repeats may have been erased while it was written; then it is, too. */
  async function append(records: CaptureRecords): Promise<Capture> {
    const capture = await writer.append(records)
    if (capture.revisitOf && (await index.isErased(capture.revisitOf))) throw notHeld(capture.revisitOf)
    return capture
  }

  async function recover(): Promise<RecoveryReport> {
    await finishErasures(erasing)
    const report = { tornBytesRemoved: 0, capturesIndexed: 0, segmentsSeen: 0 }
    for (const { id, sealed, lengthBytes } of await segments.list()) {
      report.segmentsSeen++
      const engines = { segments, index, log }
      // A sealed segment is whole, but its index may have been put back from an older copy.
      const segment = sealed ? null : await segments.hold(id)
      if (segment) {
        const { tornBytesRemoved, capturesIndexed, isSound } = await mendSegment(segment, engines)
        report.tornBytesRemoved += tornBytesRemoved
        report.capturesIndexed += capturesIndexed
        await (isSound ? segment.release() : segment.seal())
      } else if (sealed && lengthBytes > (await index.endOf(id))) {
        report.capturesIndexed += (await indexRest(id, engines)).capturesIndexed
      }
    }
    if (report.tornBytesRemoved > 0 || report.capturesIndexed > 0) log.warn('archive.recovered', report)
    return report
  }
}

function notHeld(id: CaptureId): ServiceError {
  return new ServiceError(`There is no capture ${id} in the archive.`, {
    retry: 'never',
    toDo: 'Fetch the page again without validators, so that its content comes along.',
  })
}
