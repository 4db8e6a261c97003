/** A moment in UTC, as `YYYY-MM-DDTHH:MM:SS.sssZ`. Instants of the years 0000 to 9999 sort as text. */
export type Instant = string & { readonly __brand: 'Instant' }

/**
 * Parses RFC 3339 text with any offset.
 *
 * @throws {RangeError} if it is no date with a time and a zone, or no such day exists.
 */
export function parseInstant(text: string): Instant {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) {
    throw new RangeError(`"${text}" is no date and time with a zone, such as 2023-09-20T11:50:00+08:00.`)
  }
  return instantOf(Date.parse(text))
}

/** @param epochMs Milliseconds since 1970-01-01T00:00Z. @throws {RangeError} if that is no date. */
export function instantOf(epochMs: number): Instant {
  return new Date(epochMs).toISOString() as Instant
}

/** Milliseconds since 1970-01-01T00:00Z. */
export function epochMs(instant: Instant): number {
  return Date.parse(instant)
}

/** The 14 digits of web archives, `YYYYMMDDhhmmss` in UTC; the milliseconds are dropped. */
export function formatTimestamp14(instant: Instant): string {
  return instant.replace(/\D/g, '').slice(0, 14)
}

/**
 * Reads 4 to 14 digits, `YYYY[MM[DD[hh[mm[ss]]]]]`, as the earliest moment they name.
 *
 * @throws {RangeError} on any other text, or where no such moment exists.
 */
export function parseTimestamp14(digits: string): Instant {
  const match = /^(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?$/.exec(digits)
  if (!match) throw new RangeError(`"${digits}" is no archive timestamp: 4 to 14 digits, YYYYMMDDhhmmss.`)
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match
  return parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

/** Where a room gets the time from; tests pass their own. */
export interface Clock {
  now(): Instant
}

export const systemClock: Clock = { now: () => instantOf(Date.now()) }
