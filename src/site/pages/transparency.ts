import { decisionKinds, type RemovalReport } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { withParameter } from '../reader.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { badCursor } from './errors.ts'

const perPage = 50

/** What was asked to be removed and what was decided, number by number: nobody need take our word for how little it is. */
export async function transparencyPage(visit: Visit): Promise<PageReply> {
  const { access, reader, url, counts } = visit
  const { say } = reader
  const cursor = url.searchParams.get('cursor')
  if (cursor !== null && !/^[1-9]\d{0,8}$/.test(cursor)) return badCursor(visit)
  const report = await access.removals(cursor === null ? null : Number(cursor), perPage)
  const figure = (name: string, value: number) => html`<div><dt>${name}</dt><dd>${say.n(value)}</dd></div>`
  return {
    status: 200,
    page: shell(visit, {
      title: say.reportTitle,
      description: say.reportLead,
      here: 'about',
      ...(cursor === null && { canonicalPath: '/transparency' }),
      noIndex: cursor !== null,
      main: html`<header class="page-head"><h1>${say.reportTitle}</h1><p>${say.reportLead}</p></header>
<section aria-labelledby="figures-title">
<h2 id="figures-title" class="section-name">${say.numbersTitle}</h2>
<dl class="figures">${figure(say.reportRequests, report.requests)}${figure(say.reportUndecided, report.undecided)}${figure(say.snapshotsHead, counts.snapshots)}${figure(say.logSizeHead, counts.treeSize)}</dl>
<dl class="shares by-kind">${decisionKinds.map((kind) => html`<div><dt>${say.decisionKinds[kind]}</dt><dd>${say.n(report.byKind[kind])}</dd></div>\n`)}</dl>
</section>
<section aria-labelledby="decisions-title">
<h2 id="decisions-title" class="section-name">${say.reportDecisions}</h2>
${report.decisions.length === 0 ? html`<p class="empty">${say.reportNone}</p>` : decisions(visit, report)}
${older(visit, report)}
</section>
<p class="aside-note">${say.reportPromise} <a href="${reader.to('/takedown')}">${say.askForRemoval}</a></p>`,
    }),
  }
}

function decisions({ reader }: Visit, { decisions }: RemovalReport): Html {
  const { say, times, to } = reader
  const snapshotsShown = 5
  return html`<ol class="decisions">
${decisions.map(
  ({ number, kind, caseNumber, reason, law, snapshots, decidedAt }) => html`<li id="decision-${number}">
<h3><span class="decision-number">${say.n(number)}</span> ${say.decisionKinds[kind]}</h3>
<p>${reason}</p>
<p class="facts">${times.measured(decidedAt, 'minute')}${law ? html` <span>${say.reportLaw} ${law}</span>` : ''}${caseNumber ? html` <span>${say.caseNumber} ${caseNumber}</span>` : html` <span>${say.reportOwnAccord}</span>`}${snapshots.slice(0, snapshotsShown).map((id) => html` <a href="${to(`/s/${id}`)}"><code>${id}</code></a>`)}${snapshots.length > snapshotsShown ? html` <span>${say.snapshotCount(snapshots.length)}</span>` : ''}</p>
</li>\n`,
)}</ol>`
}

function older({ reader, url }: Visit, { next }: RemovalReport): Html {
  if (next === null) return nothing
  const path = withParameter(url.pathname + url.search, 'cursor', String(next))
  return html`<nav class="pager" aria-label="${reader.say.pagesNav}"><a rel="next" href="${path}">${reader.say.older}</a></nav>`
}
