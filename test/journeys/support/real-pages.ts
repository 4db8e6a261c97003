import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Handler, type Origins, pagesHandler, startOrigins } from './origins.ts'
import { shared } from './verbatim.ts'

/** A real news page of ../shared/pages, at the address that it has on our loopback origins. */
export interface RealPage {
  readonly id: string
  readonly set: string
  readonly url: string
  readonly body: Buffer
  readonly contentType: string
  readonly truth: { readonly body?: string; readonly title?: string }
}

/** Origins speak http here, and a page whose address another one has already gets one of its own. */
export function readRealPages(isWanted: (id: string, index: number) => boolean = () => true): RealPage[] {
  const lines = readFileSync(join(shared, 'pages/index.jsonl'), 'utf8').trim().split('\n')
  const taken = new Set<string>()
  return lines
    .map((line) => JSON.parse(line) as RealPage & { file: string })
    .filter(({ id }, index) => isWanted(id, index))
    .map(({ id, set, url, file, contentType, truth }) => {
      const address = new URL(url)
      address.protocol = 'http:'
      address.hash = ''
      if (taken.has(address.href) || address.pathname === '/') address.pathname = `/${id}`
      taken.add(address.href)
      const body = gunzipSync(readFileSync(join(shared, 'pages', file)))
      return { id, set, url: address.href, body, contentType, truth }
    })
}

/** Every host of theirs, each with a sitemap that names its pages. */
export function serveRealPages(pages: readonly RealPage[]): Promise<Origins> {
  const byHost = Map.groupBy(pages, (page) => new URL(page.url).host)
  const handlers: Record<string, Handler> = {}
  for (const [host, own] of byHost) {
    const files: Record<string, { type: string; body: string | Buffer }> = {
      [sitemapPath(host)]: { type: 'application/xml', body: sitemapOf(own) },
    }
    for (const page of own) {
      const { pathname, search } = new URL(page.url)
      files[pathname + search] = { type: page.contentType, body: page.body }
    }
    handlers[host] = pagesHandler(files)
  }
  return startOrigins(handlers)
}

/** Follows them by hand-written outlet files, one a site. */
export function writeOutlets(dataFolder: string, pages: readonly RealPage[]): void {
  const folder = join(dataFolder, 'outlets')
  mkdirSync(folder, { recursive: true })
  for (const host of new Set(pages.map((page) => new URL(page.url).host))) {
    const slug = host.replace(/[^a-z0-9]+/g, '-')
    const outlet = {
      slug,
      name: host,
      homepage: `http://${host}/`,
      language: null,
      channel: null,
      region: null,
      sources: [{ kind: 'sitemap', url: `http://${host}${sitemapPath(host)}`, channel: null }],
      politeness: { delayMs: 0, sourceIntervalMs: 3_600_000, revisitAfterMs: 3_600_000 },
      followed: true,
    }
    writeFileSync(join(folder, `${slug}.json`), JSON.stringify(outlet))
  }
}

/** A path of its own for each host, since one with `www.` and one without are one address to us. */
const sitemapPath = (host: string) => `/sitemap-of-${host}.xml`

function sitemapOf(pages: readonly RealPage[]): string {
  const urls = pages.map((page) => `<url><loc>${page.url.replaceAll('&', '&amp;')}</loc></url>`)
  return `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`
}
