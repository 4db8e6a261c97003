export { createFeeds, type FeedsOptions } from './create-feeds.ts'
