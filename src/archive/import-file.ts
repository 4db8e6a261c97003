import type { ImportEvent } from './archive.ts'
import { describe, type ImportEngines, importCaptures } from './capture-importer.ts'
import { type ImportSource, openImport, type WarcFile } from './import-source.ts'
import type { ImportMark } from './ports.ts'
import { belongsToCapture, belongTogether } from './record-cluster.ts'
import { checkPackage } from './wacz-package.ts'
import { findDigestMismatch } from './warc-digest.ts'
import { readWarc, type WarcReading } from './warc-reader.ts'
import type { WarcRecord } from './warc-record.ts'
import { DamagedZip } from './zip-file.ts'

/**
 * Brings the captures of a WARC or WACZ file in. The records go into our segments as they are, head and block; a
 * metadata record of ours closes each capture.
 *
 * Every now and then a mark is kept of how far it has come, when all before it is durable. After an import that was
 * cut off, the same file goes on from there.
 *
 * @throws {ServiceError} if the file cannot be read at all.
 */
export async function* importWarcFile(path: string, engines: ImportEngines): AsyncGenerator<ImportEvent> {
  const source = await openImport(path)
  const { identity, warcFiles } = source
  const mark = await engines.index.importMark(identity)
  // The first attempt has told of the whole package.
  if (!mark) yield* damagesOf(source)
  const bytesTotal = warcFiles.reduce((sum, each) => sum + each.bytesTotal, 0)
  let bytesBefore = 0
  for (const [at, file] of warcFiles.entries()) {
    if (!mark || at >= mark.part) {
      const from = at === mark?.part ? mark : { part: at, offsetBytes: 0, recordCount: 0 }
      if (from === mark) yield { kind: 'resumed', what: file.name, offsetBytes: from.offsetBytes }
      const keep = (next: ImportMark) => engines.index.markImport(identity, next)
      for await (const event of toldIfUnreadable(importRecords(file, from, keep, engines))) {
        yield event.kind === 'progress' ? { ...event, bytes: bytesBefore + event.bytes, bytesTotal } : event
      }
    }
    bytesBefore += file.bytesTotal
  }
  await engines.index.markImport(identity, null)
}

/** Whose signature a package has says nothing of its captures: those of anybody are taken. */
async function* damagesOf({ packages }: ImportSource): AsyncGenerator<ImportEvent> {
  for (const files of packages) {
    const findings = toldIfUnreadable(checkPackage(files))
    for await (const finding of findings) if (finding.kind === 'damaged') yield finding
  }
}

/** An entry of a WACZ that breaks off is damage, not a failure: the others are read. */
async function* toldIfUnreadable<T>(
  events: AsyncIterable<T>,
): AsyncGenerator<T | Extract<ImportEvent, { kind: 'damaged' }>> {
  try {
    yield* events
  } catch (error) {
    if (!(error instanceof DamagedZip)) throw error
    yield { kind: 'damaged', offsetBytes: 0, reason: error.message }
  }
}

async function* importRecords(
  { name, source, bytesTotal }: WarcFile,
  from: ImportMark,
  keep: (mark: ImportMark) => Promise<void>,
  engines: ImportEngines,
): AsyncGenerator<ImportEvent> {
  const importer = importCaptures(name, engines)
  let cluster: WarcRecord[] = []
  /** Of the record being looked at: where it is found again. */
  let place = { ...from, recordCount: 0 }
  let skipsLeft = from.recordCount
  let unmarkedBytes = 0
  for await (const reading of readWarc(source, { fromBytes: from.offsetBytes })) {
    if (reading.kind !== 'record') {
      if (skipsLeft === 0) yield toldOf(reading)
      continue
    }
    const { record, offsetBytes } = reading
    const recordCount = offsetBytes === place.offsetBytes ? place.recordCount : 0
    const here = { part: from.part, offsetBytes, recordCount }
    place = { ...here, recordCount: recordCount + 1 }
    if (skipsLeft > 0) {
      skipsLeft--
      continue
    }
    unmarkedBytes += record.block.length
    const mismatch = findDigestMismatch(record)
    if (mismatch) yield { kind: 'damaged', offsetBytes, reason: mismatch }
    else if (!belongsToCapture(record)) yield { kind: 'passed-over', what: describe(record) }
    else if (cluster.length === 0 || belongTogether(cluster, record)) cluster.push(record)
    else {
      yield* importer.add(cluster)
      cluster = [record]
      if (unmarkedBytes < markStepBytes) continue
      unmarkedBytes = 0
      yield* importer.settle()
      // An ARC file says only at its very beginning that it is one: it is read from there again.
      if (record.version !== 'arc') await keep(here)
      yield { kind: 'progress', bytes: offsetBytes, bytesTotal }
    }
  }
  yield* importer.add(cluster)
  yield* importer.settle()
  yield { kind: 'progress', bytes: bytesTotal, bytesTotal }
}

/** So much of what records hold is read once more after an import that was cut off. */
const markStepBytes = 8 * 1024 * 1024

function toldOf(reading: Exclude<WarcReading, { kind: 'record' }>): ImportEvent {
  return reading.kind === 'too-large' ? { kind: 'passed-over', what: `too large: ${reading.what}` } : reading
}
