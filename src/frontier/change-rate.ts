/**
 * What is known of how often a page changes. Kept as two sums that fade with each visit, so that what a page did
 * lately counts most: changes that probably happened, and the time over which it was watched.
 */
export interface ChangeRecord {
  readonly changes: number
  /** In units of `newsTime`. */
  readonly watched: number
}

/**
 * Before the first look: in each doubling of its age a page changes so often. A guess that two visits outweigh;
 * `bench frontier` shows what others would cost.
 */
const prior: ChangeRecord = { changes: 0.12, watched: 1 }
/** What is left of the evidence after each visit. */
const fading = 0.6
/** The next look is when a change has become so likely: more often costs requests, less often misses versions. */
const expectedChanges = 0.16
/** Unchanged pages are looked at ever more rarely, though not all at once. */
const growthMax = 5
/** Articles change by their age: within an hour of publication as much as between the first day and the second week. */
const youthMs = 20 * 60_000

/**
 * Takes in one more look at a page.
 *
 * Estimates a Poisson rate from visits that tell only whether there was a change, not how many: the expected
 * number, given that there was one, replaces the count. That is one step of expectation maximisation towards the
 * estimator of Cho and Garcia-Molina, with a Gamma prior in place of their correction for few visits.
 *
 * @param previous Null before the first look.
 * @param fromMs,untilMs The page's age at the last look and at this one.
 * @see "Estimating frequency of change", ACM Transactions on Internet Technology 3(3), 2003
 */
export function takeIn(
  previous: ChangeRecord | null,
  { fromMs, untilMs, isChanged }: { fromMs: number; untilMs: number; isChanged: boolean },
): ChangeRecord {
  const record = previous ?? prior
  const watched = Math.max(newsTime(untilMs) - newsTime(fromMs), 1e-6)
  const expected = rateOf(record) * watched
  const changes = isChanged ? expected / -Math.expm1(-expected) : 0
  return { changes: record.changes * fading + changes, watched: record.watched * fading + watched }
}

/**
 * How long to wait until the next look.
 *
 * @param ageMs Of the page now.
 * @param lastIntervalMs Between the last two looks; null where there was one.
 */
export function waitFor(record: ChangeRecord | null, ageMs: number, lastIntervalMs: number | null): number {
  const steps = Math.min(expectedChanges / rateOf(record ?? prior), 20)
  const waitMs = (youthMs + ageMs) * Math.expm1(steps)
  return lastIntervalMs === null ? waitMs : Math.min(waitMs, lastIntervalMs * growthMax)
}

function rateOf({ changes, watched }: ChangeRecord): number {
  return Math.max(changes, 1e-4) / watched
}

/** Time as news has it: it runs by the doublings of an article's age, not by the clock. */
function newsTime(ageMs: number): number {
  return Math.log1p(Math.max(ageMs, 0) / youthMs)
}
