import { type NewsTime, parseNewsTime } from '#model'
import { offsetAt } from './outlet-zone.ts'

/** A date as read from a text: as exact as the text, its offset null where none was said. */
export interface DateReading {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** `HH:MM` or `HH:MM:SS`; null where only the day is known. */
  readonly time: string | null
  /** `Z`, `+08:00`, or an IANA zone that the text named (`ET`). */
  readonly offset: string | null
}

/** Reads the first date in a short text, in the forms that news pages use. Null if there is none, or no such day. */
export function readDate(text: string): DateReading | null {
  const short = text.length > 200 ? text.slice(0, 200) : text
  if (!/\d{2}/.test(short)) return null
  return (
    isoLike(short) ?? chinese(short) ?? epoch(short) ?? monthNamed(short) ?? compact(short) ?? dayFirst(short)
  )
}

/** The reading as a news time; without an offset of its own it gets that of the zone, and where that is null, only its day stands. */
export function toNewsTime(reading: DateReading, zone: string | null): NewsTime | null {
  const named = reading.offset ?? zone
  const offset = named && /^[A-Z][a-z]/.test(named) ? offsetAt(named, reading) : named
  const text = reading.time && offset ? `${reading.day}T${reading.time}${offset}` : reading.day
  try {
    return parseNewsTime(text)
  } catch {
    return null
  }
}

function isoLike(text: string): DateReading | null {
  const match =
    /(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)(?:(?:[T\s,，|]|&nbsp;)*(?:(上午|下午|晚上)?\s*(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?:\.\d+)?\s*(AM|PM)?)?\s*(Z\b|UTC|GMT|[+-]\d{2}:?\d{2}(?!\d))?)?/i.exec(
      text,
    )
  if (!match) return null
  const [, year, month, day, half, hour, minute, second, meridiem, zone] = match
  const afternoon = half === '下午' || half === '晚上' || meridiem?.toUpperCase() === 'PM'
  return reading(year!, month!, day!, hour, minute, second, zone, afternoon)
}

function chinese(text: string): DateReading | null {
  const match =
    /(?<!\d)((?:19|20)\d\d)\s*[年年]\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?(?:[^\d\u4e00-\u9fff]{0,4}(?:[（(]?(?:星期|周|週)[一二三四五六日天][）)]?)?\s*(上午|下午|晚上|凌晨|中午)?\s*(\d{1,2})\s*[:：时時點点]\s*(\d{2})(?:\s*[:：分]\s*(\d{2})?)?)?/.exec(
      text,
    )
  if (!match) return null
  const [, year, month, day, half, hour, minute, second] = match
  return reading(year!, month!, day!, hour, minute, second, undefined, half === '下午' || half === '晚上')
}

/** Seconds or milliseconds since 1970, alone in the text. */
function epoch(text: string): DateReading | null {
  const digits = /^\s*(\d{10}|\d{13})\s*$/.exec(text)?.[1]
  if (!digits) return null
  const date = new Date(Number(digits) * (digits.length === 10 ? 1000 : 1))
  if (date.getUTCFullYear() < 1995 || date.getUTCFullYear() > 2100) return null
  const iso = date.toISOString()
  return { day: iso.slice(0, 10), time: iso.slice(11, 19), offset: 'Z' }
}

function compact(text: string): DateReading | null {
  const match = /^\s*((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d):?(\d\d):?(\d\d)?(Z|[+-]\d{2}:?\d{2})?)?/.exec(
    text,
  )
  if (!match) return null
  const [, year, month, day, hour, minute, second, zone] = match
  return reading(year!, month!, day!, hour, minute, second, zone, false)
}

const monthStarts: readonly string[][] = [
  ['jan', 'gen', 'ene', 'sty', 'ιαν', 'янв', 'січ', 'tam', 'led', 'oca', 'ian'],
  ['feb', 'fév', 'fev', 'lut', 'φεβ', 'фев', 'лют', 'hel', 'úno', 'şub', 'fab'],
  ['mar', 'mär', 'mrz', 'maa', 'μαρ', 'мар', 'бер', 'bře', 'már'],
  ['apr', 'avr', 'abr', 'kwi', 'απρ', 'апр', 'кві', 'huh', 'dub', 'nis', 'ápr'],
  ['may', 'mai', 'mag', 'mei', 'maj', 'μαϊ', 'μάι', 'май', 'мая', 'тра', 'tou', 'kvě', 'mái', 'máj'],
  ['jun', 'juin', 'giu', 'cze', 'ιουν', 'июн', 'чер', 'kes', 'čvn', 'haz', 'jún', 'iun'],
  ['jul', 'juil', 'lug', 'lip', 'ιουλ', 'июл', 'лип', 'hei', 'čvc', 'tem', 'júl', 'iul'],
  ['aug', 'aoû', 'aou', 'ago', 'sie', 'αυγ', 'авг', 'сер', 'elo', 'srp', 'ağu'],
  ['sep', 'set', 'wrz', 'σεπ', 'сен', 'вер', 'syy', 'zář', 'eyl', 'szep'],
  ['oct', 'okt', 'ott', 'out', 'paź', 'οκτ', 'окт', 'жов', 'lok', 'říj', 'eki'],
  ['nov', 'lis', 'νοε', 'ноя', 'lis', 'mar', 'kas'],
  ['dec', 'dez', 'déc', 'dic', 'gru', 'δεκ', 'дек', 'гру', 'jou', 'pro', 'ara', 'des'],
]

