import { QueryError, type SearchFacets, type SearchOptions, type SearchView } from '#access'
import { type Instant, instantOf, parseChannelSlug, tryParseHttpUrl } from '#model'
import { type Html, html, nothing } from '../html.ts'
import { feedPaths } from '../links.ts'
import type { Messages } from '../messages/en.ts'
import { entry, pager } from '../parts/entry.ts'
import { followLine } from '../parts/follow.ts'
import { facetLists, histogram } from '../parts/search-facets.ts'
import { withParameter } from '../reader.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { channelName, outletName, type Visit } from '../visit.ts'

const perPage = 20
const dayMs = 86_400_000
/** What is longer is no query but a passage that was pasted, to be shown as one. */
const queryCharsMax = 60
const sorts = ['relevance', 'newest', 'oldest'] as const

/** The form's values, as they were given. */
interface Asked {
  readonly q: string
  readonly channel: string
  readonly outlet: string
  readonly from: string
  readonly to: string
  readonly sort: SearchOptions['sort']
}

/** Search: the form with its filters, and what was found with the matching passages. */
export async function searchPage(visit: Visit): Promise<PageReply | { redirect: string }> {
  const { reader, url } = visit
  const { say } = reader
  const asked = readForm(url.searchParams)
  // Whoever pastes an address into the search box wants to look it up.
  if (/^https?:\/\/\S+$/i.test(asked.q) && tryParseHttpUrl(asked.q)) {
    return { redirect: reader.to(`/lookup?url=${encodeURIComponent(asked.q)}`) }
  }
  const { content, status, facets }: Answer =
    asked.q === '' ? { content: start(visit), status: 200 } : await found(visit, asked)
  return {
    status,
    page: shell(visit, {
      title: asked.q ? `${say.searchTitleOf(asked.q)} · ${say.searchTitle}` : say.searchTitle,
      here: 'search',
      noIndex: true,
      query: asked.q,
      scripts: ['brush.js'],
      feeds: asked.q ? [{ title: say.searchTitleOf(asked.q), path: feedPaths.search(asked.q) }] : [],
      main: html`${head(visit, asked)}
${asked.q ? html`<div class="search-page">\n<div>\n${filters(visit, asked, facets)}\n</div>\n<div>\n${content}\n</div>\n</div>` : html`<div class="reading">${content}</div>`}`,
    }),
  }
}

/** A query is its page's title; a passage is quoted under one. */
function head({ reader: { say } }: Visit, { q }: Asked): Html {
  if (q.length <= queryCharsMax)
    return html`<header class="page-head"><h1>${q ? say.searchTitleOf(q) : say.searchTitle}</h1></header>`
  return html`<header class="page-head"><h1>${say.passageTitle}</h1>
<blockquote class="passage" dir="auto">${q}</blockquote></header>`
}

/** Before anything is asked: a field for a paragraph, and how to ask. */
function start(visit: Visit): Html {
  const { say, to, languageField } = visit.reader
  return html`<section aria-labelledby="paste-title">
<h2 id="paste-title">${say.pasteTitle}</h2>
<form class="paste-form" action="/search" method="get">
<label for="paste">${say.pasteLabel}</label>
<p class="hint" id="paste-hint">${say.pasteHint} <a href="${to('/changes')}">${say.findChangeLabel}</a></p>
<textarea id="paste" name="q" rows="4" maxlength="4000" required aria-describedby="paste-hint"></textarea>${languageField}
<button type="submit">${say.pasteButton}</button>
</form>
</section>
${queryHelp(visit)}`
}

interface Answer {
  readonly content: Html
  readonly status: number
  readonly facets?: SearchFacets
}

