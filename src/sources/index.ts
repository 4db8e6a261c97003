export { type ArticleLink, findArticleLinks } from './article-links.ts'
export {
  type Discovery,
  DiscoveryError,
  discover,
  type FetchedPage,
  type FetchPage,
  type FoundSource,
} from './discovery.ts'
export { type Feed, type FeedEntry, FeedError, parseFeed } from './feed.ts'
export { defaultPoliteness, formatOutlet, OutletError, parseOutlet } from './outlet-file.ts'
export type { OutletStore } from './outlet-store.ts'
export { parseSitemap, type Sitemap, SitemapError, type SitemapRef, type SitemapUrl } from './sitemap.ts'
