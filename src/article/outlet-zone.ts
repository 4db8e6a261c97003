import type { DateReading } from './date-text.ts'

/** The time zone that an outlet's clock most likely shows, by its language and the country in its host; null if neither tells. */
export function zoneOfOutlet(language: string | null, url: string): string | null {
  const [base = '', region = ''] = regionsOf(language)
  const country = new URL(url).hostname.split('.').at(-1) ?? ''
  return zonesByCountry[country] ?? zonesByCountry[region.toLowerCase()] ?? zonesByLanguage[base] ?? null
}

/** The offset (`+02:00`) that clocks in an IANA zone show at that wall time; null for an unknown zone. */
export function offsetAt(zone: string, reading: DateReading): string | null {
  const formatter = formatterOf(zone)
  if (!formatter) return null
  // The wall time taken as UTC is at most 14 hours off: the offset differs only around a change of clocks.
  const wallMs = Date.parse(`${reading.day}T${reading.time ?? '12:00'}Z`)
  const guess = minutesIn(formatter, wallMs)
  const offset = minutesIn(formatter, wallMs - guess * 60_000)
  return formatOffset(offset)
}

/** A reading in UTC as the outlet's clock showed it. */
export function inZone(reading: DateReading, zone: string): DateReading {
  const formatter = formatterOf(zone)
  if (!formatter || !reading.time || (reading.offset !== 'Z' && reading.offset !== '+00:00')) return reading
  const ms = Date.parse(`${reading.day}T${reading.time}Z`)
  const minutes = minutesIn(formatter, ms)
  const local = new Date(ms + minutes * 60_000).toISOString()
  return {
    day: local.slice(0, 10),
    time: local.slice(11, 11 + reading.time.length),
    offset: formatOffset(minutes),
  }
}

const formatters = new Map<string, Intl.DateTimeFormat | null>()

function formatterOf(zone: string): Intl.DateTimeFormat | null {
  let formatter = formatters.get(zone)
  if (formatter === undefined) {
    try {
      formatter = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
    } catch {
      formatter = null
    }
    formatters.set(zone, formatter)
  }
  return formatter
}

function minutesIn(formatter: Intl.DateTimeFormat, ms: number): number {
  const name = formatter.formatToParts(ms).find((each) => each.type === 'timeZoneName')?.value ?? 'GMT'
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name)
  if (!match) return 0
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

function formatOffset(minutes: number): string {
  const size = Math.abs(minutes)
  const hours = String(Math.floor(size / 60)).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${hours}:${String(size % 60).padStart(2, '0')}`
}

function regionsOf(language: string | null): string[] {
  if (!language) return []
  const parts = language.split('-')
  return [parts[0]!.toLowerCase(), parts.find((each, index) => index > 0 && each.length === 2) ?? '']
}

// Countries with one zone, or whose news clock is that of the capital.
const zonesByCountry: Readonly<Record<string, string>> = {
  cn: 'Asia/Shanghai',
  hk: 'Asia/Hong_Kong',
  mo: 'Asia/Macau',
  tw: 'Asia/Taipei',
  sg: 'Asia/Singapore',
  my: 'Asia/Kuala_Lumpur',
  jp: 'Asia/Tokyo',
  kr: 'Asia/Seoul',
  in: 'Asia/Kolkata',
  th: 'Asia/Bangkok',
  vn: 'Asia/Ho_Chi_Minh',
  ph: 'Asia/Manila',
  pk: 'Asia/Karachi',
  ae: 'Asia/Dubai',
  il: 'Asia/Jerusalem',
  tr: 'Europe/Istanbul',
  ru: 'Europe/Moscow',
  ua: 'Europe/Kyiv',
  uk: 'Europe/London',
  gb: 'Europe/London',
  ie: 'Europe/Dublin',
  pt: 'Europe/Lisbon',
  is: 'Atlantic/Reykjavik',
  de: 'Europe/Berlin',
  at: 'Europe/Vienna',
  ch: 'Europe/Zurich',
  li: 'Europe/Vaduz',
  lu: 'Europe/Luxembourg',
  fr: 'Europe/Paris',
  be: 'Europe/Brussels',
  nl: 'Europe/Amsterdam',
  es: 'Europe/Madrid',
  it: 'Europe/Rome',
  pl: 'Europe/Warsaw',
  cz: 'Europe/Prague',
  sk: 'Europe/Bratislava',
  hu: 'Europe/Budapest',
  dk: 'Europe/Copenhagen',
  no: 'Europe/Oslo',
  se: 'Europe/Stockholm',
  fi: 'Europe/Helsinki',
  ee: 'Europe/Tallinn',
  lv: 'Europe/Riga',
  lt: 'Europe/Vilnius',
  gr: 'Europe/Athens',
  ro: 'Europe/Bucharest',
  bg: 'Europe/Sofia',
  hr: 'Europe/Zagreb',
  rs: 'Europe/Belgrade',
  si: 'Europe/Ljubljana',
  za: 'Africa/Johannesburg',
  ng: 'Africa/Lagos',
  ke: 'Africa/Nairobi',
  na: 'Africa/Windhoek',
  eg: 'Africa/Cairo',
  ar: 'America/Argentina/Buenos_Aires',
  cl: 'America/Santiago',
  co: 'America/Bogota',
  nz: 'Pacific/Auckland',
}

// Languages whose readers nearly all live in one zone. English, Spanish, Portuguese, French, Arabic tell nothing.
const zonesByLanguage: Readonly<Record<string, string>> = {
  zh: 'Asia/Shanghai',
  ja: 'Asia/Tokyo',
  ko: 'Asia/Seoul',
  de: 'Europe/Berlin',
  it: 'Europe/Rome',
  pl: 'Europe/Warsaw',
  cs: 'Europe/Prague',
  sk: 'Europe/Bratislava',
  hu: 'Europe/Budapest',
  da: 'Europe/Copenhagen',
  nb: 'Europe/Oslo',
  no: 'Europe/Oslo',
  sv: 'Europe/Stockholm',
  fi: 'Europe/Helsinki',
  tr: 'Europe/Istanbul',
  el: 'Europe/Athens',
  uk: 'Europe/Kyiv',
  vi: 'Asia/Ho_Chi_Minh',
  th: 'Asia/Bangkok',
  is: 'Atlantic/Reykjavik',
}
