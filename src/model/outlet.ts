import type { ChannelSlug } from './channel.ts'
import type { HttpUrl } from './http-url.ts'
import type { PageHint } from './page-hint.ts'

/** Who publishes, and how we follow them. One JSON file each: `outlets/{slug}.json` in the data folder. */
export interface Outlet {
  /** Lower-case letters, digits, hyphens: the name in addresses. */
  readonly slug: string
  readonly name: string
  readonly homepage: HttpUrl
  readonly language: string | null
  /** The channel of what it publishes where nothing else says; null: decided by article. */
  readonly channel: ChannelSlug | null
  /** For outlets with one place, such as a city's paper. */
  readonly region: string | null
  readonly sources: readonly Source[]
  readonly politeness: Politeness
  /**
   * What becomes of its pages that ask for no public copy (`noarchive`, `noindex`, `unavailable_after`): kept private,
   * or shown, where the outlet has agreed to that. Not said: as the setting `crawl.noarchive` has it.
   */
  readonly noarchive?: 'honour' | 'ignore' | undefined
  /**
   * What anyone may see of it: all, a first passage, title and address alone, or nothing. Not said: all. Everything is
   * captured and logged all the same.
   */
  readonly show?: 'full' | 'excerpt' | 'link' | 'none' | undefined
  /** Hours from publication (capture, where unknown) for which an article is shown to nobody. */
  readonly embargoHours?: number | undefined
  /** `browser`: its articles are loaded in a browser, as they show nothing without their scripts. */
  readonly render?: 'browser' | undefined
  /** Where its pages have what the general rules miss there. */
  readonly hints?: readonly PageHint[] | undefined
  /** False: known, shown, not crawled. */
  readonly followed: boolean
}

export type SourceKind = 'feed' | 'sitemap' | 'section'

/** One place of an outlet that is followed. */
export interface Source {
  readonly kind: SourceKind
  readonly url: HttpUrl
  readonly channel: ChannelSlug | null
}

/** What an outlet asks of us beyond robots.txt; the stricter wins. */
export interface Politeness {
  /** Between two requests to one host. */
  readonly delayMs: number
  /** Between two looks at one source. */
  readonly sourceIntervalMs: number
  /** From the first capture of an article to the first look whether it changed. Each further one waits longer. */
  readonly revisitAfterMs: number
}
