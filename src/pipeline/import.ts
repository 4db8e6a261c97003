import type { ImportEvent } from '#archive'
import { inReadingOrder } from './reading-order.ts'
import { type RereadParts, reread } from './reread.ts'

export interface ImportSummary {
  readonly captured: number
  readonly alreadyHeld: number
  readonly snapshots: number
  /** Images, lists, error pages. */
  readonly noArticle: number
  readonly passedOver: number
  readonly damaged: readonly { readonly offsetBytes: number; readonly reason: string }[]
}

/** Brings a WARC or WACZ file of any program the whole way in: archived, extracted, connected, logged, found. */
export async function importFile(
  path: string,
  parts: RereadParts,
  onEvent: (event: ImportEvent) => void = () => {},
): Promise<ImportSummary> {
  const damaged: { offsetBytes: number; reason: string }[] = []
  const captures = []
  let alreadyHeld = 0
  let passedOver = 0
  for await (const event of parts.archive.importFile(path)) {
    onEvent(event)
    if (event.kind === 'captured') captures.push(event.capture)
    else if (event.kind === 'already-held') alreadyHeld++
    else if (event.kind === 'passed-over') passedOver++
    else if (event.kind === 'damaged') damaged.push({ offsetBytes: event.offsetBytes, reason: event.reason })
  }
  // Afterwards, since page 2 of an article may stand behind page 1, and an original behind its reprint.
  let snapshots = 0
  let noArticle = 0
  for await (const capture of inReadingOrder(captures)) {
    if (await parts.catalog.isCaptureHandled(capture.id)) continue // A further page of an article just made.
    const outcome = await reread(capture, parts)
    if (outcome?.kind === 'new') snapshots++
    else if (outcome?.kind !== 'unchanged') noArticle++
  }
  return { captured: captures.length, alreadyHeld, snapshots, noArticle, passedOver, damaged }
}
