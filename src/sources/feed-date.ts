import { type NewsTime, parseNewsTime } from '#model'

/**
 * Reads the dates that feeds and sitemaps carry: RFC 822 in all its misspellings, RFC 3339 and W3CDTF, ISO
 * basic form, asctime, Unix seconds. The offset is kept as it was said.
 *
 * @param zone Of a time that names none, such as `+08:00`.
 * @returns null where it is no date, or no day is known.
 */
export function parseFeedDate(text: string | null, zone = 'Z'): NewsTime | null {
  const trimmed = text?.slice(0, 100).replace(/\s+/g, ' ').trim() ?? ''
  if (trimmed === '') return null
  const parts = readIso(trimmed) ?? readChinese(trimmed) ?? readNamedMonth(trimmed) ?? readUnix(trimmed)
  return parts && format(parts, zone)
}

interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  /** Null: only the day is known. */
  readonly time: { readonly hour: number; readonly minute: number; readonly second: number } | null
  readonly zone: string | null
}

function readIso(text: string): DateParts | null {
  const match =
    /^(\d{4})-?(\d\d)-?(\d\d)(?:[T ]+(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?(?:\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d))?$/i.exec(
      text,
    ) ??
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?(?:\s*(Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i.exec(
      text,
    )
  return match && partsOf(match)
}

function readChinese(text: string): DateParts | null {
  const match = /^(\d{4})年(\d{1,2})月(\d{1,2})日\s*(?:(\d{1,2})[:时点](\d\d)(?:[:分](\d\d))?)?/.exec(text)
  return match && partsOf(match)
}

function partsOf([, year, month, day, hour, minute, second, zone]: RegExpExecArray): DateParts {
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    time: hour ? { hour: Number(hour), minute: Number(minute), second: Number(second ?? 0) } : null,
    zone: zone ? offsetOf(zone) : null,
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** RFC 822 and asctime: a month by name, a day, a year, a time, a zone, whatever their order. */
function readNamedMonth(text: string): DateParts | null {
  const month = months.indexOf(
    /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i.exec(text)?.[1]?.toLowerCase() ?? '',
  )
  if (month < 0) return null
  const time = /\b(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?:\.\d+)?\s*([ap]m)?\b/i.exec(text)
  const rest = time ? `${text.slice(0, time.index)} ${text.slice(time.index + time[0].length)}` : text
  const zone = zoneIn(time ? text.slice(time.index + time[0].length) : '')
  const numbers = [...rest.replace(/[+-]\d\d:?\d\d\b/g, ' ').matchAll(/\d+/g)].map(([digits]) => digits)
  const year =
    numbers.find((digits) => digits.length === 4) ?? numbers.slice(1).find((digits) => digits.length === 2)
  const day = numbers.find(
    (digits) => digits !== year || numbers.indexOf(digits) !== numbers.lastIndexOf(digits),
  )
  if (!year || !day) return null
  return {
    year: fullYear(year),
    month: month + 1,
    day: Number(day),
    time: time
      ? { hour: hourOf(Number(time[1]), time[4]), minute: Number(time[2]), second: Number(time[3] ?? 0) }
      : null,
    zone,
  }
}

/** Two digits as RFC 2822 §4.3 reads them. */
function fullYear(digits: string): number {
  const year = Number(digits)
  return digits.length === 4 ? year : year + (year < 50 ? 2000 : 1900)
}

function hourOf(hour: number, half: string | undefined): number {
  return half ? (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : hour
}

const zoneNames: Readonly<Record<string, string>> = {
  z: 'Z',
  ut: 'Z',
  utc: 'Z',
  gmt: 'Z',
  est: '-05:00',
  edt: '-04:00',
  cst: '-06:00', // RFC 822 §5.1: in the Americas, although China uses the letters too.
  cdt: '-05:00',
  mst: '-07:00',
  mdt: '-06:00',
  pst: '-08:00',
  pdt: '-07:00',
  bst: '+01:00',
  cet: '+01:00',
  cest: '+02:00',
  jst: '+09:00',
  kst: '+09:00',
  hkt: '+08:00',
}

function zoneIn(text: string): string | null {
  const offset = /(?:GMT|UTC)?\s*([+-]\d\d:?\d\d)\b/i.exec(text)?.[1]
  if (offset) return offsetOf(offset)
  const name = /\b([a-z]{1,4})\b/i.exec(text)?.[1]?.toLowerCase() ?? ''
  return zoneNames[name] ?? null
}

function offsetOf(text: string): string | null {
  const named = zoneNames[text.toLowerCase()]
  if (named) return named
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(text)
  if (!match || Number(match[2]) > 14 || Number(match[3] ?? 0) > 59) return null
  return `${match[1]}${match[2]}:${match[3] ?? '00'}`
}

function readUnix(text: string): DateParts | null {
  if (!/^\d{10}(\d{3})?$/.test(text)) return null
  const at = new Date(text.length === 10 ? Number(text) * 1000 : Number(text))
  return readIso(`${at.toISOString().slice(0, 19)}Z`)
}

function format({ year, month, day, time, zone }: DateParts, defaultZone: string): NewsTime | null {
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
  if (!time) return tryNewsTime(date)
  // A leap second has no place in ISO 8601 as JavaScript reads it; midnight as 24:00 has.
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(Math.min(time.second, 59))}`
  return tryNewsTime(`${date}T${clock}${zone ?? defaultZone}`)
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

function tryNewsTime(text: string): NewsTime | null {
  try {
    return parseNewsTime(text)
  } catch {
    return null
  }
}
