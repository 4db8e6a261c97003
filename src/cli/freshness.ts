import { epochMs, type Instant, type NewsTime, newsTimeMs } from '#model'

const units = [
  ['years', 365 * 86_400_000],
  ['days', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const

/** How old the newest article of a source is: `newest 3 h ago`; sources without times say so. */
export function freshness(newestAt: NewsTime | null, now: Instant): string {
  if (newestAt === null) return 'tells no times'
  const ageMs = epochMs(now) - newsTimeMs(newestAt)
  // Clocks differ, and a day alone lasts until its end.
  if (ageMs < 60_000) return 'newest just now'
  const [name, unitMs] = units.find((each) => ageMs >= 2 * each[1]) ?? ['min', 60_000]
  return `newest ${Math.floor(ageMs / unitMs)} ${name} ago`
}
