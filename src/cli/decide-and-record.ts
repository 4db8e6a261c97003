import { decide, type Ruling } from '#pipeline'
import type { House } from './house.ts'

/** Does what was decided, and writes it into the book of acts under whoever decided it. */
export async function decideAndRecord(
  ruling: Ruling,
  actor: string,
  { parts, accounts }: Pick<House, 'parts' | 'accounts'>,
): ReturnType<typeof decide> {
  const decided = await decide(ruling, parts)
  const { number, kind, snapshots, reason, law } = decided.decision
  await accounts.record({
    actor,
    what: `case.${kind}`,
    subject: ruling.caseNumber,
    details: { decision: String(number), snapshots: snapshots.join(' '), reason, law: law ?? '' },
  })
  return decided
}
