/** What one fetch may cost. docs/reference/limits.md tells what lies beyond each. */
export interface FetchLimits {
  readonly connectMs: number
  /** From the request to the end of the headers. */
  readonly headersMs: number
  /**
   * For one exchange, from looking up the name to the last byte. Once exchanges took so long no redirect is followed
   * any more either, so that a slow chain of them ends: a fetch takes four times this at most, robots.txt included,
   * and `waitMsMax`.
   */
  readonly totalMs: number
  /** Of pages, feeds, sitemaps as they come over the wire; what is longer is cut. */
  readonly pageBytesMax: number
  readonly imageBytesMax: number
  readonly headerBytesMax: number
  readonly redirectsMax: number
  /** How long one fetch may wait for the turns of its hosts, robots.txt and redirects included. */
  readonly waitMsMax: number
  /** Of a robots.txt when it is unpacked. Pages are kept packed; who unpacks them sets a limit of their own. */
  readonly decodedBytesMax: number
}

export const defaultFetchLimits: FetchLimits = {
  connectMs: 10_000,
  headersMs: 30_000,
  totalMs: 120_000,
  pageBytesMax: 20_000_000,
  imageBytesMax: 20_000_000,
  headerBytesMax: 65_536,
  redirectsMax: 10,
  waitMsMax: 120_000,
  decodedBytesMax: 4_000_000,
}
