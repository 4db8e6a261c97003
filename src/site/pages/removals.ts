import type { Decision, RemovalReport } from '#access'
import { type Html, html } from '../html.ts'
import type { PageReply, PlainReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'

const perPage = 100

/** Every decision about removal, in public. */
export async function removalsPage(visit: Visit): Promise<PageReply> {
  const { reader } = visit
  const { say, to } = reader
  const report = await reportOf(visit)
  return {
    status: 200,
    page: shell(visit, {
      title: say.removals,
      description: say.removalsLead,
      canonicalPath: '/removals',
      main: html`<header class="page-head"><h1>${say.removals}</h1><p>${say.removalsLead}</p></header>
<p>${say.removalsCounts(say.n(report.requests), say.n(report.undecided))}</p>
${report.decisions.length === 0 ? html`<p class="empty">${say.removalsNone}</p>` : table(visit, report.decisions)}
${report.next === null ? '' : html`<p><a href="${to(`/removals?before=${report.next}`)}" rel="next">${say.older}</a></p>`}
<p><a href="/removals.json" type="application/json">JSON</a></p>`,
    }),
  }
}

/** The same for programs. */
export async function removalsJson(visit: Visit): Promise<PlainReply> {
  return { mediaType: 'application/json', body: `${JSON.stringify(await reportOf(visit))}\n` }
}

function reportOf({ access, url }: Visit): Promise<RemovalReport> {
  const before = url.searchParams.get('before') ?? ''
  return access.removals(/^\d{1,9}$/.test(before) ? Number(before) : null, perPage)
}

function table({ reader }: Visit, decisions: readonly Decision[]): Html {
  const { say, times, to } = reader
  const rows = decisions.map(
    (each) => html`<tr id="d${each.number}">
<td class="number">${each.number}</td><td>${times.measured(each.decidedAt)}</td>
<th scope="row">${say.decisionNames[each.kind]}</th><td>${each.reason}</td><td>${each.law ?? '–'}</td>
<td>${each.caseNumber ?? say.removalsOwn}</td>
<td>${each.snapshots.map((id) => html`<a href="${to(`/s/${id}`)}"><code>${id}</code></a> `)}</td>
</tr>\n`,
  )
  return html`<div class="table-box" tabindex="0" role="group" aria-label="${say.removals}"><table class="ledger">
<thead><tr><th scope="col"></th><th scope="col">${say.caseFiled}</th><th scope="col">${say.removalsWhat}</th><th scope="col">${say.removalsWhy}</th><th scope="col">${say.removalsLaw}</th><th scope="col">${say.removalsCase}</th><th scope="col">${say.removalsAbout}</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
}
