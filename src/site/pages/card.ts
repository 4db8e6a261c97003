import type { SnapshotId } from '#model'
import { articlePicture, tombstonePicture } from '../card-picture.ts'
import type { PageReply, PlainReply } from '../reply.ts'
import type { Visit } from '../visit.ts'
import { missing } from './errors.ts'

/** The picture that goes with a link to a snapshot. */
export async function cardPicture(visit: Visit, id: SnapshotId): Promise<PageReply | PlainReply> {
  const view = await visit.access.snapshot(id)
  if (!view) return missing(visit)
  const headers = { 'cross-origin-resource-policy': 'cross-origin' }
  if (view.kind === 'tombstone')
    return { body: tombstonePicture(), mediaType: 'image/png', status: view.httpStatus, headers }
  const { title, body } = view.held.snapshot.article
  return { body: articlePicture(title, body), mediaType: 'image/png', headers }
}
