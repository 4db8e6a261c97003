import { type ChannelSlug, ServiceError, type SnapshotId } from '#model'
import { type CorrectionStore, exampleOf } from '#stories'
import type { Parts } from './parts.ts'

/**
 * Sets the channel or the region of an article by an operator's decision: of all its revisions, those to come and
 * those that a rebuild makes again; articles like it are told by it too, held ones and later ones.
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
    stories,
    corrections,
  }: Pick<Parts, 'catalog' | 'clock' | 'log' | 'stories'> & { corrections: CorrectionStore },
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
  const correction = {
    at: clock.now(),
    articleId: article.id,
    ...change,
    words: exampleOf(held.snapshot),
  }
  await corrections.add(correction)
  for (const revision of article.revisions) await catalog.reconnect(revision.id, change)
  const taught = await stories.taughtBy(correction)
  for (const each of taught) await catalog.reconnect(each.id, each.changes)
  log.info('article.corrected', {
    articleId: article.id,
    was: 'channel' in change ? channel : region,
    ...change,
    likeCount: taught.length,
  })
}
