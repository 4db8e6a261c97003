import type { Decision, DecisionKind } from '#access'
import { type HttpUrl, ServiceError, type SnapshotId, urlKey, urlTwins } from '#model'
import { type EraseParts, erase } from './erase.ts'

/** What an operator wants done about a request, or of their own accord. */
export interface Ruling {
  readonly kind: DecisionKind
  readonly caseNumber: string | null
  readonly snapshots: readonly SnapshotId[]
  /** Addresses, for `exclude` and for taking that back. */
  readonly urls?: readonly HttpUrl[]
  /** Shown to everybody. */
  readonly reason: string
  readonly law: string | null
}

/**
 * Does what was decided and puts it on record, in one step.
 *
 * @returns `isFinished` is false where an erasure waits for another process; it goes on by itself.
 * @throws {ServiceError} where there is no such case or snapshot, no reason, or what was erased is to be restored.
 */
export async function decide(
  ruling: Ruling,
  parts: EraseParts,
): Promise<{ decision: Decision; isFinished: boolean }> {
  const { kind, caseNumber, snapshots, reason, law } = ruling
  if (reason.trim() === '')
    throw refused('A decision needs a reason.', 'Say in a sentence why: it is shown to everybody.')
  if (caseNumber !== null && !(await parts.notices.case(caseNumber)))
    throw refused(`There is no case ${caseNumber}.`, 'See `verbatim cases list`.')
  if (kind === 'erase') return erase(snapshots, ruling, parts)
  const decidedAt = parts.clock.now()
  const measures = await measuresOf(ruling, decidedAt, parts)
  const decision = await parts.notices.decide(
    { caseNumber, kind, snapshots, reason, law, decidedAt },
    measures,
  )
  if (measures.exclude) await parts.frontier.forget(measures.exclude.map(({ key }) => key))
  parts.log.warn('case.decided', { number: decision.number, kind, caseNumber })
  return { decision, isFinished: true }
}

async function measuresOf(
  { kind, snapshots, urls = [], reason, law }: Ruling,
  at: Decision['decidedAt'],
  { catalog, notices }: EraseParts,
): Promise<Parameters<EraseParts['notices']['decide']>[1]> {
  switch (kind) {
    case 'withhold': {
      const held = await catalog.findMany(snapshots)
      if (held.length < snapshots.length || held.length === 0)
        throw refused(
          'Not every one of these snapshots is held.',
          'Take ids from the addresses of their pages, /s/{id}.',
        )
      return {
        withhold: held.map(({ snapshot: { id, url, capturedAt, article } }) => ({
          ...{ id, url, capturedAt, withheldAt: at, reason, legal: law !== null },
          images: article.images.map((image) => image.url),
        })),
      }
    }
    case 'exclude':
      if (urls.length === 0) throw refused('No address was named.', 'Name what is not to be captured again.')
      return {
        exclude: urls.flatMap((url) => keysOf(url).map((key) => ({ key, url, reason, since: at }))),
      }
    case 'restore': {
      const withheld = await notices.withheld(snapshots)
      const held = new Set((await catalog.findMany(snapshots)).map(({ snapshot }) => snapshot.id))
      const erased = snapshots.find((id) => withheld.has(id) && !held.has(id))
      if (erased) throw refused(`${erased} was erased.`, 'What was destroyed cannot be shown again.')
      return { release: snapshots, include: urls.flatMap(keysOf) }
    }
    default:
      return {}
  }
}

/** Of an address in every spelling under which it would come again. */
const keysOf = (url: HttpUrl) => [...new Set([urlKey(url), ...urlTwins(url)])]

const refused = (message: string, toDo: string) => new ServiceError(message, { retry: 'never', toDo })
