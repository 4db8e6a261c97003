import type { Archive, PreservedExchange } from '#archive'
import type { HeldSnapshot } from '#catalog'
import {
  type Capture,
  type CaptureId,
  epochMs,
  type HttpUrl,
  header,
  type SnapshotId,
  tryParseHttpUrl,
  type UrlKey,
  urlKey,
} from '#model'
import { namesAddress } from './names-address.ts'
import type { Parts } from './parts.ts'

/** All that has to go so that nothing of some snapshots is left. */
export interface Condemned {
  readonly snapshots: readonly SnapshotId[]
  readonly captures: readonly CaptureId[]
  /** Addresses of articles of which nothing is left afterwards. */
  readonly keys: readonly UrlKey[]
  /** And of pictures that nothing else uses. */
  readonly pictureKeys: readonly UrlKey[]
}

type GatherParts = Pick<Parts, 'catalog' | 'archive' | 'outlets' | 'limits'>

/**
 * Finds the captures of snapshots: the pages they were made of, later ones that show the same, redirects on the way,
 * what a browser loaded for them, pictures that no other snapshot uses, and lists of the outlet (feeds, sitemaps,
 * sections) that name an address of which nothing is left, since such lists carry titles and summaries.
 */
export async function gather(ids: readonly SnapshotId[], parts: GatherParts): Promise<Condemned> {
  const held = await parts.catalog.findMany(ids)
  const condemned = new Set(held.map(({ snapshot }) => snapshot.id))
  const captures = new Set<CaptureId>()
  const keys = new Set<UrlKey>()
  for (const each of held) {
    const isWhole = await isAllThereIs(each, condemned, parts)
    const { pages, loaded } = await pagesOf(each, condemned, parts)
    for (const id of [...pages, ...loaded]) captures.add(id)
    if (!isWhole) continue
    const addresses = await addressesOf(each, pages, parts)
    for (const address of addresses) keys.add(urlKey(address))
    for (const id of await listsNaming(addresses, each, parts)) captures.add(id)
  }
  const pictureKeys = await freePictures(held, condemned, parts)
  for (const key of pictureKeys) {
    for (const { id } of await parts.archive.capturesOf(key)) captures.add(id)
  }
  return { snapshots: [...condemned], captures: [...captures], keys: [...keys], pictureKeys }
}

async function isAllThereIs(
  { snapshot }: HeldSnapshot,
  condemned: ReadonlySet<SnapshotId>,
  { catalog }: GatherParts,
): Promise<boolean> {
  const article = await catalog.article(snapshot.articleId)
  return article?.revisions.every(({ id }) => condemned.has(id)) ?? true
}

/** Its own captures, those of its addresses at which it was the article's newest, and what was loaded for them. */
async function pagesOf(
  { snapshot }: HeldSnapshot,
  condemned: ReadonlySet<SnapshotId>,
  { archive, catalog }: GatherParts,
): Promise<{ pages: ReadonlySet<CaptureId>; loaded: readonly CaptureId[] }> {
  const pages = new Set<CaptureId>(snapshot.captureIds)
  const loaded: CaptureId[] = []
  const revisions = (await catalog.article(snapshot.articleId))?.revisions ?? []
  const keys = new Set<UrlKey>([snapshot.urlKey])
  for (const id of snapshot.captureIds) {
    const preserved = await archive.read(id)
    if (!preserved) continue
    keys.add(preserved.capture.urlKey)
    const asked = tryParseHttpUrl(preserved.notes['asked'] ?? '')
    if (asked) for (const key of await redirectKeys(asked, archive)) keys.add(key)
    loaded.push(...(await loadedBy(preserved, archive)))
  }
  for (const key of keys) {
    for (const capture of await archive.capturesOf(key)) {
      const standing = revisions.findLast(({ capturedAt }) => capturedAt <= capture.capturedAt)
      // What came before the first one can be nothing but a redirect, or a page without an article.
      if (standing ? condemned.has(standing.id) : revisions.every(({ id }) => condemned.has(id)))
        pages.add(capture.id)
    }
  }
  return { pages, loaded }
}

/** The addresses of a chain of redirects, from the one that was asked for. */
async function redirectKeys(asked: HttpUrl, archive: Archive): Promise<UrlKey[]> {
  const keys: UrlKey[] = []
  for (let next: HttpUrl | null = asked; next && keys.length < redirectsMax; ) {
    const key = urlKey(next)
    if (keys.includes(key)) break
    keys.push(key)
    const hop: Capture | undefined = (await archive.capturesOf(key)).findLast(
      ({ status }) => status >= 300 && status < 400,
    )
    const preserved: PreservedExchange | null = hop ? await archive.read(hop.id) : null
    const location: string | null = preserved && header(preserved.exchange.headers, 'location')
    next = location && URL.canParse(location, next) ? tryParseHttpUrl(new URL(location, next).href) : null
  }
  return keys
}

/** What a browser loaded for a page and may have its words in it: data and pages, not programs and styles. */
async function loadedBy({ capture: page }: PreservedExchange, archive: Archive): Promise<CaptureId[]> {
  const found: CaptureId[] = []
  let looked = 0
  for await (const capture of archive.all(page.id)) {
    const isLater = epochMs(capture.capturedAt) - epochMs(page.capturedAt) > loadedWithinMs
    if (looked++ > loadedMax || isLater) break
    if (!/json|html|xml|^text\/plain/.test(capture.mediaType ?? '')) continue
    const preserved = await archive.read(capture.id)
    if (preserved?.notes['purpose'] === 'subresource' && preserved.via === page.url) found.push(capture.id)
  }
  return found
}

async function addressesOf(
  { snapshot }: HeldSnapshot,
  captures: ReadonlySet<CaptureId>,
  { archive }: GatherParts,
): Promise<HttpUrl[]> {
  const addresses = new Set<HttpUrl>([snapshot.url])
  for (const id of captures) {
    const capture = await archive.find(id)
    if (capture) addresses.add(capture.url)
  }
  return [...addresses]
}

async function listsNaming(
  addresses: readonly HttpUrl[],
  { snapshot }: HeldSnapshot,
  { archive, outlets, limits }: GatherParts,
): Promise<CaptureId[]> {
  const found: CaptureId[] = []
  for (const source of outlets.find(snapshot.outletSlug)?.sources ?? []) {
    for (const capture of await archive.capturesOf(urlKey(source.url))) {
      if (capture.revisitOf) continue // It goes with what it repeats.
      const preserved = await archive.read(capture.id)
      if (preserved && namesAddress(preserved.exchange, addresses, limits.decodedBytesMax))
        found.push(capture.id)
    }
  }
  return found
}

async function freePictures(
  held: readonly HeldSnapshot[],
  condemned: ReadonlySet<SnapshotId>,
  { catalog }: GatherParts,
): Promise<UrlKey[]> {
  const wanted = [...new Set(held.flatMap(({ snapshot }) => snapshot.article.images.map(({ url }) => url)))]
  const used = wanted.length > 0 ? await catalog.imagesUsedBeside(wanted, [...condemned]) : new Set()
  return [...new Set(wanted.filter((url) => !used.has(url)).map(urlKey))]
}

const redirectsMax = 10
/** A page in the browser may load so many things, and so long. */
const loadedMax = 1_000
const loadedWithinMs = 10 * 60_000
