import { type CrawlOptions, type CrawlSummary, catchUp, crawl } from '#pipeline'
import type { House } from './house.ts'

/** Crawls as one of possibly several processes: first takes up what a dead one left, then visits what is due. */
export async function crawlHeld(house: House, options: CrawlOptions): Promise<CrawlSummary> {
  const hold = house.stores.holdCrawl()
  try {
    if (hold.wasAlone) {
      await house.parts.frontier.releaseLeases()
      await catchUp(house.parts, { signal: options.signal })
    }
    return await crawl(house.parts, options)
  } finally {
    hold.release()
  }
}
