import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { channels, epochMs, parseArticleId, parseSnapshotId, parseStoryId, silentLog } from '#model'
import { appManifest, iconSizes } from './app-manifest.ts'
import { loadAssets, loadServiceWorker } from './assets.ts'
import { iconPicture } from './card-picture.ts'
import { createFilingLimit } from './filing-limit.ts'
import { imageResponse } from './image.ts'
import { createFigureSizes } from './image-size.ts'
import { aboutPage } from './pages/about.ts'
import { apiReferencePage } from './pages/api-reference.ts'
import { articlePage } from './pages/article.ts'
import { cardPicture } from './pages/card.ts'
import { changesPage } from './pages/changes.ts'
import { channelPage } from './pages/channel.ts'
import { citationFile } from './pages/citation-file.ts'
import { comparePage } from './pages/compare.ts'
import { embedPage, oEmbed } from './pages/embed.ts'
import { badCursor, badRequest, failed, missing } from './pages/errors.ts'
import { homePage } from './pages/home.ts'
import { lineagePage } from './pages/lineage.ts'
import { lookupPage } from './pages/lookup.ts'
import { offlinePage } from './pages/offline.ts'
import { outletPage } from './pages/outlet.ts'
import { outletHealthPage } from './pages/outlet-health.ts'
import { outletsPage } from './pages/outlets.ts'
import { proofExplainedPage, proofPage } from './pages/proof.ts'
import { removalsJson, removalsPage } from './pages/removals.ts'
import { searchPage } from './pages/search.ts'
import { snapshotPage } from './pages/snapshot.ts'
import { storyPage } from './pages/story.ts'
import { subscriptionsPage } from './pages/subscriptions.ts'
import { fileTakedown, takedownPage, takedownStatusPage } from './pages/takedown.ts'
import { createReader } from './reader.ts'
import {
  assetResponse,
  type PageReply,
  type PlainReply,
  pageResponse,
  plainResponse,
  securityHeaders,
} from './reply.ts'
import { addToldRoutes } from './told/routes.ts'
import type { SiteOptions, Visit } from './visit.ts'

/** A form of the largest allowed fields in UTF-8, twice. */
const formBytesMax = 64 * 1024
/** Counting takes as long as the archive is large: what stands on every page is counted so seldom. */
const navigationKeptMs = 30_000

/** What lasts longer than a visit. */
type Kept = Pick<Visit, 'assets' | 'figureSizes'>
type Navigation = Pick<Visit, 'channels' | 'counts' | 'outlets' | 'outletNames'>
type Answer = PageReply | PlainReply | { redirect: string; status?: 301 | 303 }
type PageMaker = (visit: Visit, c: Context) => Answer | Promise<Answer>

/**
 * The pages. Mount it behind the doors that answer programs: what it does not know it answers with a page
 * that says so, but it leaves `/s/{id}.json` and its like to whoever comes next.
 */
