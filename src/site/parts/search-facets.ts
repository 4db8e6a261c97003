import type { SearchFacets } from '#access'
import type { WebState } from '#model'
import { type Html, html, nothing } from '../html.ts'
import { withParameter } from '../reader.ts'
import { channelName, outletName, type Visit } from '../visit.ts'
import { stateMark } from './entry.ts'

/** So many values of a kind are offered; the select boxes above have all. */
const valuesShown = 8
const dayMs = 86_400_000

/** What a search can be narrowed to, each a link with its count; nothing where that would change nothing. */
export function facetLists(visit: Visit, query: string, facets: SearchFacets): Html {
  const { reader } = visit
  const { say } = reader
  const groups: [string, FacetLink[]][] = [
    [
      say.categoryLabel,
      facets.channel.map((each) => ({
        ...each,
        name: channelName(visit, each.value),
        href: set('channel', each.value),
      })),
    ],
    [
      say.outletName,
      facets.outlet.map((each) => ({
        ...each,
        name: outletName(visit, each.value),
        href: set('outlet', each.value),
      })),
    ],
    [
      say.facetAuthor,
      facets.author.map((each) => ({ ...each, name: each.value, href: add('author', each.value) })),
    ],
    [
      say.facetRegion,
      facets.region.map((each) => ({ ...each, name: each.value, href: add('region', each.value) })),
    ],
    [
      say.facetLanguage,
      facets.language.map((each) => ({
        ...each,
        name: languageName(visit, each.value),
        href: add('lang', each.value),
      })),
    ],
    [
      say.facetState,
      facets.state.map((each) => ({
        ...each,
        name: stateMark(say, each.value as WebState),
        href: add('state', each.value),
      })),
    ],
    [
      say.facetReprint,
      facets.reprint.map((each) => ({
        ...each,
        name: each.value === 'yes' ? say.facetIsReprint : say.facetNoReprint,
        href: add('reprint', each.value),
      })),
    ],
    [
      say.facetRevised,
      facets.revised.map((each) => ({
        ...each,
        name: each.value === 'yes' ? say.facetIsRevised : say.facetNotRevised,
        href: add('revised', each.value),
      })),
    ],
  ]
  const shown = groups.filter(([, links]) => links.some(({ count }) => count < facets.total))
  if (shown.length === 0) return nothing
  return html`<nav class="facets" aria-label="${say.facetsLabel}">
${shown.map(
  ([title, links]) => html`<h2>${title}</h2>
<ul>${links.slice(0, valuesShown).map(({ name, href, count }) => html`<li><a href="${href}">${name}</a> <span class="count">${say.count(count)}</span></li>\n`)}</ul>
`,
)}</nav>`

  function set(parameter: string, value: string): string {
    return withParameter(pathWithoutCursor(visit), parameter, value)
  }

  /** Into the query's text, where the form has no field for it; replaces what is there. */
  function add(filter: string, value: string): string {
    const rest = query.replace(new RegExp(`(^|\\s)${filter}:(?:"[^"]*"|\\S*)`, 'gi'), ' ').trim()
    const quoted = /[\s()"]/.test(value) ? `"${value}"` : value
    return withParameter(pathWithoutCursor(visit), 'q', `${rest} ${filter}:${quoted}`.trim())
  }
}

interface FacetLink {
  readonly name: string | Html
  readonly href: string
  readonly count: number
}

/**
 * How many articles there are over time, each bar a link to its days; readable as a list of them without a picture.
 *
 * @param base The search that is counted: the one of this page, unless another is said.
 */
export function histogram(visit: Visit, facets: SearchFacets, base = pathWithoutCursor(visit)): Html {
  const { say } = visit.reader
  const buckets = facets.histogram?.buckets ?? []
  if (!facets.histogram || buckets.length < 2) return nothing
  const { unit } = facets.histogram
  const most = Math.max(...buckets.map(({ count }) => count))
  const bars = buckets.map(({ from, to, count }, index) => {
    if (count === 0) return nothing
    const height = Math.max(2, Math.round((barHeight * count) / most))
    const label = say.histogramBar(periodName(visit, from, unit), count)
    const path = withParameter(base, 'from', from.slice(0, 10))
    const lastDay = new Date(Date.parse(to) - dayMs).toISOString().slice(0, 10)
    return html`<a href="${withParameter(path, 'to', lastDay)}" aria-label="${label}"><title>${label}</title><rect class="bar-ground" x="${index * barStep}" y="0" width="${barStep}" height="${barHeight}"/><rect class="bar" x="${index * barStep + 1}" y="${barHeight - height}" width="${barStep - 2}" height="${height}"/></a>\n`
  })
  const [first, last] = [buckets[0], buckets.at(-1)]
  return html`<figure class="histogram">
<svg viewBox="0 0 ${buckets.length * barStep} ${barHeight}" preserveAspectRatio="none" role="group" aria-label="${say.histogramLabel}">
${bars}</svg>
<figcaption><span>${first && periodName(visit, first.from, unit)}</span><span>${last && periodName(visit, last.from, unit)}</span></figcaption>
</figure>`
}

const barHeight = 48
const barStep = 12

/** Days of UTC, as the search counts them. */
function periodName({ reader }: Visit, from: string, unit: 'day' | 'month' | 'year'): string {
  const parts = {
    day: { year: 'numeric', month: 'short', day: 'numeric' },
    month: { year: 'numeric', month: 'short' },
    year: { year: 'numeric' },
  } as const
  return new Intl.DateTimeFormat(reader.language, { ...parts[unit], timeZone: 'UTC' }).format(
    Date.parse(from),
  )
}

function languageName({ reader }: Visit, tag: string): string {
  try {
    return new Intl.DisplayNames(reader.language, { type: 'language' }).of(tag) ?? tag
  } catch {
    // A page may call its language anything.
    return tag
  }
}

function pathWithoutCursor({ url }: Visit): string {
  const parameters = new URLSearchParams(url.search)
  parameters.delete('cursor')
  return `${url.pathname}?${parameters}`
}
