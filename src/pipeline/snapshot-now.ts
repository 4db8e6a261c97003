import type { HttpUrl, SnapshotId } from '#model'
import type { Parts } from './parts.ts'
import { publishCheckpoint } from './publish-checkpoint.ts'
import { look } from './visit.ts'

export type SnapshotAnswer =
  | { readonly kind: 'snapshot'; readonly id: SnapshotId }
  /** Nothing was made, and why, in words for whoever asked. */
  | { readonly kind: 'none'; readonly reason: string }

/** Captures one page now, whatever the schedule says; robots.txt, guard and limits hold as ever. */
export async function snapshotNow(url: HttpUrl, parts: Parts, signal: AbortSignal): Promise<SnapshotAnswer> {
  const outletSlug = parts.outlets.of(url)?.slug ?? ''
  const target = {
    url,
    purpose: 'article',
    outletSlug,
    foundOn: null,
    visitCount: 0,
    validators: null,
  } as const
  const { settlement, snapshotId } = await look(target, parts, signal)
  if (snapshotId) {
    await publishCheckpoint(parts)
    return { kind: 'snapshot', id: snapshotId }
  }
  const noSnapshot = await parts.catalog.noSnapshotReason(url)
  return { kind: 'none', reason: reasonOf(settlement) ?? noSnapshot?.reason ?? 'The page gave no article.' }
}

function reasonOf(settlement: Awaited<ReturnType<typeof look>>['settlement']): string | null {
  if (settlement.kind === 'disallowed') return `robots.txt forbids it: ${settlement.rule}`
  return settlement.kind === 'failed' || settlement.kind === 'postponed' ? settlement.reason : null
}
