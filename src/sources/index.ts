export { withoutAmpTwins } from './amp.ts'
export {
  type ArticleLink,
  findArticleLinks,
  type LinkHistory,
  ownLinks,
  readSectionPage,
  type SectionPage,
} from './article-links.ts'
export { checkSource, type SourceCheck } from './check-source.ts'
export {
  type Discovery,
  DiscoveryError,
  discover,
  type FetchedPage,
  type FetchPage,
  type FoundSource,
} from './discovery.ts'
export {
  type Feed,
  type FeedEntry,
  FeedError,
  type FeedHead,
  type FeedLink,
  type FeedPerson,
  parseFeed,
} from './feed.ts'
export type { HeldSubscription, HubSubscriptionStore } from './hub-subscription-store.ts'
export { newestTime } from './newest-time.ts'
export { formatOpml, OpmlError, parseOpml } from './opml.ts'
export { defaultPoliteness, formatOutlet, OutletError, parseOutlet } from './outlet-file.ts'
export type { OutletStore } from './outlet-store.ts'
export { type RobotsDirectives, readRobotsDirectives } from './robots-directives.ts'
export {
  type DatedSitemap,
  parseDatedSitemap,
  parseSitemap,
  type Sitemap,
  SitemapError,
  type SitemapRef,
  type SitemapUrl,
} from './sitemap.ts'
export { afterLook, type Breakage, type SourceHealth, type SourceLook } from './source-health.ts'
export type { SourceHealthStore } from './source-health-store.ts'
export {
  parseStarterList,
  type StarterListName,
  type StarterOutlet,
  starterLists,
} from './starter-list.ts'
export {
  type HubLinks,
  type HubSubscription,
  hubOf,
  type IntentAnswer,
  isSigned,
  subscriptionForm,
  verifyIntent,
} from './websub.ts'
