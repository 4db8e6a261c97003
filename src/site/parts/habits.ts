import type { OutletView, SearchFacets } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { channelName, type Visit } from '../visit.ts'
import { histogram } from './search-facets.ts'

const channelsShown = 6

/**
 * What an outlet does to its articles: how many it rewrites, takes down and takes from others, what it writes about and
 * when. Each share is told in figures; the bar beside it only helps.
 *
 * @param facets Of everything that is held of it.
 */
export function habits(visit: Visit, view: OutletView, facets: SearchFacets): Html {
  const { say, to } = visit.reader
  const { slug } = view.outlet
  const { total } = facets
  if (total === 0) return nothing
  const reprinted = facets.reprint.find(({ value }) => value === 'yes')?.count ?? 0
  const search = (more: string) => to(`/search?q=${encodeURIComponent(`outlet:${slug} ${more}`)}`)
  const shares = [
    share(visit, {
      name: say.habitRewrites,
      count: view.revised,
      total: view.articles,
      path: search('revised:yes'),
    }),
    share(visit, {
      name: say.habitVanishes,
      count: view.gone,
      total: view.articles,
      path: search('state:gone'),
    }),
    share(visit, { name: say.habitReprints, count: reprinted, total, path: search('reprint:yes') }),
  ]
  const channels = facets.channel
    .slice(0, channelsShown)
    .map(({ value, count }) =>
      share(visit, { name: channelName(visit, value), count, total, path: search(`channel:${value}`) }),
    )
  return html`<section class="habits" aria-labelledby="habits-title">
<h2 id="habits-title" class="section-name">${say.habits}</h2>
<dl class="shares">
${shares}</dl>
${channels.length > 0 ? html`<h3>${say.habitSubjects}</h3>\n<dl class="shares">\n${channels}</dl>\n` : ''}${
  facets.histogram && facets.histogram.buckets.length > 1
    ? html`<h3>${say.habitTimes}</h3>\n${histogram(visit, facets, to(`/search?q=${encodeURIComponent(`outlet:${slug}`)}`))}`
    : ''
}</section>`
}

interface Share {
  readonly name: string
  readonly count: number
  readonly total: number
  /** Where those that are counted can be seen. */
  readonly path: string
}

function share({ reader }: Visit, { name, count, total, path }: Share): Html {
  const { say } = reader
  const figure = html`${say.shareOf(count, total)}`
  const part = total === 0 ? 0 : count / total
  // What is there at all is to be seen: a hundredth of the bar at least.
  const width = count === 0 ? 0 : Math.max(1, Math.round(100 * part))
  return html`<div><dt>${count > 0 ? html`<a href="${path}">${name}</a>` : name}</dt><dd>${figure}<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="bar-rest" width="100" height="1"/><rect class="bar" width="${width}" height="1"/></svg></dd></div>\n`
}
