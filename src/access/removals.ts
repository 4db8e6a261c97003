import { epochMs, type Instant, instantOf } from '#model'
import type { NoticeInput, NoticeStatus, RemovalReport } from './access.ts'
import { type Decision, type DecisionKind, decisionKinds } from './decision.ts'
import type { CaseFile, NoticeStore } from './notice-store.ts'

/**
 * How long a request may wait for an answer. Days; what a law demands at once, or touches a person, goes first. A month
 * is what GDPR Art. 12 (3) allows at the most.
 */
const daysToAnswer: Readonly<Record<NoticeInput['kind'], number>> = {
  legal: 2,
  privacy: 7,
  copyright: 7,
  error: 14,
  other: 14,
}

export function dueAt({ kind, filedAt }: { kind: NoticeInput['kind']; filedAt: Instant }): Instant {
  return instantOf(epochMs(filedAt) + daysToAnswer[kind] * 86_400_000)
}

/** Undecided, and past its day. */
export function isOverdue(file: CaseFile, now: Instant): boolean {
  return file.decisions.length === 0 && dueAt(file) <= now
}

/** Requests that speak of the same thing, or are by the same hand, newest first. */
export function similarCases(file: CaseFile, all: readonly CaseFile[]): CaseFile[] {
  const ids = new Set(file.decisions.flatMap(({ snapshots }) => snapshots))
  const isSimilar = (other: CaseFile) =>
    other.subject === file.subject ||
    (other.contact !== '' && other.contact.toLowerCase() === file.contact.toLowerCase()) ||
    other.decisions.some(({ snapshots }) => snapshots.some((id) => ids.has(id)))
  return all
    .filter((other) => other.caseNumber !== file.caseNumber && isSimilar(other))
    .sort((one, other) => (one.filedAt < other.filedAt ? 1 : -1))
}

/** What the asker sees: where the case is, and every decision with its ground. */
export async function caseStatus(statusKey: string, notices: NoticeStore): Promise<NoticeStatus | null> {
  const status = await notices.status(statusKey)
  const file = status && (await notices.case(status.caseNumber))
  if (!status || !file) return status
  const newest = file.decisions.at(-1)
  return {
    ...status,
    state: newest ? 'decided' : status.state,
    decision: newest?.reason ?? status.decision,
    decisions: file.decisions,
    dueAt: dueAt(file),
  }
}

export async function removalReport(
  before: number | null,
  limit: number,
  notices: NoticeStore,
): Promise<RemovalReport> {
  const [cases, all] = await Promise.all([notices.cases(), allDecisions(notices)])
  const byKind = Object.fromEntries(decisionKinds.map((kind) => [kind, 0])) as Record<DecisionKind, number>
  for (const { kind } of all) byKind[kind]++
  const older = all.filter(({ number }) => number < (before ?? Number.POSITIVE_INFINITY)).reverse()
  const decisions = older.slice(0, limit)
  return {
    requests: cases.length,
    undecided: cases.filter((file) => file.decisions.length === 0).length,
    byKind,
    decisions,
    next: older.length > limit ? (decisions.at(-1)?.number ?? null) : null,
  }
}

async function allDecisions(notices: NoticeStore): Promise<Decision[]> {
  const all: Decision[] = []
  for (let page: readonly Decision[] = []; ; ) {
    page = await notices.decisions({ after: all.at(-1)?.number ?? 0, limit: 1_000 })
    all.push(...page)
    if (page.length < 1_000) return all
  }
}
