import type { Parts } from './parts.ts'

/** Signs a head over what was appended since the last one. A failure is told and tried again at the next call. */
export async function publishCheckpoint({
  transparency,
  log,
}: Pick<Parts, 'transparency' | 'log'>): Promise<void> {
  try {
    const published = await transparency.publishCheckpoint()
    if (published) log.info('checkpoint.published', { treeSize: published.treeSize })
  } catch (error) {
    log.error('checkpoint.refused', { reason: String(error) })
  }
}
