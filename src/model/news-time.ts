/**
 * When an outlet says something was published, no more exact than it said: ISO 8601 with its offset
 * (`2023-09-20T11:50:00+08:00`), or a day alone (`2023-09-20`).
 */
export type NewsTime = string & { readonly __brand: 'NewsTime' }

const dayAlone = /^\d{4}-\d\d-\d\d$/
const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** @throws {RangeError} if the text is neither of the two forms, or no such day exists. */
export function parseNewsTime(text: string): NewsTime {
  const isForm = dayAlone.test(text) || withOffset.test(text)
  if (!isForm || Number.isNaN(Date.parse(text)) || !isCalendarDay(text.slice(0, 10))) {
    throw new RangeError(`"${text}" is neither a day nor a date and time with its offset.`)
  }
  return text as NewsTime
}

export function isDayAlone(time: NewsTime): boolean {
  return dayAlone.test(time)
}

/** Milliseconds since 1970; a day alone counts from its start in UTC. For sorting, not for showing. */
export function newsTimeMs(time: NewsTime): number {
  return Date.parse(time)
}

function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}
