import { createHash } from 'node:crypto'
import type { Instant } from '#model'

/** Something that an operator did. Ids, decisions and reasons; never the content of what it was about. */
export interface Act {
  readonly at: Instant
  /** A person's id, or `command line`, or `service` for what happens by itself. */
  readonly actor: string
  /** What was done, as `case.decided`. */
  readonly what: string
  /** What it was done to: a case number, a snapshot id, an outlet's slug; null where there is none. */
  readonly subject: string | null
  readonly details: Readonly<Record<string, string>>
}

/** An act in the book. Each names the digest of the one before, so that none can be changed or taken out unnoticed. */
export interface RecordedAct extends Act {
  /** From 0, without gaps. */
  readonly index: number
  /** That of the act before; 64 zeros for the first. */
  readonly previousDigest: string
  /** SHA-256 in hex over all the rest. */
  readonly digest: string
}

export const firstDigest = '0'.repeat(64)

/** Puts an act behind another, or at the beginning of the book. */
export function link(act: Act, previous: Pick<RecordedAct, 'index' | 'digest'> | null): RecordedAct {
  const index = previous ? previous.index + 1 : 0
  const previousDigest = previous?.digest ?? firstDigest
  return { ...act, index, previousDigest, digest: digestOf(act, index, previousDigest) }
}

/** Where the book does not hold: the index of the first act that is not what was written, or not where it was. */
export function firstBreak(oldestFirst: Iterable<RecordedAct>): number | null {
  let previous: RecordedAct | null = null
  for (const act of oldestFirst) {
    const expected: RecordedAct = link(act, previous)
    if (
      act.index !== expected.index ||
      act.previousDigest !== expected.previousDigest ||
      act.digest !== expected.digest
    )
      return act.index
    previous = act
  }
  return null
}

/** Over a form without ambiguity: JSON of a list, the details sorted by name. */
function digestOf({ at, actor, what, subject, details }: Act, index: number, previousDigest: string): string {
  const sorted = Object.entries(details).sort(([one], [other]) => (one < other ? -1 : 1))
  const text = JSON.stringify(['verbatim-act/1', index, previousDigest, at, actor, what, subject, sorted])
  return createHash('sha256').update(text).digest('hex')
}
