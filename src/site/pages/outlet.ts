import type { OutletView } from '#access'
import { type Html, html, outsideUrl } from '../html.ts'
import { feedPaths } from '../links.ts'
import { rewriteEntry } from '../parts/change-entry.ts'
import { entries, pager } from '../parts/entry.ts'
import { followLine } from '../parts/follow.ts'
import { habits } from '../parts/habits.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { missing } from './errors.ts'

const perPage = 30
const changesMax = 8

/** One outlet: what is kept of it, its newest articles, what it rewrote and took down. */
export async function outletPage(visit: Visit, slug: string): Promise<PageReply> {
  const { access, reader, url } = visit
  const { say } = reader
  const view = await access.outlet(slug)
  if (!view) return missing(visit, say.notFoundOutlet)
  const [page, changes, facets] = await Promise.all([
    access.newest({ outletSlug: slug }, { cursor: url.searchParams.get('cursor'), limit: perPage }),
    access.changes({ cursor: null, limit: changesMax, outletSlug: slug }),
    access.searchFacets('', { outletSlug: slug }),
  ])
  const { outlet } = view
  return {
    status: 200,
    page: shell(visit, {
      title: outlet.name,
      description: say.ofThisOutlet(outlet.name),
      here: 'outlets',
      canonicalPath: `/outlet/${slug}`,
      feeds: [{ title: outlet.name, path: feedPaths.outlet(slug) }],
      main: html`<header class="page-head">
<h1${reader.in(outlet.language)}>${outlet.name}</h1>
${figures(visit, view)}
${followLine(visit, `outlet=${slug}`, feedPaths.outlet(slug))}
</header>
<div class="front">
<section class="front-newest" aria-labelledby="newest-title">
<h2 id="newest-title" class="section-name">${say.newest}</h2>
<div class="two-up">${entries(visit, page.items, { showChannel: true })}</div>
${pager(visit, page.next)}
</section>
<div class="front-side">
${habits(visit, view, facets)}
<section aria-labelledby="changes-title">
<h2 id="changes-title" class="section-name">${say.changesOfOutlet}</h2>
${changes.items.length === 0 ? html`<p class="empty">${say.noChanges}</p>` : await Promise.all(changes.items.map((change) => rewriteEntry(visit, change, { level: 3 })))}
</section>
</div>
</div>`,
    }),
  }
}

function figures({ reader }: Visit, { outlet, articles, snapshots, revised, gone }: OutletView): Html {
  const { say } = reader
  const url = outsideUrl(outlet.homepage)
  const pair = (name: string, value: number) => html`<div><dt>${name}</dt><dd>${say.n(value)}</dd></div>`
  return html`<dl class="figures">${pair(say.articlesHead, articles)}${pair(say.snapshotsHead, snapshots)}${pair(say.rewrittenHead, revised)}${pair(say.vanishedHead, gone)}</dl>
<p>${say.homepage} ${url ? html`<a class="url" href="${url}" rel="noreferrer">${outlet.homepage}</a>` : outlet.homepage}${outlet.followed ? '' : html` <span class="flag">${say.notFollowed}</span>`}${outlet.sources.length > 0 ? html` · <a href="${reader.to(`/outlet/${outlet.slug}/health`)}">${say.healthLink}</a>` : ''}</p>`
}
