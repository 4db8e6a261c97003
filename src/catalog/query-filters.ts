import {
  type ChannelSlug,
  channels,
  foldText,
  type Instant,
  instantOf,
  parseChannelSlug,
  parseStoryId,
  type WebState,
} from '#model'
import type { SearchFilter } from './catalog.ts'

export type MutableFilter = { -readonly [Key in keyof SearchFilter]: SearchFilter[Key] }

/** How one filter of the query language is read and written. */
interface FilterRule {
  readonly allowed: string
  /** False where the value is none. */
  set(filter: MutableFilter, value: string): boolean
  format(filter: SearchFilter): string | undefined
}

/** The filters of the query language by name, in the order in which they are written. */
export const queryFilters = {
  channel: {
    allowed: `A channel: ${channels.map((each) => each.slug).join(', ')}.`,
    set(filter, value) {
      const slug = channelNamed(value)
      if (slug) filter.channel = slug
      return slug !== null
    },
    format: (filter) => filter.channel,
  },
  outlet: {
    allowed: 'The name of an outlet or a part of it, or its name in addresses.',
    set(filter, value) {
      if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) filter.outletSlug = value
      else filter.outlet = value
      return value !== ''
    },
    format: (filter) => filter.outletSlug ?? filter.outlet,
  },
  author: {
    allowed: 'The name of a person or an agency.',
    set(filter, value) {
      filter.author = value
      return /[\p{L}\p{N}]/u.test(value)
    },
    format: (filter) => filter.author,
  },
  site: {
    allowed: 'A host name, such as news.example; its subdomains count too.',
    set(filter, value) {
      const host = URL.parse(/^https?:\/\//i.test(value) ? value : `http://${value}`)?.hostname
      if (!host || !/^[a-z0-9[]/.test(host)) return false
      filter.site = host.replace(/^www\./, '')
      return true
    },
    format: (filter) => filter.site,
  },
  lang: {
    allowed: 'A language tag, such as zh, zh-Hant, en.',
    set(filter, value) {
      filter.language = value
      return /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(value)
    },
    format: (filter) => filter.language,
  },
  after: {
    allowed: 'A day, such as 2024-01-31, a month or a year.',
    set(filter, value) {
      const at = instantNamed(value)
      if (at) filter.from = at
      return at !== null
    },
    format: (filter) => filter.from && formatDay(filter.from),
  },
  before: {
    allowed: 'A day, such as 2024-01-31, a month or a year.',
    set(filter, value) {
      const at = instantNamed(value)
      if (at) filter.to = at
      return at !== null
    },
    format: (filter) => filter.to && formatDay(filter.to),
  },
  region: {
    allowed: 'The name of a place, as lists show it.',
    set(filter, value) {
      filter.region = value
      return value !== ''
    },
    format: (filter) => filter.region,
  },
  story: {
    allowed: 'The identifier of a story, from its address.',
    set(filter, value) {
      try {
        filter.story = parseStoryId(value)
        return true
      } catch {
        return false
      }
    },
    format: (filter) => filter.story,
  },
  reprint: {
    allowed: 'no, to leave reprints out, or yes.',
    set: (filter, value) => setYesOrNo(value, (isYes) => (filter.reprints = isYes)),
    format: (filter) => yesOrNo(filter.reprints),
  },
  revised: {
    allowed: 'yes, for articles that were changed after publication, or no.',
    set: (filter, value) => setYesOrNo(value, (isYes) => (filter.revised = isYes)),
    format: (filter) => yesOrNo(filter.revised),
  },
  state: {
    allowed: 'What the original answers now: live, changed, gone or unreachable.',
    set(filter, value) {
      const state = (['live', 'changed', 'gone', 'unreachable'] as const).find((each) => each === value)
      if (state) filter.webStates = [state]
      return state !== undefined
    },
    format: (filter): WebState | undefined => filter.webStates?.[0],
  },
} as const satisfies Record<string, FilterRule>
export type FilterName = keyof typeof queryFilters

function channelNamed(value: string): ChannelSlug | null {
  const folded = foldText(value)
  const known = channels.find(({ slug, name }) =>
    [slug, name.zh, name.zhHant, name.en].some((each) => foldText(each) === folded),
  )
  if (known) return known.slug
  try {
    return parseChannelSlug(folded)
  } catch {
    return null
  }
}

/** The start of a year, month or day in UTC, or a moment in RFC 3339. */
function instantNamed(value: string): Instant | null {
  const plain = foldText(value)
    .replace(/[年月/.](?=\d)/g, '-')
    .replace(/[年月日]$/, '')
  const day = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/.exec(plain)
  if (day) {
    const [year = 0, month = 1, date = 1] = day.slice(1).map((part) => (part ? Number(part) : undefined))
    const at = new Date(0)
    at.setUTCFullYear(year, month - 1, date)
    const exists = at.getUTCMonth() === month - 1 && at.getUTCDate() === date
    return exists ? instantOf(at.getTime()) : null
  }
  if (!/^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d{1,9})?)?(z|[+-]\d\d:\d\d)$/.test(plain)) return null
  const ms = Date.parse(plain.toUpperCase())
  return Number.isNaN(ms) ? null : instantOf(ms)
}

function formatDay(at: Instant): string {
  return at.endsWith('T00:00:00.000Z') ? at.slice(0, -'T00:00:00.000Z'.length) : at
}

function setYesOrNo(value: string, set: (isYes: boolean) => void): boolean {
  const isYes = ['yes', 'true', '是'].includes(value.toLowerCase())
  const isNo = ['no', 'false', '否'].includes(value.toLowerCase())
  if (isYes || isNo) set(isYes)
  return isYes || isNo
}

function yesOrNo(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'yes' : 'no'
}
