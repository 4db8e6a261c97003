import { type Article, type FieldEvidence, newsTimeMs } from '#model'
import { certaintyOf } from './certainty.ts'
import type { Findings } from './evidence.ts'
import { placeOfLine } from './place-of.ts'
import type { TimeClaim } from './time-claims.ts'

/** What tells when the article was published and changed, and how far the page agrees with itself. */
export function evidenceOfTimes(
  { publishedAt, modifiedAt }: Article,
  { page: { segments }, fields: { times } }: Findings,
): { publishedAt: FieldEvidence | null; modifiedAt: FieldEvidence | null } {
  const published = witnessesOf(times.claims.published)
  const modified = witnessesOf(times.claims.modified)
  const placed = (where: string, rule: string) =>
    /line/.test(rule) ? placeOfLine(where, segments) : rule === 'address' ? 'address' : where
  return {
    publishedAt: publishedAt && {
      rule: times.rule,
      where: placed(times.where, times.rule),
      sure: certaintyOf(trustOf(times.rule), times.rule, published, (day) => isNear(day, publishedAt)),
    },
    modifiedAt: modifiedAt &&
      times.modifiedBy && {
        rule: times.modifiedBy.rule,
        where: placed(times.modifiedBy.where, times.modifiedBy.rule),
        sure: certaintyOf(0.8, times.modifiedBy.rule, modified, (day) => isNear(day, modifiedAt)),
      },
  }
}

/** Measured on the shared pages by how often each rule alone has the day: machines' names best, any line least. */
function trustOf(rule: string): number {
  if (rule.startsWith('hint ')) return 0.97
  if (/^(?:json-ld|microdata|meta published)/.test(rule)) return 0.9
  if (rule === 'address') return 0.75
  return rule === 'line with a date' ? 0.5 : 0.8
}

function witnessesOf(claims: readonly TimeClaim[]): { rule: string; says: string }[] {
  return claims.map(({ rule, reading }) => ({ rule, says: reading.day }))
}

const dayMs = 86_400_000

/** The same day, or the next to it: zones differ. */
function isNear(day: string, time: NonNullable<Article['publishedAt']>): boolean {
  const ms = Date.parse(`${day}T12:00:00Z`)
  return Number.isNaN(ms) || Math.abs(ms - newsTimeMs(time)) <= 1.5 * dayMs
}
