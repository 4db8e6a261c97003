import type { Instant } from '#model'
import { type Html, html, nothing } from './html.ts'
import type { Language } from './language.ts'

export type TimeStyle = 'day' | 'minute' | 'second'
/** `long-minute` is what `second` comes to where no seconds are known. */
type FormatStyle = TimeStyle | 'long-minute' | 'edition'

/** Shows moments: those an outlet states in the outlet's own offset, those we measured in the service's zone. */
export interface Times {
  /** As an outlet stated it (`NewsTime`, or its text): no more exact than it was said. Nothing for null. */
  published(time: string | null, style?: TimeStyle): Html
  /** As we measured it, with the zone. */
  measured(at: Instant, style?: TimeStyle): Html
  /** The day alone, as text. */
  day(time: string): string
  /** `14:05`, in the zone of the time. */
  clock(time: string): string
  /** The day of the service's zone in which a moment falls, as `2024-09-20`. */
  dayAt(at: string): string
  /** That day in full, as a newspaper has it in its head: with the day of the week. */
  edition(at: Instant): string
  /** The service's zone as shown, such as `UTC+8`. */
  readonly zone: string
}

/**
 * @param timeZone An IANA name or an offset such as `+08:00`, in which our own moments are shown.
 */
export function createTimes(language: Language, timeZone: string): Times {
  const home = zoneLabel(Date.UTC(2024, 0, 1), timeZone)

  /** The zone is named where it is not the one that the foot of every page names, and on full times always. */
  function show(time: string, zone: string, style: FormatStyle): Html {
    const ms = Date.parse(time)
    if (Number.isNaN(ms)) return html`${time}`
    const label = zoneLabel(ms, zone)
    const text = formatterOf(language, zone, style).format(ms)
    const isNamed = style === 'second' || style === 'long-minute' || (style === 'minute' && label !== home)
    return html`<time datetime="${time}">${text}${isNamed ? html` <span class="zone">${label}</span>` : nothing}</time>`
  }

  return {
    zone: home,
    published(time, style = 'minute') {
      if (time === null) return nothing
      if (isDay(time)) return show(time, 'UTC', 'day')
      const isToTheMinute = style === 'second' && !/T\d\d:\d\d:\d\d/.test(time)
      return show(time, zoneOf(time) ?? timeZone, isToTheMinute ? 'long-minute' : style)
    },
    measured: (at, style = 'minute') => show(at, timeZone, style),
    dayAt(at) {
      const format = () => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone })
      return isDay(at) ? at : kept(`iso ${timeZone}`, format).format(Date.parse(at))
    },
    edition: (at) => formatterOf(language, timeZone, 'edition').format(Date.parse(at)),
    day(time) {
      const zone = isDay(time) ? 'UTC' : (zoneOf(time) ?? timeZone)
      const ms = Date.parse(time)
      return Number.isNaN(ms) ? time : formatterOf(language, zone, 'day').format(ms)
    },
    clock(time) {
      const ms = Date.parse(time)
      if (isDay(time) || Number.isNaN(ms)) return ''
      return clockFormatter(zoneOf(time) ?? timeZone).format(ms)
    },
  }
}

function isDay(time: string): boolean {
  return time.length === 10
}

/** The offset that a time states; null for `Z`, which we write ourselves and outlets hardly mean. */
function zoneOf(time: string): string | null {
  const offset = /([+-]\d\d):?(\d\d)$/.exec(time)
  if (!offset) return null
  const zone = `${offset[1]}:${offset[2]}`
  return isZone(zone) ? zone : null
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

const locales: Readonly<Record<Language, string>> = { 'zh-Hans': 'zh-CN', 'zh-Hant': 'zh-TW', en: 'en-GB' }
const dayParts = { year: 'numeric', month: 'long', day: 'numeric' } as const
const styles: Readonly<Record<FormatStyle, Intl.DateTimeFormatOptions>> = {
  day: dayParts,
  edition: { ...dayParts, weekday: 'long' },
  minute: { ...dayParts, month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  'long-minute': { ...dayParts, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: { ...dayParts, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
}

// Making a formatter takes about 50 µs, using one 1 µs; there are few zones in the news.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(language: Language, timeZone: string, style: FormatStyle): Intl.DateTimeFormat {
  return kept(
    `${language} ${timeZone} ${style}`,
    () => new Intl.DateTimeFormat(locales[language], { ...styles[style], timeZone }),
  )
}

function clockFormatter(timeZone: string): Intl.DateTimeFormat {
  return kept(
    `clock ${timeZone}`,
    () =>
      new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }),
  )
}

function zoneLabel(ms: number, timeZone: string): string {
  // Most times have an offset, which says it by itself; to ask for it takes longer than to write the time.
  const offset = /^([+-])(\d\d):(\d\d)$/.exec(timeZone)
  if (offset) {
    const [, sign, hours, minutes] = offset
    if (hours === '00' && minutes === '00') return 'UTC'
    return `UTC${sign === '-' ? '−' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`
  }
  const formatter = kept(
    `zone ${timeZone}`,
    () => new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }),
  )
  const name = formatter.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC'
  return name.replace('GMT', 'UTC').replace('-', '−')
}

function kept(key: string, make: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  let formatter = formatters.get(key)
  if (!formatter) {
    if (formatters.size > 500) formatters.clear() // Offsets come from pages: bound what they can make us keep.
    formatter = make()
    formatters.set(key, formatter)
  }
  return formatter
}
