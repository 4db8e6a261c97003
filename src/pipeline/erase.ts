import type { Decision, Erasure } from '#access'
import { ServiceError, type SnapshotId, type UrlKey } from '#model'
import { gather } from './erase-gather.ts'
import type { Parts } from './parts.ts'

export type EraseParts = Pick<
  Parts,
  'catalog' | 'archive' | 'outlets' | 'limits' | 'frontier' | 'transparency' | 'notices' | 'clock' | 'log'
>

/**
 * Destroys snapshots everywhere: catalog, search index, archive, queue, and what would open their entries in the log.
 * What stays is a tombstone, and the entry in the log, which proves that something was there and no longer says what.
 *
 * What is to go is noted first, in one transaction with the decision; from then on it is shown to nobody, and whoever
 * finds the note goes on with it. Each step may be repeated.
 *
 * @returns What was put on record, and whether nothing is left: false where another process holds a segment for now.
 */
export async function erase(
  ids: readonly SnapshotId[],
  { caseNumber, reason, law }: Pick<Decision, 'caseNumber' | 'reason' | 'law'>,
  parts: EraseParts,
): Promise<{ decision: Decision; isFinished: boolean }> {
  const condemned = await gather(ids, parts)
  if (condemned.snapshots.length === 0) throw nothingHeld(ids)
  const held = await parts.catalog.findMany(condemned.snapshots)
  const decidedAt = parts.clock.now()
  const decision = await parts.notices.decide(
    { caseNumber, kind: 'erase', snapshots: condemned.snapshots, reason, law, decidedAt },
    {
      withhold: held.map(({ snapshot: { id, capturedAt, article } }) => ({
        ...{ id, url: null, capturedAt, withheldAt: decidedAt, reason, legal: law !== null },
        images: article.images.map(({ url }) => url),
      })),
      exclude: condemned.keys.map((key) => ({ key, url: null, reason, since: decidedAt })),
      erase: { ...condemned, keys: [...condemned.keys, ...condemned.pictureKeys] },
    },
  )
  return { decision, isFinished: await finishErasures(parts) }
}

/** Goes on with every erasure that was begun: after a crash, or when another process has let go of a segment. */
export async function finishErasures(parts: EraseParts): Promise<boolean> {
  const open = await parts.notices.openErasures()
  for (const erasure of open) await eraseNoted(erasure, parts)
  return (await parts.notices.openErasures()).length === 0
}

async function eraseNoted(erasure: Erasure, parts: EraseParts): Promise<void> {
  const { catalog, archive, frontier, transparency, notices, log } = parts
  await frontier.forget(erasure.keys)
  // A visit that was under way when it was decided may have brought more since.
  const late = await Promise.all(erasure.keys.map((key) => broughtSince(key, parts)))
  const snapshots = [...new Set([...erasure.snapshots, ...late.flatMap((each) => each.snapshots)])]
  const captures = [...new Set([...erasure.captures, ...late.flatMap((each) => each.captures)])]
  for (const id of snapshots) await catalog.remove(id)
  await catalog.forgetAddresses(erasure.keys, captures)
  const { waiting } = await archive.erase(captures)
  for (const id of snapshots) await transparency.erase(id)
  const left = waiting.length > 0 ? await archive.finishErasures() : []
  if (left.length > 0) {
    log.warn('erasure.waiting', { number: erasure.number, segments: left.length })
    return
  }
  await notices.finishErasure(erasure.number)
  log.warn('erasure.finished', {
    number: erasure.number,
    snapshots: erasure.snapshots.length,
    captures: erasure.captures.length,
  })
}

async function broughtSince(key: UrlKey, { catalog, archive }: EraseParts) {
  const article = await catalog.articleByUrlKey(key)
  const captures = await archive.capturesOf(key)
  return {
    snapshots: article?.revisions.map(({ id }) => id) ?? [],
    captures: captures.map(({ id }) => id),
  }
}

function nothingHeld(ids: readonly SnapshotId[]): ServiceError {
  return new ServiceError(`None of ${ids.join(', ') || 'no snapshots'} is held.`, {
    retry: 'never',
    toDo: 'Take the id from the address of its page, /s/{id}.',
  })
}
