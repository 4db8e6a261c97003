import { getDomain } from 'tldts'
import type { HttpUrl } from './http-url.ts'

/**
 * Whose site a URL is on: its registrable domain by the Public Suffix List, private suffixes included, so that two
 * blogs of one platform are two sites. For addresses and names without one, host and port.
 */
export function siteOf(url: HttpUrl): string {
  return getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).host
}
