import type { CaptureId, HttpUrl, Instant, SnapshotId, UrlKey } from '#model'

export const decisionKinds = ['withhold', 'erase', 'exclude', 'correct', 'refuse', 'restore'] as const

/**
 * `withhold`: kept, not shown. `erase`: destroyed everywhere. `exclude`: not captured again. `correct`: something about it
 * was put right. `refuse`: all stays. `restore`: an earlier decision is taken back, as far as it can be.
 */
export type DecisionKind = (typeof decisionKinds)[number]

/** What was decided, by an operator, about a request or of their own accord. Public as it stands, and never changed. */
export interface Decision {
  /** From 1, without gaps. */
  readonly number: number
  /** The request's; null where nobody asked. */
  readonly caseNumber: string | null
  readonly kind: DecisionKind
  readonly snapshots: readonly SnapshotId[]
  /** One or more sentences for everybody: never the content. */
  readonly reason: string
  /** The law or order it rests on, such as `GDPR Art. 17`; null where the operator decided freely. */
  readonly law: string | null
  readonly decidedAt: Instant
}

/** Addresses that are not to be captured again; told by a digest, so that the list does not publish what it hides. */
export interface Exclusion {
  readonly key: UrlKey
  /** Kept for the operator; null where the address itself is to be forgotten. */
  readonly url: HttpUrl | null
  readonly reason: string
  readonly since: Instant
}

/** What is to be destroyed, noted before anything is, so that whoever finds the note goes on. */
export interface Erasure {
  readonly number: number
  readonly snapshots: readonly SnapshotId[]
  readonly captures: readonly CaptureId[]
  /** Addresses of which nothing else is held, pictures included: they go from the queue as well. */
  readonly keys: readonly UrlKey[]
}

/** @throws {RangeError} on any other word. */
export function parseDecisionKind(text: string): DecisionKind {
  const kind = decisionKinds.find((each) => each === text)
  if (!kind) throw new RangeError(`"${text}" is no decision: ${decisionKinds.join(', ')}.`)
  return kind
}
