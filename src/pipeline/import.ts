import type { ImportEvent } from '#archive'
import { type Capture, type CaptureId, tryParseHttpUrl, type UrlKey, urlKey } from '#model'
import { inReadingOrder } from './reading-order.ts'
import { isLeftOver, type RereadParts, reread } from './reread.ts'

export interface ImportSummary {
  readonly captured: number
  readonly alreadyHeld: number
  readonly snapshots: number
  /** Images, lists, error pages. */
  readonly noArticle: number
  /** Captures that are held, but could not be read as a page; the log tells why. */
  readonly failed: number
  readonly passedOver: number
  readonly damaged: readonly { readonly offsetBytes: number; readonly reason: string }[]
}

/**
 * Brings a WARC or WACZ file of any program the whole way in: archived, extracted, connected, logged, found. After
 * an import that was cut off, the same file again finishes it.
 */
export async function importFile(
  path: string,
  parts: RereadParts,
  onEvent: (event: ImportEvent) => void = () => {},
): Promise<ImportSummary> {
  const damaged: { offsetBytes: number; reason: string }[] = []
  // Ids alone, since a file of many gigabytes has millions of captures; and copies, since V8 keeps the whole header
  // that an id was cut out of.
  const captures: CaptureId[] = []
  const heldKeys = new Set<UrlKey>()
  let alreadyHeld = 0
  let passedOver = 0
  for await (const event of parts.archive.importFile(path)) {
    onEvent(event)
    if (event.kind === 'captured') captures.push(Buffer.from(event.capture.id).toString() as CaptureId)
    else if (event.kind === 'already-held') {
      alreadyHeld++
      const url = tryParseHttpUrl(event.url)
      if (url) heldKeys.add(urlKey(url))
    } else if (event.kind === 'passed-over') passedOver++
    else if (event.kind === 'damaged') damaged.push({ offsetBytes: event.offsetBytes, reason: event.reason })
  }
  // Afterwards, since page 2 of an article may stand behind page 1, and an original behind its reprint.
  let snapshots = 0
  let noArticle = 0
  let failed = 0
  for await (const capture of inReadingOrder(held([await leftOvers(heldKeys, parts), captures], parts))) {
    if (await parts.catalog.isCaptureHandled(capture.id)) continue // A further page of an article just made.
    try {
      const outcome = await reread(capture, parts)
      if (outcome?.kind === 'new') snapshots++
      else if (outcome?.kind !== 'unchanged') noArticle++
    } catch (error) {
      failed++
      parts.log.error('import.capture-failed', { id: capture.id, url: capture.url, reason: String(error) })
    }
  }
  return { captured: captures.length, alreadyHeld, snapshots, noArticle, failed, passedOver, damaged }
}

async function* held(ids: readonly (readonly CaptureId[])[], parts: RereadParts): AsyncGenerator<Capture> {
  for (const each of ids) {
    for (const id of each) {
      const capture = await parts.archive.find(id)
      if (capture) yield capture
    }
  }
}

/** Captures of these addresses that were archived before, but never read. Oldest first. */
async function leftOvers(keys: ReadonlySet<UrlKey>, parts: RereadParts): Promise<CaptureId[]> {
  const found: Pick<Capture, 'id' | 'capturedAt'>[] = []
  for (const key of keys) {
    for (const capture of await parts.archive.capturesOf(key)) {
      const { id, capturedAt } = capture
      if (await isLeftOver(capture, parts).catch(() => true)) found.push({ id, capturedAt })
    }
  }
  return found.sort((a, b) => (a.capturedAt < b.capturedAt ? -1 : 1)).map(({ id }) => id)
}
