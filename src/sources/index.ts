export { type Feed, type FeedEntry, FeedError, parseFeed } from './feed.ts'
export { parseFeedDate } from './feed-date.ts'
export { parseSitemap, type Sitemap, SitemapError, type SitemapRef, type SitemapUrl } from './sitemap.ts'
