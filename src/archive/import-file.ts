import type { ImportEvent } from './archive.ts'
import { describe, type ImportEngines, importCaptures } from './capture-importer.ts'
import { DamagedZip, openImport, type WarcFile } from './import-source.ts'
import { belongsToCapture, belongTogether } from './record-cluster.ts'
import { checkPackage, type PackageFinding } from './wacz-package.ts'
import { findDigestMismatch } from './warc-digest.ts'
import { readWarc } from './warc-reader.ts'
import type { WarcRecord } from './warc-record.ts'

/**
 * Brings the captures of a WARC or WACZ file in. The records go into our segments as they are, head and block; a
 * metadata record of ours closes each capture.
 *
 * @throws {ServiceError} if the file cannot be read at all.
 */
export async function* importWarcFile(path: string, engines: ImportEngines): AsyncGenerator<ImportEvent> {
  const source = await openImport(path)
  try {
    yield* toldIfUnreadable(damagesOf(checkPackage(source.packed)))
    for (const file of source.warcFiles) yield* toldIfUnreadable(importRecords(file, engines))
  } finally {
    source.close()
  }
}

/** Whose signature a package has says nothing of its captures: those of anybody are taken. */
async function* damagesOf(findings: AsyncIterable<PackageFinding>): AsyncGenerator<ImportEvent> {
  for await (const finding of findings) if (finding.kind === 'damaged') yield finding
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

async function* importRecords(file: WarcFile, engines: ImportEngines): AsyncGenerator<ImportEvent> {
  const { name, source, bytesTotal } = file
  const importer = importCaptures(name, engines)
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
        yield* importer.add(cluster)
        cluster = [record]
      }
    }
  }
  yield* importer.add(cluster)
  yield* importer.settle()
  yield { kind: 'progress', bytes: bytesTotal, bytesTotal }
}

const progressStepBytes = 16 * 1024 * 1024
