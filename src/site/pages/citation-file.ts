import type { SnapshotId } from '#model'
import { citationFormats } from '../citations/formats.ts'
import { citedOf } from '../parts/cite.ts'
import type { PageReply, PlainReply } from '../reply.ts'
import type { Visit } from '../visit.ts'
import { missing, tombstone } from './errors.ts'

const files = Object.values(citationFormats).flatMap(({ cite, ...format }) =>
  'file' in format ? [{ cite, ...format.file }] : [],
)

/** A citation as the file that reference managers take. @param name Such as `cite.ris`. */
export async function citationFile(
  visit: Visit,
  id: SnapshotId,
  name: string,
): Promise<PageReply | PlainReply> {
  const format = files.find(({ extension }) => name === `cite.${extension}`)
  const view = format && (await visit.access.snapshot(id))
  if (!format || !view) return missing(visit)
  if (view.kind === 'tombstone') return tombstone(visit, view)
  return { body: format.cite(citedOf(visit, view)), mediaType: `${format.mediaType}; charset=utf-8` }
}