async function found(visit: Visit, asked: Asked): Promise<Answer> {
  const { access, reader, url } = visit
  const { say } = reader
  let options: SearchOptions
  try {
    options = optionsOf(asked, url.searchParams.get('cursor'))
  } catch (error) {
    return {
      content: html`<div class="problem" role="alert"><p>${say.badDate((error as Error).message)}</p></div>`,
      status: 400,
    }
  }
  try {
    const [{ items, next, total, didYouMean }, facets] = await Promise.all([
      access.search(asked.q, options),
      access.searchFacets(asked.q, options).catch(noFacets),
    ])
    const full = items.filter(({ missing }) => !missing)
    const near = items.filter(({ missing }) => missing)
    if (items.length === 0)
      return {
        content: html`${didYouMean ? html`<p class="meant">${say.didYouMean} <a href="${withParameter(url.pathname + url.search, 'q', didYouMean)}">${didYouMean}</a></p>` : ''}<p class="empty">${say.noResults} ${say.noResultsHelp}</p>${narrowedTo(visit, asked)}${queryHelp(visit)}`,
        status: 200,
      }
    const shown = ({ summary, excerpt, reprints, missing }: SearchView) =>
      entry(visit, summary, {
        excerpt,
        reprints,
        showChannel: true,
        ...(missing &&
          missing.length > 0 && {
            tail: html`<p class="lacks">${say.lacks(missing.join(reader.language === 'en' ? ', ' : '、'))}</p>`,
          }),
      })
    return {
      status: 200,
      ...(facets && { facets }),
      content: html`<div class="result-head"><p class="result-count" role="status">${say.resultCount(total.value, total.exact)}</p>
${followLine(visit, `q=${encodeURIComponent(asked.q)}`, feedPaths.search(asked.q))}</div>
${facets ? histogram(visit, facets) : nothing}${narrowedTo(visit, asked)}
<h2 class="unseen">${say.searchTitle}</h2>
<div class="entries">
${full.map(shown)}</div>
${near.length > 0 ? html`<h2 class="near-title">${say.nearTitle}</h2>\n<div class="entries">\n${near.map(shown)}</div>\n` : nothing}${pager(visit, next)}`,
    }
  } catch (error) {
    if (!(error instanceof QueryError)) throw error
    return { content: html`${queryError(visit, asked.q, error)}${queryHelp(visit)}`, status: 400 }
  }
}

/** What the list is narrowed to beside its query, each with the way to take it back. */
function narrowedTo(visit: Visit, { channel, outlet, from, to }: Asked): Html {
  const { reader, url } = visit
  const { say, times } = reader
  const without = (...names: string[]) => {
    const parameters = new URLSearchParams(url.search)
    for (const name of [...names, 'cursor']) parameters.delete(name)
    return `${url.pathname}?${parameters}`
  }
  const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text)
  const span = [from, to].map((day) => (isDay(day) ? times.day(day) : '')).join(' – ')
  const chips: [string, string][] = [
    ...(from || to ? [[span, without('from', 'to')] as [string, string]] : []),
    ...(channel ? [[channelName(visit, channel), without('channel')] as [string, string]] : []),
    ...(outlet ? [[outletName(visit, outlet), without('outlet')] as [string, string]] : []),
  ]
  if (chips.length === 0) return nothing
  return html`<ul class="chips" aria-label="${say.narrowedTo}">${chips.map(([name, path]) => html`<li>${name} <a class="remove" href="${path}" aria-label="${say.widen(name)}">×</a></li>`)}</ul>`
}

/** A passage that was pasted is looked for word for word and is no query to count by. */
function noFacets(error: unknown): null {
  if (error instanceof QueryError) return null
  throw error
}

function readForm(parameters: URLSearchParams): Asked {
  const text = (name: string) => (parameters.get(name) ?? '').trim()
  const sort = sorts.find((each) => each === parameters.get('sort')) ?? 'relevance'
  return {
    q: text('q'),
    channel: text('channel'),
    outlet: text('outlet'),
    from: text('from'),
    to: text('to'),
    sort,
  }
}

/** @throws {RangeError} whose message is the text that is no date. */
function optionsOf({ channel, outlet, from, to, sort }: Asked, cursor: string | null): SearchOptions {
  return {
    sort,
    cursor,
    limit: perPage,
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(channel) && { channel: parseChannelSlug(channel) }),
    ...(outlet && { outletSlug: outlet }),
    ...(from && { from: startOf(from) }),
    // The form's end is a day that counts; the range of `Access` ends before its end.
    ...(to && { to: instantOf(Date.parse(startOf(to)) + dayMs) }),
  }
}

