import type { Selector } from './selector.ts'

/**
 * Where an outlet's pages have what the general rules miss there, for the days on which the pages were made so:
 * outlets change their templates. Asked before all that the page says itself; where a selector finds nothing,
 * the general rules go on as if there were no hint.
 */
export interface PageHint {
  readonly title?: Selector | undefined
  /** The element that holds the text. */
  readonly body?: Selector | undefined
  readonly authors?: Selector | undefined
  readonly publishedAt?: Selector | undefined
  /** The first day of capture, in UTC, that it is for: `2024-05-13`. */
  readonly from?: string | undefined
  /** The last. */
  readonly until?: string | undefined
}
