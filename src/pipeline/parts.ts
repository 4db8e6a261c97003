import type { NoticeStore } from '#access'
import type { Archive } from '#archive'
import type { CatalogStore } from '#catalog'
import type { Fetcher, Renderer } from '#fetch'
import type { Frontier } from '#frontier'
import type { Clock, Log } from '#model'
import type { SourceHealthStore } from '#sources'
import type { Stories } from '#stories'
import type { TransparencyLog } from '#transparency'
import type { DecodingLimits } from './decoded-body.ts'
import type { HubSubscriptions } from './hub-subscriptions.ts'
import type { OutletBook } from './outlet-book.ts'

/** The rooms as the trips need them; composed once, by the command line. */
export interface Parts {
  readonly fetcher: Fetcher
  /** For outlets whose pages need a browser. */
  readonly renderer: Renderer
  readonly frontier: Frontier
  readonly outlets: OutletBook
  readonly archive: Archive
  readonly catalog: CatalogStore
  readonly stories: Stories
  readonly transparency: TransparencyLog
  readonly notices: NoticeStore
  readonly sourceHealth: SourceHealthStore
  /** Where the service has a public address that hubs can call. */
  readonly hubs?: HubSubscriptions
  readonly clock: Clock
  readonly log: Log
  readonly limits: PipelineLimits
  /** Tells how each visit ended, for the metrics. */
  readonly count: (outcome: string) => void
}

export interface PipelineLimits extends DecodingLimits {
  readonly concurrency: number
  readonly delayMs: number
  readonly imagesPerArticleMax: number
  readonly pagesPerArticleMax: number
  readonly linksPerSourceMax: number
  readonly sitemapDepthMax: number
  /** Whether a page's wish for no public copy is honoured, where its outlet's file says nothing. */
  readonly noarchive: 'honour' | 'ignore'
  /** The product token by which pages may give us directives of our own. */
  readonly robotsAgent: string
}
