import type { SourceHealthView } from '#access'
import { type Html, html, outsideUrl } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { missing } from './errors.ts'

/** How the sources of one outlet are doing: last success, expected against found, why one broke. */
export async function outletHealthPage(visit: Visit, slug: string): Promise<PageReply> {
  const { access, reader } = visit
  const { say, to } = reader
  const view = await access.outlet(slug)
  const sources = await access.sourceHealth(slug)
  if (!view || !sources) return missing(visit, say.notFoundOutlet)
  const title = say.healthOf(view.outlet.name)
  return {
    status: 200,
    page: shell(visit, {
      title,
      description: say.healthLead,
      here: 'outlets',
      canonicalPath: `/outlet/${slug}/health`,
      main: html`<header class="page-head"><h1>${title}</h1>
<p>${say.healthLead}</p>
<p><a href="${to(`/outlet/${slug}`)}"${reader.in(view.outlet.language)}>${view.outlet.name}</a></p></header>
${sources.length === 0 ? html`<p class="empty">${say.healthNone}</p>` : table(visit, sources)}`,
    }),
  }
}

const signs = { working: '●', thin: '◐', broken: '✕' } as const

function table({ reader }: Visit, sources: readonly SourceHealthView[]): Html {
  const { say, times } = reader
  const count = (value: number | null) => (value === null ? '–' : say.n(Math.round(value)))
  const rows = sources.map((source) => {
    const url = outsideUrl(source.url)
    const why = source.breakage ? html`${say.healthBreakages[source.breakage]} ` : ''
    const reason = source.reason
      ? html`<br><span class="aside-note">${why}<span lang="en">${source.reason}</span></span>`
      : ''
    return html`<tr>
<th scope="row">${say.sourceKinds[source.kind]} ${url ? html`<a class="url" href="${url}" rel="noreferrer">${source.url}</a>` : source.url}</th>
<td>${signs[source.state]} ${say.healthStates[source.state]}${source.state === 'working' ? '' : html` ${times.measured(source.since)}`}${reason}</td>
<td>${source.lastSuccessAt ? times.measured(source.lastSuccessAt) : '–'}</td>
<td class="number">${count(source.expectedCount)}</td><td class="number">${count(source.foundCount)}</td>
</tr>\n`
  })
  return html`<div class="table-box" tabindex="0" role="group" aria-label="${say.healthSource}"><table class="ledger">
<thead><tr><th scope="col">${say.healthSource}</th><th scope="col">${say.healthState}</th><th scope="col">${say.healthLastSuccess}</th><th scope="col" class="number">${say.healthExpected}</th><th scope="col" class="number">${say.healthFound}</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
}
