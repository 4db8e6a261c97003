import type { ImportEvent } from '#archive'
import type { Capture, CaptureId } from '#model'
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
  /** False where it was interrupted: the same file again goes on. */
  readonly isWhole: boolean
}

export interface ImportOptions {
  readonly signal?: AbortSignal
  readonly onEvent?: (event: ImportEvent) => void
  /** Told while the captures, archived by then, are read for articles. */
  readonly onRead?: (count: number, countTotal: number) => void
}

/**
 * Brings a WARC or WACZ file of any program the whole way in: archived, extracted, connected, logged, found. After
 * an import that was cut off, the same file again finishes it, from where it was.
 */
export async function importFile(
  path: string,
  parts: RereadParts,
  { signal, onEvent = () => {}, onRead = () => {} }: ImportOptions = {},
): Promise<ImportSummary> {
  const damaged: { offsetBytes: number; reason: string }[] = []
  // Ids alone, since a file of many gigabytes has millions of captures; and copies, since V8 keeps the whole header
  // that an id was cut out of.
  const captures: CaptureId[] = []
  let isAgain = false
  let alreadyHeld = 0
  let passedOver = 0
  for await (const event of parts.archive.importFile(path)) {
    onEvent(event)
    if (event.kind === 'captured') captures.push(Buffer.from(event.capture.id).toString() as CaptureId)
    else if (event.kind === 'already-held') alreadyHeld++
    else if (event.kind === 'passed-over') passedOver++
    else if (event.kind === 'damaged') damaged.push({ offsetBytes: event.offsetBytes, reason: event.reason })
    isAgain ||= event.kind === 'resumed' || event.kind === 'already-held'
    if (signal?.aborted) break
  }
  // Afterwards, since page 2 of an article may stand behind page 1, and an original behind its reprint.
  const toRead = isAgain ? await withLeftOvers(captures, parts) : captures
  let [read, snapshots, noArticle, failed] = [0, 0, 0, 0]
  for await (const capture of inReadingOrder(held(toRead, parts))) {
    if (signal?.aborted) break
    onRead(read++, toRead.length)
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
  const isWhole = !signal?.aborted
  return {
    captured: captures.length,
    alreadyHeld,
    snapshots,
    noArticle,
    failed,
    passedOver,
    damaged,
    isWhole,
  }
}

async function* held(ids: readonly CaptureId[], parts: RereadParts): AsyncGenerator<Capture> {
  for (const id of ids) {
    const capture = await parts.archive.find(id)
    if (capture) yield capture
  }
}

/**
 * Those just captured, and what an import that was cut off archived without reading it: it lies behind the
 * catalog's mark, since that is moved only over what is done with. In the order of writing.
 */
async function withLeftOvers(captured: readonly CaptureId[], parts: RereadParts): Promise<CaptureId[]> {
  const mark = await parts.catalog.handledUpTo()
  const isNew = new Set(captured)
  const found: CaptureId[] = []
  for await (const capture of parts.archive.all(mark ?? undefined)) {
    if (isNew.has(capture.id) || (await isLeftOver(capture, parts).catch(() => true))) found.push(capture.id)
  }
  return found
}
