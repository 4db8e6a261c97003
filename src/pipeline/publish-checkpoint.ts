import { ServiceError } from '#model'
import type { Parts } from './parts.ts'

/** What each log was last told to be wrong, so that what lasts is told once and not every second. */
const toldReasons = new WeakMap<object, string>()

/** Signs a head over what was appended since the last one. A failure is told and tried again at the next call. */
export async function publishCheckpoint({
  transparency,
  log,
}: Pick<Parts, 'transparency' | 'log'>): Promise<void> {
  try {
    const published = await transparency.publishCheckpoint()
    toldReasons.delete(transparency)
    if (published) log.info('checkpoint.published', { treeSize: published.treeSize })
  } catch (error) {
    const reason = String(error)
    if (toldReasons.get(transparency) === reason) return
    toldReasons.set(transparency, reason)
    log.error('checkpoint.refused', { reason, ...(error instanceof ServiceError && { toDo: error.toDo }) })
  }
}
