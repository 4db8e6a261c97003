import { parseCaptureMetadata, recordCountMax } from './capture-metadata.ts'
import { isMain } from './capture-records.ts'
import { uriField, uriFields, type WarcRecord, warcType } from './warc-record.ts'

/**
 * Whether a record can be part of a capture: others (warcinfo, conversion) stand alone. A resource is one where it
 * names the record that it was made beside, as a screenshot does.
 */
export function belongsToCapture(record: WarcRecord): boolean {
  const type = warcType(record)
  if (type === 'resource') return uriFields(record, 'WARC-Concurrent-To').length > 0
  return isMain(record) || type === 'request' || type === 'metadata'
}

/**
 * Whether a record belongs to the exchange of those right before it. Programs write the records of one exchange side
 * by side, in any order, and name one of them in the others.
 */
export function belongTogether(cluster: readonly WarcRecord[], record: WarcRecord): boolean {
  if (cluster.length >= recordCountMax - 1) return false
  if ([...cluster, record].reduce((sum, { block }) => sum + block.length, 0) > clusterBytesMax) return false
  if (cluster.some((each) => parseCaptureMetadata(each))) return false
  if (isMain(record) && cluster.some(isMain)) return false
  const ids = new Set(cluster.map((each) => uriField(each, 'WARC-Record-ID')))
  const named = new Set(cluster.flatMap(concurrentTo))
  const isNamed = named.has(uriField(record, 'WARC-Record-ID') ?? '')
  return isNamed || concurrentTo(record).some((id) => ids.has(id) || named.has(id))
}

/** They are held in memory together. One record alone may be so large, so that the rest of a capture has room. */
const clusterBytesMax = 288 * 1024 * 1024

function concurrentTo(record: WarcRecord): string[] {
  const names = ['WARC-Concurrent-To', ...(warcType(record) === 'metadata' ? ['WARC-Refers-To'] : [])]
  return names.flatMap((name) => uriFields(record, name))
}
