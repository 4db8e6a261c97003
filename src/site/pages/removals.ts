import { decisionKinds, type RemovalReport } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { withParameter } from '../reader.ts'
import type { PageReply, PlainReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'

const perPage = 50
/** Of one decision; of more, the number is told. */
const snapshotsShown = 5

/** Every decision about removal, in public, number by number: nobody need take our word for how few they are. */
export async function removalsPage(visit: Visit): Promise<PageReply> {
  const { reader, counts } = visit
  const { say } = reader
  const report = await reportOf(visit)
  const figure = (name: string, value: number) => html`<div><dt>${name}</dt><dd>${say.n(value)}</dd></div>`
  return {
    status: 200,
    page: shell(visit, {
      title: say.removals,
      description: say.removalsLead,
      here: 'about',
      canonicalPath: '/removals',
      main: html`<header class="page-head"><h1>${say.removals}</h1><p>${say.removalsLead}</p></header>
<section aria-labelledby="figures-title">
<h2 id="figures-title" class="section-name">${say.numbersTitle}</h2>
<dl class="figures">${figure(say.removalsAsked, report.requests)}${figure(say.removalsUndecided, report.undecided)}${figure(say.snapshotsHead, counts.snapshots)}${figure(say.logSizeHead, counts.treeSize)}</dl>
<dl class="shares by-kind">${decisionKinds.map((kind) => html`<div><dt>${say.decisionNames[kind]}</dt><dd>${say.n(report.byKind[kind])}</dd></div>\n`)}</dl>
</section>
<section aria-labelledby="decisions-title">
<h2 id="decisions-title" class="section-name">${say.removalsDecided}</h2>
${report.decisions.length === 0 ? html`<p class="empty">${say.removalsNone}</p>` : decided(visit, report)}
${older(visit, report)}
</section>
<p class="aside-note">${say.removalsPromise} <a href="${reader.to('/takedown')}">${say.askForRemoval}</a> · <a href="/removals.json" type="application/json">JSON</a></p>`,
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

function decided({ reader }: Visit, { decisions }: RemovalReport): Html {
  const { say, times, to } = reader
  return html`<ol class="decisions">
${decisions.map(
  ({ number, kind, caseNumber, reason, law, snapshots, decidedAt }) => html`<li id="d${number}">
<h3><span class="decision-number">${say.n(number)}</span> ${say.decisionNames[kind]}</h3>
<p>${reason}</p>
<p class="facts">${times.measured(decidedAt)}${law ? html` <span>${say.removalsLaw}${say.colon}${law}</span>` : ''} <span>${caseNumber ? html`${say.caseNumber} ${caseNumber}` : say.removalsOwn}</span>${snapshots.slice(0, snapshotsShown).map((id) => html` <a href="${to(`/s/${id}`)}"><code>${id}</code></a>`)}${snapshots.length > snapshotsShown ? html` <span>${say.snapshotCount(snapshots.length)}</span>` : ''}</p>
</li>\n`,
)}</ol>`
}

function older({ reader }: Visit, { next }: RemovalReport): Html {
  if (next === null) return nothing
  const path = withParameter(reader.to('/removals'), 'before', String(next))
  return html`<nav class="pager" aria-label="${reader.say.pagesNav}"><a rel="next" href="${path}">${reader.say.older}</a></nav>`
}
