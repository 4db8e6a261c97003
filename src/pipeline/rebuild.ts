import type { Capture, CaptureId } from '#model'
import { type FieldChanges, withChanges } from './field-changes.ts'
import { inReadingOrder } from './reading-order.ts'
import { isLeftOver, type RereadParts, reread } from './reread.ts'

/** Captures looked at in one go while visits wait: a second or so. */
const lookedAtMax = 5_000

export interface RebuildProgress {
  readonly captures: number
  readonly snapshots: number
  readonly problems: number
  /** What the extractor of now reads otherwise than the one before; empty where nothing is compared. */
  readonly changes: FieldChanges
}

/**
 * Walks the archive in the order of writing, and makes again what can be made from it: snapshots, connections,
 * states. Given an empty catalog, that is a rebuild; given the one in use, it fills in what is missing. When it got
 * through without a problem, the catalog's mark stands behind the last capture.
 *
 * @param options.before The snapshots as they were, to tell what changed in their fields.
 * @param options.after Goes on behind that capture; by default from the first one, whatever the catalog's mark.
 */
export async function rebuild(
  parts: RereadParts,
  options: {
    before?: Pick<RereadParts['catalog'], 'find'>
    after?: CaptureId | null
    signal?: AbortSignal
    onProgress?: (progress: RebuildProgress) => void
  } = {},
): Promise<RebuildProgress> {
  let captures = 0
  let snapshots = 0
  let problems = 0
  let changes: FieldChanges = {}
  let last: CaptureId | null = null
  const walked = async function* (): AsyncGenerator<Capture> {
    for await (const capture of parts.archive.all(options.after ?? undefined)) {
      last = capture.id
      yield capture
    }
  }
  for await (const capture of inReadingOrder(walked())) {
    if (options.signal?.aborted) break
    captures++
    try {
      const outcome = await reread(capture, parts)
      if (outcome?.kind === 'new') {
        snapshots++
        const before = await options.before?.find(outcome.snapshot.id)
        if (before) changes = withChanges(changes, before.snapshot.article, outcome.snapshot.article)
      }
    } catch (error) {
      problems++
      parts.log.error('rebuild.capture-failed', { id: capture.id, url: capture.url, reason: String(error) })
    }
    options.onProgress?.({ captures, snapshots, problems, changes })
  }
  if (last && problems === 0 && !options.signal?.aborted) await parts.catalog.moveHandledUpTo(last)
  return { captures, snapshots, problems, changes }
}

/** Fills in what a crash left between the archive and the catalog, behind the catalog's mark. */
export async function catchUp(
  parts: RereadParts,
  options: { signal?: AbortSignal } = {},
): Promise<RebuildProgress> {
  return rebuild(parts, { ...options, after: await parts.catalog.handledUpTo() })
}

/**
 * Moves the catalog's mark over captures that are done with, and stops before the first that is not: it may be in
 * the hands of a visit, here or in another process.
 */
export async function moveHandledMark(parts: Pick<RereadParts, 'archive' | 'catalog'>): Promise<void> {
  const from = await parts.catalog.handledUpTo()
  let to = from
  let lookedAt = 0
  for await (const capture of parts.archive.all(from ?? undefined)) {
    // One that cannot be read stays in front of the mark: the next start tells of it.
    if (lookedAt++ >= lookedAtMax || (await isLeftOver(capture, parts).catch(() => true))) break
    to = capture.id
  }
  if (to !== from) await parts.catalog.moveHandledUpTo(to)
}
