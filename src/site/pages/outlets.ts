import { html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { firstSteps } from './home.ts'

/** Every outlet with what is kept of it. */
export async function outletsPage(visit: Visit): Promise<PageReply> {
  const { access, reader } = visit
  const { say, times, to } = reader
  const outlets = await access.outlets()
  const rows = outlets.map(
    ({ outlet, articles, snapshots, revised, gone, newestAt }) => html`<tr>
<th scope="row"><a href="${to(`/outlet/${outlet.slug}`)}"${reader.in(outlet.language)}>${outlet.name}</a>${outlet.followed ? '' : html` <span class="flag">${say.notFollowed}</span>`}${newestAt ? html` <span class="narrow-only aside-note">${say.newestHead} ${times.measured(newestAt)}</span>` : ''}</th>
<td class="number">${say.n(articles)}</td><td class="number">${say.n(snapshots)}</td><td class="number">${say.n(revised)}</td><td class="number">${say.n(gone)}</td><td class="wide-only">${newestAt ? times.measured(newestAt) : '–'}</td>
</tr>\n`,
  )
  return {
    status: 200,
    page: shell(visit, {
      title: say.outletsTitle,
      description: say.outletsLead,
      here: 'outlets',
      canonicalPath: '/outlets',
      main: html`<header class="page-head"><h1>${say.outletsTitle}</h1><p>${say.outletsLead}</p></header>
${
  outlets.length === 0
    ? firstSteps(visit, 0)
    : html`<div class="table-box" tabindex="0" role="group" aria-label="${say.outletsTitle}"><table class="ledger">
<thead><tr><th scope="col">${say.outletName}</th><th scope="col" class="number">${say.articlesHead}</th><th scope="col" class="number">${say.snapshotsHead}</th><th scope="col" class="number">${say.rewrittenHead}</th><th scope="col" class="number">${say.vanishedHead}</th><th scope="col" class="wide-only">${say.newestHead}</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`
}`,
    }),
  }
}
