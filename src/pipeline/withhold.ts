import { ServiceError, type SnapshotId } from '#model'
import type { Parts } from './parts.ts'

/**
 * Takes a snapshot and its pictures out of everything that anyone may see; capture, catalog and log keep it. What stays public is
 * that it was there, when, and the reason.
 *
 * @throws {ServiceError} if no such snapshot is held.
 */
export async function withhold(
  id: SnapshotId,
  { reason, legal }: { reason: string; legal: boolean },
  { catalog, notices, clock }: Pick<Parts, 'catalog' | 'notices' | 'clock'>,
): Promise<void> {
  const held = await catalog.find(id)
  if (!held) {
    throw new ServiceError(`No snapshot ${id} is held.`, {
      retry: 'never',
      toDo: 'Take the id from the address of its page, /s/{id}.',
    })
  }
  const { url, capturedAt, article } = held.snapshot
  const images = article.images.map((image) => image.url)
  await notices.withhold({ id, url, capturedAt, withheldAt: clock.now(), reason, legal, images })
}
