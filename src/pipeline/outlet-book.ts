import { type HttpUrl, type Outlet, type PageHint, type Politeness, siteOf } from '#model'
import type { OutletStore } from '#sources'

/** Longest name that the file of an outlet takes. */
const nameCharsMax = 200

/** The outlets, kept at hand for the places that ask all the time. */
export interface OutletBook {
  /** What the settings ask for, for outlets that are put down anew. */
  readonly politeness: Politeness
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
  // One after the other: two visits to a new site must not put it down twice.
  let lastAdded: Promise<unknown> = Promise.resolve()
  const add = async (url: HttpUrl, name: string | null): Promise<Outlet> => {
    const known = book.of(url)
    if (known) return known
    const outlet: Outlet = {
      slug: freeSlug(slugOf(siteOf(url)), outlets),
      name: shownName(name) || siteOf(url).slice(0, nameCharsMax),
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
  }
  const book: OutletBook = {
    politeness: defaults.politeness,
    all: () => outlets,
    find: (slug) => outlets.find((outlet) => outlet.slug === slug) ?? null,
    of: (url) => outlets.find((outlet) => isOfOutlet(url, outlet)) ?? null,
    ofOrNew(url, name) {
      const added = lastAdded.then(() => add(url, name))
      lastAdded = added.catch(() => {})
      return added
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

/** Whose article a page is: of the outlet whose source led there, unless redirects led off its site. */
export async function outletOf(
  slug: string | null,
  finalUrl: HttpUrl,
  name: string | null,
  outlets: OutletBook,
): Promise<Outlet> {
  const outlet = slug ? outlets.find(slug) : null
  return outlet && isOfOutlet(finalUrl, outlet) ? outlet : outlets.ofOrNew(finalUrl, name)
}

/** What the file of a page's outlet says of its template; an outlet that is not known yet has no file. */
export function hintsFor(
  slug: string | null,
  finalUrl: HttpUrl,
  outlets: OutletBook,
): readonly PageHint[] | undefined {
  const outlet = slug ? outlets.find(slug) : null
  return (outlet && isOfOutlet(finalUrl, outlet) ? outlet : outlets.of(finalUrl))?.hints
}

/** Whether a URL lies on the outlet's own site: its homepage's or one of its sources' registrable domain. */
export function isOfOutlet(url: HttpUrl, outlet: Outlet): boolean {
  const site = siteOf(url)
  return [outlet.homepage, ...outlet.sources.map((source) => source.url)].some(
    (each) => siteOf(each) === site,
  )
}

/** The slug, or with a number behind it where another outlet has it. */
export function freeSlug(slug: string, outlets: readonly Outlet[]): string {
  const taken = new Set(outlets.map((outlet) => outlet.slug))
  if (!taken.has(slug)) return slug
  for (let n = 2; ; n++) if (!taken.has(`${slug}-${n}`)) return `${slug}-${n}`
}

/** At most 50 characters, so that a number still fits behind it: files of outlets take 60. */
function slugOf(site: string): string {
  const slug = site
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
  return slug.replace(/^-+|-+$/g, '') || 'outlet'
}

/** What a page calls its outlet, as far as the outlet's file takes it. */
function shownName(name: string | null): string {
  return (name ?? '').replace(/\s+/g, ' ').trim().slice(0, nameCharsMax).trim()
}
