import type { SourceHealth } from '#sources'
import { oneLine } from './print.ts'

/** One line on how a source has been doing. */
export function healthInWords(health: SourceHealth): string {
  const { state, reason, since, lastSuccessAt, expectedCount, foundCount } = health
  const found = foundCount === null ? '' : `; ${foundCount} articles found`
  const usual = expectedCount === null ? '' : `, ${Math.round(expectedCount)} are usual`
  const why = reason ? `: ${oneLine(reason)}` : ''
  return `${state} since ${since}${why}${found}${usual}; last success ${lastSuccessAt ?? 'never'}`
}
