/**
 * What several processes that fetch for one service (`serve`, `crawl`, `snapshot`, `add`) know together of the hosts
 * they ask. Times are milliseconds since 1970. Nothing in it needs to outlive a power cut.
 */
export interface PaceStore {
  /**
   * Takes the turn of a host in one atomic step, where nobody has it and its delay is over.
   *
   * @param until When the turn ends by itself: whoever took it may die.
   * @returns 0 if it was taken; else how long to wait before asking again.
   */
  take(host: string, site: string, terms: { now: number; until: number; siteSpacingMs: number }): number
  /** Gives the turn back, and says from when on the host, and its whole site, may be asked. Neither comes sooner than was known. */
  giveBack(host: string, site: string, freeAt: { host: number; site: number }): void
}
