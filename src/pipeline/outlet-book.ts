import { getDomain, getHostname } from 'tldts'
import type { HttpUrl, Outlet, Politeness } from '#model'
import type { OutletStore } from '#sources'

/** The outlets, kept at hand for the places that ask all the time. */
export interface OutletBook {
  all(): readonly Outlet[]
  find(slug: string): Outlet | null
  /** The outlet to whose registrable domain a URL belongs. */
  of(url: HttpUrl): Outlet | null
  /** The outlet of a URL; where there is none yet, one is put down that is known but not followed. */
  ofOrNew(url: HttpUrl, name: string | null): Promise<Outlet>
  save(outlet: Outlet): Promise<void>
  /** Reads again what other processes may have changed. */
  refresh(): Promise<void>
}

export async function openOutletBook(
  store: OutletStore,
  defaults: { politeness: Politeness },
): Promise<OutletBook> {
  let outlets: readonly Outlet[] = []
  const book: OutletBook = {
    all: () => outlets,
    find: (slug) => outlets.find((outlet) => outlet.slug === slug) ?? null,
    of: (url) => outlets.find((outlet) => isOfOutlet(url, outlet)) ?? null,
    async ofOrNew(url, name) {
      const known = book.of(url)
      if (known) return known
      const outlet: Outlet = {
        slug: freeSlug(slugOf(siteOf(url)), outlets),
        name: name ?? siteOf(url),
        homepage: new URL('/', url).href as HttpUrl,
        language: null,
        channel: null,
        region: null,
        sources: [],
        politeness: defaults.politeness,
        followed: false,
      }
      await book.save(outlet)
      return outlet
    },
    async save(outlet) {
      await store.save(outlet)
      await book.refresh()
    },
    async refresh() {
      outlets = await store.all()
    },
  }
  await book.refresh()
  return book
}

/** Whether a URL lies on the outlet's own site: its homepage's or one of its sources' registrable domain. */
export function isOfOutlet(url: HttpUrl, outlet: Outlet): boolean {
  const site = siteOf(url)
  return [outlet.homepage, ...outlet.sources.map((source) => source.url)].some(
    (each) => siteOf(each) === site,
  )
}

/** The registrable domain; for addresses and names without one, host and port. */
export function siteOf(url: HttpUrl): string {
  return getDomain(url, { allowPrivateDomains: true }) ?? new URL(url).host ?? getHostname(url) ?? url
}

/** The slug, or with a number behind it where another outlet has it. */
export function freeSlug(slug: string, outlets: readonly Outlet[]): string {
  const taken = new Set(outlets.map((outlet) => outlet.slug))
  if (!taken.has(slug)) return slug
  for (let n = 2; ; n++) if (!taken.has(`${slug}-${n}`)) return `${slug}-${n}`
}

function slugOf(site: string): string {
  return (
    site
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'outlet'
  )
}
