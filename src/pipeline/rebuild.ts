import { articleIdOf, type Capture, type CaptureId, type HttpUrl, urlKey } from '#model'
import { inReadingOrder } from './reading-order.ts'
import { type RereadParts, reread } from './reread.ts'

export interface RebuildProgress {
  readonly captures: number
  readonly snapshots: number
  readonly problems: number
}

/**
 * Walks the archive in the order of writing, and makes again what can be made from it: snapshots, connections,
 * states. Given an empty catalog, that is a rebuild; given the one in use, it catches up with what a crash left out.
 *
 * @param after Goes on behind that capture.
 */
export async function rebuild(
  parts: RereadParts,
  options: { after?: CaptureId; signal?: AbortSignal; onProgress?: (progress: RebuildProgress) => void } = {},
): Promise<RebuildProgress> {
  let captures = 0
  let snapshots = 0
  let problems = 0
  for await (const capture of inReadingOrder(parts.archive.all(options.after))) {
    if (options.signal?.aborted) break
    captures++
    try {
      if (!(await parts.catalog.isCaptureHandled(capture.id))) {
        const outcome = await reread(capture, parts)
        if (outcome?.kind === 'new') snapshots++
        await noteGone(capture, parts)
      }
    } catch (error) {
      problems++
      parts.log.error('rebuild.capture-failed', { id: capture.id, url: capture.url, reason: String(error) })
    }
    options.onProgress?.({ captures, snapshots, problems })
  }
  return { captures, snapshots, problems }
}

async function noteGone(capture: Capture, { catalog }: RereadParts): Promise<void> {
  if (capture.status !== 404 && capture.status !== 410) return
  const known =
    (await catalog.articleByUrlKey(capture.urlKey)) ??
    (await catalog.article(articleIdOf(urlKey(capture.url as HttpUrl))))
  if (known)
    await catalog.recordVisit(known.id, { at: capture.capturedAt, state: 'gone', captureId: capture.id })
}