export function createSite(options: SiteOptions): Hono {
  const kept: Kept = { assets: loadAssets(), figureSizes: createFigureSizes(options.access) }
  const log = options.log ?? silentLog
  const navigation = keptNavigation(options)
  const mayFile = createFilingLimit(options.clock)
  const site = new Hono()

  /** One page: the visit is put together, the page made, and a failure becomes the page that admits it. */
  const page = (make: PageMaker) => async (c: Context) => {
    try {
      const visit = visitOf(c, options, kept, await navigation())
      return respond(c, await orBadCursor(visit, () => make(visit, c)))
    } catch (error) {
      log.error('site.page-failed', { path: c.req.path, reason: (error as Error)?.message ?? String(error) })
      return respond(c, failed(visitOf(c, options, kept, fallbackNavigation)))
    }
  }
  /** A page about one thing: an id that is not of the form is as good as one that is not there. */
  const pageOf = <Id>(
    parse: (text: string) => Id,
    make: (visit: Visit, id: Id, c: Context) => Answer | Promise<Answer>,
  ) =>
    page((visit, c) => {
      const id = parsed(parse, c.req.param('id') ?? '')
      return id === null ? missing(visit) : make(visit, id, c)
    })
  const snapshotHtml = pageOf(parseSnapshotId, snapshotPage)

  site.get('/', page(homePage))
  site.get(
    '/channel/:slug',
    page((visit, c) => channelPage(visit, c.req.param('slug') ?? '')),
  )
  site.get('/changes', page(changesPage))
  site.get('/outlets', page(outletsPage))
  site.get(
    '/outlet/:slug',
    page((visit, c) => outletPage(visit, c.req.param('slug') ?? '')),
  )
  site.get(
    '/outlet/:slug/health',
    page((visit, c) => outletHealthPage(visit, c.req.param('slug') ?? '')),
  )
  site.get('/s/:id', (c, next) => (c.req.param('id').includes('.') ? next() : snapshotHtml(c)))
  site.get('/s/:id/lineage', pageOf(parseSnapshotId, lineagePage))
  site.get('/s/:id/card.png', pageOf(parseSnapshotId, cardPicture))
  site.get('/embed/:id', pageOf(parseSnapshotId, embedPage))
  site.get('/oembed', page(oEmbed))
  site.get(
    '/s/:id/:file{cite\\.[a-z]{1,8}}',
    pageOf(parseSnapshotId, (visit, id, c) => citationFile(visit, id, c.req.param('file') ?? '')),
  )
  site.get('/s/:id/proof', pageOf(parseSnapshotId, proofPage))
  site.get('/s/:id/image/:n{[0-9]{1,4}}', (c) => imageResponse(options.access, c))
  site.get('/article/:id', pageOf(parseArticleId, articlePage))
  site.get('/article/:id/compare', pageOf(parseArticleId, comparePage))
  site.get('/story/:id', pageOf(parseStoryId, storyPage))
  site.get('/search', page(searchPage))
  site.get('/lookup', page(lookupPage))
  const { takesMail = false, pushKey = null } = options.subscriptions ?? {}
  site.get(
    '/subscriptions',
    page((visit) => subscriptionsPage(visit, { takesMail, pushKey })),
  )
  addToldRoutes(site, page, options)
  site.get('/takedown', page(takedownPage))
  site.post(
    '/takedown',
    bodyLimit({
      maxSize: formBytesMax,
      onError: page((visit) => ({ ...badRequest(visit, visit.reader.say.formTooLarge), status: 413 })),
    }),
    page(async (visit, c) => {
      const form = await c.req.formData().catch(() => null)
      return form ? fileTakedown(visit, form, mayFile) : badRequest(visit, visit.reader.say.formUnreadable)
    }),
  )
  site.get(
    '/takedown/:key',
    page((visit, c) => takedownStatusPage(visit, c.req.param('key') ?? '')),
  )
  site.get('/removals', page(removalsPage))
  site.get('/removals.json', page(removalsJson))
  site.get('/about', page(aboutPage))
  site.get('/about/proof', page(proofExplainedPage))
  site.get(
    '/about/api',
    page((visit) => apiReferencePage(visit, options.openApi)),
  )
  site.get(
    '/proof-explained',
    page((visit) => ({ redirect: visit.reader.to('/about/proof') })),
  )
  site.get('/offline', page(offlinePage))
  site.get('/manifest.webmanifest', page(appManifest))
  const worker: PlainReply = { body: loadServiceWorker(), mediaType: 'text/javascript; charset=utf-8' }
  site.get('/service-worker.js', () => plainResponse(worker))
  for (const size of iconSizes) {
    const icon = {
      body: iconPicture(size),
      mediaType: 'image/png',
      headers: { 'cache-control': 'max-age=86400' },
    }
    site.get(`/assets/icon-${size}.png`, () => plainResponse(icon))
  }
  site.get('/robots.txt', (c) => c.text(robotsTxt, 200, { 'cache-control': 'max-age=3600' }))
  for (const asset of Object.values(kept.assets)) {
    site.get(asset.path, (c) => assetResponse(c.req.raw, asset))
  }
  for (const [path, methods] of Map.groupBy(site.routes, (route) => route.path)) {
    const allowed = ['GET', 'HEAD', ...(methods.some(({ method }) => method === 'POST') ? ['POST'] : [])]
    const refuse = page((visit) => ({
      ...badRequest(visit, visit.reader.say.badMethod),
      status: 405,
      headers: { allow: allowed.join(', '), 'cache-control': 'no-store' },
    }))
    // HEAD comes as GET. A route may have left the answer to another door.
    site.all(path, (c, next) => (allowed.includes(c.req.method) ? next() : refuse(c)))
  }
  // Not `notFound`: an app that is mounted into another has none of its own.
  site.all(
    '*',
    page((visit) => {
      const { pathname, search } = visit.url
      const isSlashed = pathname.length > 1 && pathname.endsWith('/')
      return isSlashed ? { redirect: pathname.replace(/\/+$/, '') + search, status: 301 } : missing(visit)
    }),
  )
  site.onError((error, c) => {
    log.error('site.request-failed', { path: c.req.path, reason: error.message })
    return respond(c, failed(visitOf(c, options, kept, fallbackNavigation)))
  })
  return site
}

