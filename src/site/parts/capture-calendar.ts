import type { Capture } from '#model'
import { type Html, html } from '../html.ts'
import type { Reader } from '../reader.ts'

/** In the service's zone, like all our own moments. */
export interface CapturedDay {
  /** `2024-09-20` */
  readonly day: string
  readonly captures: readonly Capture[]
  /** Whether one of them gave a new version. */
  readonly isNew: boolean
}

/** @param captures Oldest first. @param givesVersion Whether a capture is that of a snapshot. */
export function capturedDays(
  { times }: Reader,
  captures: readonly Capture[],
  givesVersion: (capture: Capture) => boolean,
): CapturedDay[] {
  const days = Map.groupBy(captures, ({ capturedAt }) => times.dayAt(capturedAt))
  return [...days].map(([day, own]) => ({ day, captures: own, isNew: own.some(givesVersion) }))
}

/** The address of a day's captures on the same page. */
export function dayAnchor(day: string): string {
  return `day-${day}`
}

/**
 * The months in which there was a capture, as calendars: each day with one leads to its captures, and one with a new
 * version stands out. Weeks begin on Monday, as ISO 8601 and China count them.
 */
export function captureCalendar(reader: Reader, days: readonly CapturedDay[]): Html {
  const months = Map.groupBy(days, ({ day }) => day.slice(0, 7))
  return html`<div class="calendar">
${[...months].map(([month, own]) => monthTable(reader, month, own))}</div>
<p class="calendar-legend"><span class="day-new">${reader.say.calendarNew}</span> <span class="day-held">${reader.say.calendarHeld}</span></p>`
}

function monthTable(reader: Reader, month: string, days: readonly CapturedDay[]): Html {
  const [year, monthNumber] = month.split('-').map(Number) as [number, number]
  const first = new Date(Date.UTC(year, monthNumber - 1, 1))
  const dayCount = new Date(Date.UTC(year, monthNumber, 0)).getUTCDate()
  const blanks = (first.getUTCDay() + 6) % 7
  const byNumber = new Map(days.map((each) => [Number(each.day.slice(8)), each]))
  const cells = [
    ...Array<Html>(blanks).fill(html`<td></td>`),
    ...Array.from({ length: dayCount }, (_, index) => dayCell(reader, index + 1, byNumber.get(index + 1))),
  ]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(7 * week, 7 * week + 7),
  )
  const named = (options: Intl.DateTimeFormatOptions, date: Date) =>
    new Intl.DateTimeFormat(reader.language, { ...options, timeZone: 'UTC' }).format(date)
  // The first of January 2024 was a Monday.
  const weekdays = Array.from({ length: 7 }, (_, index) => new Date(Date.UTC(2024, 0, 1 + index)))
  return html`<table class="month"><caption>${named({ year: 'numeric', month: 'long' }, first)}</caption>
<thead><tr>${weekdays.map((date) => html`<th scope="col" abbr="${named({ weekday: 'long' }, date)}">${named({ weekday: 'narrow' }, date)}</th>`)}</tr></thead>
<tbody>
${weeks.map((week) => html`<tr>${week}</tr>\n`)}</tbody></table>\n`
}

function dayCell({ say }: Reader, number: number, held: CapturedDay | undefined): Html {
  if (!held) return html`<td>${number}</td>`
  const label = `${number}: ${say.captureCount(held.captures.length)}${held.isNew ? `, ${say.calendarNew}` : ''}`
  return html`<td><a class="${held.isNew ? 'day-new' : 'day-held'}" href="#${dayAnchor(held.day)}" aria-label="${label}">${number}</a></td>`
}