function monthOf(name: string): number {
  const lower = name.toLowerCase()
  if (lower.startsWith('листопада')) return 11
  return monthStarts.findIndex((starts) => starts.some((start) => lower.startsWith(start))) + 1
}

const clock = /(\d{1,2})[:.h](\d{2})(?::(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?/i
const zones: Readonly<Record<string, string>> = {
  ET: 'America/New_York',
  CT: 'America/Chicago',
  MT: 'America/Denver',
  PT: 'America/Los_Angeles',
  GMT: 'Z',
  UTC: 'Z',
  EST: '-05:00',
  EDT: '-04:00',
  CST: '-06:00',
  CDT: '-05:00',
  MST: '-07:00',
  MDT: '-06:00',
  PST: '-08:00',
  PDT: '-07:00',
  BST: '+01:00',
  CET: '+01:00',
  CEST: '+02:00',
  MSK: '+03:00',
  IST: '+05:30',
  JST: '+09:00',
  HKT: '+08:00',
}

/** `May 3, 2024 at 5:04 p.m. EDT`, `3. Mai 2024, 17:04 Uhr`, `Tue, 03 May 2024 17:04:00 +0200`. */
function monthNamed(whole: string): DateReading | null {
  const yearAt = whole.search(/(?:19|20)\d\d(?!\d)/)
  if (yearAt < 0) return null
  const text = whole.slice(Math.max(0, yearAt - 40))
  const dayBefore =
    /(?<!\d)(\d{1,2})(?:\.|st|nd|rd|th|er|º)?\s*(?:de\s+)?([\p{L}]{3,12})\.?,?\s*(?:de\s+)?((?:19|20)\d\d)(?!\d)/u.exec(
      text,
    )
  const monthBefore =
    /([\p{L}]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\p{L}{3,9},? )?((?:19|20)\d\d)(?!\d)/u.exec(text)
  const match = dayBefore && monthOf(dayBefore[2]!) > 0 ? dayBefore : monthBefore
  if (!match) return null
  const [day, name] = match === dayBefore ? [match[1]!, match[2]!] : [match[2]!, match[1]!]
  const month = monthOf(name)
  if (month === 0) return null
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 40)
  const time = clock.exec(rest)
  const zoneText = time ? rest.slice(time.index + time[0].length) : ''
  const named = /^\s*\(?([A-Z]{2,4})\b/.exec(zoneText)?.[1]
  const numeric = /^\s*(?:GMT|UTC)?\s*([+-]\d{2}:?\d{2})/.exec(zoneText)?.[1]
  const isAfternoon = /^p/i.test(time?.[4] ?? '')
  const isMorning = /^a/i.test(time?.[4] ?? '')
  const hour = isMorning && time?.[1] === '12' ? '0' : time?.[1]
  return reading(
    match[3]!,
    String(month),
    day,
    hour,
    time?.[2],
    time?.[3],
    numeric ?? (named && zones[named]),
    isAfternoon,
  )
}

/**
 * `03.05.2024 17:04`, `03/05/2024`, `25.04.24 | 14:07 Uhr`: the day first, as everywhere but in the United States,
 * whose clocks say AM and PM behind such a date.
 */
function dayFirst(text: string): DateReading | null {
  const match =
    /(?<!\d)(\d{1,2})[./-](\d{1,2})[./-]((?:19|20)\d\d)(?!\d)/.exec(text) ??
    /(?<!\d)(\d{2})\.(\d{2})\.(\d{2})(?=[ |,]{1,4}\d{1,2}[:.]\d{2}(?: Uhr)?)/.exec(text)
  if (!match) return null
  const time = clock.exec(text.slice(match.index + match[0].length, match.index + match[0].length + 20))
  const [, first, second, year] = match
  const isMonthFirst = Number(second) > 12 || (match[0].includes('/') && /^[ap]/i.test(time?.[4] ?? ''))
  const [day, month] = isMonthFirst ? [second!, first!] : [first!, second!]
  const isMorningTwelve = /^a/i.test(time?.[4] ?? '') && time?.[1] === '12'
  return reading(
    year!.length === 2 ? `20${year}` : year!,
    month,
    day,
    isMorningTwelve ? '0' : time?.[1],
    time?.[2],
    time?.[3],
    undefined,
    /^p/i.test(time?.[4] ?? ''),
  )
}

function reading(
  year: string,
  month: string,
  day: string,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  zone: string | undefined,
  isAfternoon: boolean,
): DateReading | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!isCalendarDay(date)) return null
  const hours = hour === undefined ? -1 : Number(hour) + (isAfternoon && Number(hour) < 12 ? 12 : 0)
  const isTime = hours >= 0 && hours < 24 && minute !== undefined && Number(minute) < 60
  const seconds = second && Number(second) < 60 ? `:${second}` : ''
  const time = isTime ? `${String(hours).padStart(2, '0')}:${minute}${seconds}` : null
  return { day: date, time, offset: time ? offsetOf(zone) : null }
}

function offsetOf(zone: string | undefined): string | null {
  if (!zone) return null
  if (/^[A-Z][a-z]/.test(zone)) return zone
  if (/^(?:z|utc|gmt)$/i.test(zone)) return 'Z'
  const digits = zone.replace(':', '')
  const isReal = Number(digits.slice(1, 3)) <= 14 && Number(digits.slice(3, 5)) < 60
  return isReal ? `${digits.slice(0, 3)}:${digits.slice(3, 5)}` : null
}

function isCalendarDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day)
}