/** Searches and private pages are not for crawlers; nor is each of our copies of what outlets publish themselves. */
const robotsTxt = `User-agent: *
Disallow: /search
Disallow: /lookup?
Disallow: /subscriptions?
Disallow: /subscriptions/
Disallow: /save
Disallow: /takedown/
Disallow: /web/
Disallow: /desk
`

function visitOf(c: Context, options: SiteOptions, kept: Kept, navigation: Navigation): Visit {
  const url = new URL(c.req.url)
  // `//host/path` in a link would lead to another site; a page about such an address must not make one.
  url.pathname = url.pathname.replace(/^\/{2,}/, '/')
  return {
    access: options.access,
    clock: options.clock,
    ...kept,
    ...navigation,
    url,
    reader: createReader(
      { chosen: url.searchParams.get('lang'), accepted: c.req.header('accept-language') ?? null },
      options.timeZone ?? '+08:00',
    ),
    site: {
      serviceName: options.serviceName,
      contact: options.contact,
      baseUrl: options.baseUrl?.replace(/\/+$/, '') ?? url.origin,
      userAgent: options.userAgent ?? userAgentOf(options, url),
      samplesNote: options.samplesNote ?? false,
    },
  }
}

function userAgentOf({ serviceName, baseUrl }: SiteOptions, url: URL): string {
  return `${serviceName.replace(/[^A-Za-z0-9_-]/g, '') || 'Verbatim'}/1.0 (+${baseUrl ?? url.origin}/about)`
}

function respond(c: Context, answer: Answer): Response {
  if ('redirect' in answer) {
    return new Response(null, {
      status: answer.status ?? 303,
      headers: { ...securityHeaders, location: answer.redirect, 'cache-control': 'no-store' },
    })
  }
  return 'mediaType' in answer ? plainResponse(answer) : pageResponse(c.req.raw, answer)
}

function parsed<Id>(parse: (text: string) => Id, text: string): Id | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}

/** Lists throw a RangeError on a cursor that is none of theirs. */
async function orBadCursor(visit: Visit, make: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof RangeError && visit.url.searchParams.has('cursor')) return badCursor(visit)
    throw error
  }
}

const fallbackNavigation: Navigation = {
  channels: channels.map((channel) => ({ channel, count: 0 })),
  counts: { articles: 0, snapshots: 0, stories: 0, captures: 0, outlets: 0, treeSize: 0 },
  outlets: [],
  outletNames: new Map(),
}

/** Channels, outlets and counts, asked for at most every `navigationKeptMs`; while nothing is held, every time. */
function keptNavigation({ access, clock }: SiteOptions): () => Promise<Navigation> {
  let kept: { at: number; navigation: Navigation } | null = null
  return async () => {
    const now = epochMs(clock.now())
    if (!kept || now - kept.at > navigationKeptMs || now < kept.at || kept.navigation.counts.articles === 0) {
      const [views, outlets, counts] = await Promise.all([
        access.channels(),
        access.outlets(),
        access.counts(),
      ])
      const outletNames = new Map(outlets.map(({ outlet }) => [outlet.slug, outlet.name]))
      kept = { at: now, navigation: { channels: views, counts, outlets, outletNames } }
    }
    return kept.navigation
  }
}
