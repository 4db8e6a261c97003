import { type ChannelSlug, type HttpUrl, header, type Outlet, siteOf } from '#model'
import { discover, type FetchedPage, type FoundSource } from '#sources'
import { scheduleSources } from './crawl.ts'
import { decodedBody } from './decoded-body.ts'
import { freeSlug } from './outlet-book.ts'
import type { Parts } from './parts.ts'
import { refusalInWords } from './visit.ts'

export interface FollowReport {
  readonly outlet: Outlet
  readonly found: readonly FoundSource[]
  /** True where the outlet was followed before: its file now has these sources. */
  readonly wasKnown: boolean
  /** False where it was only looked at. */
  readonly isFollowed: boolean
}

/**
 * Follows an outlet from any of its URLs: finds its sources, writes its file, and puts the sources into the
 * frontier. What an operator wrote into an existing file (name, language, region, channels, politeness) is kept.
 *
 * @throws {DiscoveryError} if there is nothing to follow, and why.
 */
export async function follow(
  url: HttpUrl,
  parts: Parts,
  options: {
    name?: string
    channel?: ChannelSlug
    dryRun?: boolean
    /** Asked with what was found, before anything is followed. */
    confirm?: (report: FollowReport) => Promise<boolean>
    signal: AbortSignal
  },
): Promise<FollowReport> {
  const { outlet: discovered, found } = await discover(url, politeAsker(parts, options.signal), options)
  const known = parts.outlets.all().find((each) => siteOf(each.homepage) === siteOf(discovered.homepage))
  const outlet: Outlet = {
    ...discovered,
    politeness: parts.outlets.politeness,
    ...(known && { slug: known.slug, region: known.region }),
    ...(known?.followed && kept(known, discovered)),
    ...(!known && { slug: freeSlug(discovered.slug, parts.outlets.all()) }),
    ...(options.name && { name: options.name }),
    ...(options.channel && { channel: options.channel }),
  }
  const report = { outlet, found, wasKnown: known?.followed === true, isFollowed: false }
  if (options.dryRun || (options.confirm && !(await options.confirm(report)))) return report
  await parts.outlets.save(outlet)
  await scheduleSources(parts)
  return { ...report, isFollowed: true }
}

/** What an operator may have written into a file that is there already. */
function kept(known: Outlet, discovered: Outlet): Partial<Outlet> {
  const { name, channel, politeness } = known
  const channelOf = new Map(known.sources.map((source) => [source.url, source.channel]))
  const sources = discovered.sources.map((source) => ({
    ...source,
    channel: channelOf.get(source.url) ?? source.channel,
  }))
  return { name, channel, politeness, language: known.language ?? discovered.language, sources }
}

/** Somebody waits for the answer: longer waits for a host's turn are told, not sat out. */
const waitMsMax = 20_000

/** Asks for pages at the pace that the host is owed, with robots.txt obeyed. */
export function politeAsker(parts: Parts, signal: AbortSignal) {
  return async (url: HttpUrl, purpose: 'page' | 'feed' | 'sitemap' | 'robots'): Promise<FetchedPage> => {
    const outcome = await parts.fetcher.fetch({ url, purpose }, { signal, waitMsMax })
    switch (outcome.kind) {
      case 'fetched': {
        const { url: finalUrl, status, headers } = outcome.exchange
        try {
          const bytes = decodedBody(outcome.exchange, parts.limits)
          return { url: finalUrl, status, contentType: header(headers, 'content-type'), bytes }
        } catch (error) {
          return { failure: (error as Error).message }
        }
      }
      case 'disallowed':
        return { failure: `robots.txt forbids it (${outcome.rule})` }
      case 'not-modified':
        return { failure: 'it answers 304 to a question nobody asked' }
      case 'refused':
        return { failure: refusalInWords(outcome) }
      case 'postponed':
      case 'unreachable':
        return { failure: outcome.reason }
    }
  }
}
