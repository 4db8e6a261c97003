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

/** C2SP asks for a minute at most between an append and the checkpoint that covers it. */
const intervalMs = 10_000

/**
 * Does so every ten seconds while something else runs that may append for hours, in this process or beside it. Whoever
 * is quicker signs first; the others then find nothing new.
 *
 * @returns Call it to stop; resolves when nothing is being signed any more.
 */
export function keepPublishing(parts: Pick<Parts, 'transparency' | 'log'>): () => Promise<void> {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= publishCheckpoint(parts).finally(() => {
      running = null
    })
  }, intervalMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