function startOf(day: string): Instant {
  const ms = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(ms)) throw new RangeError(day)
  return instantOf(ms)
}

/** The query as typed, with the place marked where it stops making sense. */
function queryError({ reader }: Visit, query: string, error: QueryError): Html {
  const { say } = reader
  const at = Math.max(0, Math.min(error.position, query.length))
  const char = query.slice(at, at + 1)
  return html`<div class="problem" role="alert">
<h2>${say.queryErrorTitle}</h2>
<p class="query-echo"><code>${query.slice(0, at)}<mark class="query-here">${char || ' '}</mark>${query.slice(at + 1)}</code></p>
<p>${say.sentences(say.queryErrorAt(at + 1), queryProblem(say, error))}</p>
</div>`
}

/** What is wrong and what may stand there, in the page's language. */
export function queryProblem(say: Messages, { code, filter }: QueryError): string {
  const what = say.queryProblems[code](filter ?? '')
  const isAboutValue = code === 'filter-value-wrong' || code === 'filter-without-value'
  return isAboutValue && filter ? say.sentences(what, say.queryValues[filter]) : what
}

function queryHelp({ outletNames, reader }: Visit): Html {
  const { say, to } = reader
  const [anOutlet = 'news-example'] = outletNames.keys()
  return html`<section class="query-help" aria-labelledby="query-help-title">
<h2 id="query-help-title">${say.queryHelpTitle}</h2>
<dl>${say
    .queryHelp(anOutlet)
    .map(
      ([query = '', meaning = '']) =>
        html`<div><dt><a href="${to(`/search?q=${encodeURIComponent(query)}`)}"><code>${query}</code></a></dt><dd>${meaning}</dd></div>\n`,
    )}</dl>
</section>`
}

/** Folded on a phone, where the results come first. */
function filters(visit: Visit, asked: Asked, facets: SearchFacets | undefined): Html {
  const { channels, outlets, reader } = visit
  const { say } = reader
  const option = (value: string, text: string, chosen: string) =>
    html`<option value="${value}"${value === chosen ? html` selected` : nothing}>${text}</option>`
  const sortNames = { relevance: say.sortRelevance, newest: say.sortNewest, oldest: say.sortOldest }
  const isNarrowed =
    asked.channel !== '' ||
    asked.outlet !== '' ||
    asked.from !== '' ||
    asked.to !== '' ||
    asked.sort !== 'relevance'
  return html`<details class="filters-box"${isNarrowed ? html` open` : nothing}><summary>${say.filters}</summary>
<form class="filters" action="/search" method="get" aria-label="${say.filters}">
<input type="hidden" name="q" value="${asked.q}">
<div class="field"><label for="filter-channel">${say.categoryLabel}</label><select id="filter-channel" name="channel">${option('', say.anyChannel, asked.channel)}${channels.map(({ channel }) => option(channel.slug, channelName(visit, channel.slug), asked.channel))}</select></div>
<div class="field"><label for="filter-outlet">${say.outletName}</label><select id="filter-outlet" name="outlet">${option('', say.anyOutlet, asked.outlet)}${outlets.map(({ outlet }) => option(outlet.slug, outlet.name, asked.outlet))}</select></div>
<div class="field"><label for="filter-from">${say.fromDate}</label><input type="date" id="filter-from" name="from" value="${asked.from}"></div>
<div class="field"><label for="filter-to">${say.toDate}</label><input type="date" id="filter-to" name="to" value="${asked.to}"></div>
<div class="field"><label for="filter-sort">${say.sort}</label><select id="filter-sort" name="sort">${sorts.map((sort) => option(sort, sortNames[sort], asked.sort))}</select></div>${reader.languageField}
<button type="submit">${say.apply}</button>
</form>
${facets ? facetLists(visit, asked.q, facets) : nothing}</details>`
}
