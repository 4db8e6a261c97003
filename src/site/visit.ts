import type { Access, ChannelView, OutletView } from '#access'
import { type Clock, channels, type Log } from '#model'
import type { Subscriptions } from '#subscriptions'
import type { Assets } from './assets.ts'
import type { FigureSizes } from './image-size.ts'
import type { ApiDocument } from './pages/api-reference.ts'
import type { Reader } from './reader.ts'
import type { SaveForReader } from './told/save-page.ts'

export interface SiteOptions {
  readonly access: Access
  readonly clock: Clock
  readonly serviceName: string
  /** Where the operator can be reached: an address or a URL, as shown to outlets and readers. */
  readonly contact: string | null
  /** Without a slash at the end, such as `https://news.example`; without it, that of each request. */
  readonly baseUrl?: string
  /** The crawler's User-Agent, as the page about it shows. */
  readonly userAgent?: string
  /** Tells on every page that the sample outlets are fictional. */
  readonly samplesNote?: boolean
  /** In which our own moments are shown: an IANA name or an offset. UTC+8 unless said. */
  readonly timeZone?: string
  readonly log?: Log
  /** What readers follow, and how they are told; without it nobody is told. */
  readonly subscriptions?: Subscriptions
  /** Null where readers may not ask for snapshots. */
  readonly save?: SaveForReader | null
  /** The API's OpenAPI document, for the page that shows it to people; without it there is no such page. */
  readonly openApi?: () => Promise<ApiDocument>
}

/** One request for a page: what is asked, by whom, and where to look. */
export interface Visit {
  readonly access: Access
  readonly clock: Clock
  readonly reader: Reader
  readonly url: URL
  readonly site: SiteFacts
  readonly assets: Assets
  readonly figureSizes: FigureSizes
  /** The channels of the navigation, in its order. */
  readonly channels: readonly ChannelView[]
  readonly counts: Awaited<ReturnType<Access['counts']>>
  /** Every outlet, with what was held of it half a minute ago at most, as the counts are. */
  readonly outlets: readonly OutletView[]
  /** Outlets by slug, as they are followed: a page need not say whose it is. */
  readonly outletNames: ReadonlyMap<string, string>
}

export interface SiteFacts {
  readonly serviceName: string
  readonly contact: string | null
  /** Scheme and host, without a slash at the end: for addresses that leave the page. */
  readonly baseUrl: string
  readonly userAgent: string
  readonly samplesNote: boolean
}

/** Our whole address of a path, for citations, sharing and Open Graph. */
export function absolute(visit: Visit, path: string): string {
  return visit.site.baseUrl + path
}

/** @param stated What the outlet's own page says, where nobody here gave it a name. */
export function outletName(visit: Visit, slug: string, stated: string | null = null): string {
  return visit.outletNames.get(slug) ?? stated ?? slug
}

/** A channel by its name in the reader's language; its slug where it is not known. */
export function channelName(visit: Visit, slug: string): string {
  const known = visit.channels.find(({ channel }) => channel.slug === slug)?.channel
  const channel = known ?? channels.find((each) => each.slug === slug)
  if (!channel) return slug
  const names = { 'zh-Hans': channel.name.zh, 'zh-Hant': channel.name.zhHant, en: channel.name.en }
  return names[visit.reader.language]
}
