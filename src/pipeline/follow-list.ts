import { type Outlet, siteOf } from '#model'
import { checkSource, type SourceCheck } from '#sources'
import { scheduleSources } from './crawl.ts'
import { politeAsker } from './follow.ts'
import { freeSlug } from './outlet-book.ts'
import type { Parts } from './parts.ts'

/** An outlet of a list, with what its sources answer now. */
export interface CheckedOutlet {
  readonly outlet: Outlet
  readonly checks: readonly SourceCheck[]
  /** True where one of its sources gives articles. */
  readonly answers: boolean
}

/** Outlets asked at the same time; the sources of each one after the other. */
const outletsAtOnce = 8

/** Asks every source of a list for what it names, in the order of the list. Follows nothing. */
export async function* checkOutlets(
  outlets: readonly Outlet[],
  parts: Parts,
  signal: AbortSignal,
): AsyncGenerator<CheckedOutlet> {
  const fetchPage = politeAsker(parts, signal)
  const check = async (outlet: Outlet): Promise<CheckedOutlet> => {
    const checks: SourceCheck[] = []
    for (const source of outlet.sources) checks.push(await checkSource(source, fetchPage))
    return { outlet, checks, answers: checks.some(({ failure }) => failure === null) }
  }
  for (let start = 0; start < outlets.length; start += outletsAtOnce) {
    signal.throwIfAborted()
    yield* await Promise.all(outlets.slice(start, start + outletsAtOnce).map(check))
  }
}

/**
 * Follows outlets whose sources are known already, from a list. One that is followed keeps what its file says and
 * is given the sources that it lacks; one that is known by its articles alone keeps its slug.
 *
 * @returns them as they are followed now.
 */
export async function followOutlets(outlets: readonly Outlet[], parts: Parts): Promise<Outlet[]> {
  const followed: Outlet[] = []
  for (const outlet of outlets) {
    const saved = merged(outlet, parts)
    await parts.outlets.save(saved)
    followed.push(saved)
  }
  await scheduleSources(parts)
  return followed
}

function merged(outlet: Outlet, { outlets }: Parts): Outlet {
  const known = outlets.all().find(({ homepage }) => siteOf(homepage) === siteOf(outlet.homepage))
  if (!known) {
    return { ...outlet, slug: freeSlug(outlet.slug, outlets.all()), politeness: outlets.politeness }
  }
  const named = new Set(known.sources.map(({ url }) => url))
  const sources = [...known.sources, ...outlet.sources.filter(({ url }) => !named.has(url))]
  if (known.followed) return { ...known, sources }
  return { ...outlet, slug: known.slug, sources, politeness: known.politeness }
}
