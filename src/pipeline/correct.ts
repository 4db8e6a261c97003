import { type ChannelSlug, ServiceError, type SnapshotId } from '#model'
import { type CorrectionStore, exampleOf } from '#stories'
import type { Parts } from './parts.ts'

/**
 * Sets the channel or the region of an article by an operator's decision: of all its revisions, those to come and
 * those that a rebuild makes again; later articles like it are told by it too.
 *
 * @throws {ServiceError} if no such snapshot is held.
 */
export async function correct(
  id: SnapshotId,
  change: { readonly channel: ChannelSlug } | { readonly region: string },
  {
    catalog,
    clock,
    log,
    corrections,
  }: Pick<Parts, 'catalog' | 'clock' | 'log'> & { corrections: CorrectionStore },
): Promise<void> {
  const held = await catalog.find(id)
  const article = held && (await catalog.article(held.snapshot.articleId))
  if (!held || !article) {
    throw new ServiceError(`No snapshot ${id} is held.`, {
      retry: 'never',
      toDo: 'Take the id from the address of its page, /s/{id}.',
    })
  }
  const { channel, region } = held.connections
  await corrections.add({
    at: clock.now(),
    articleId: article.id,
    ...change,
    words: exampleOf(held.snapshot),
  })
  for (const revision of article.revisions) await catalog.reconnect(revision.id, change)
  log.info('article.corrected', {
    articleId: article.id,
    was: 'channel' in change ? channel : region,
    ...change,
  })
}
