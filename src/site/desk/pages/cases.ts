import { type CaseFile, type DecisionKind, decisionKinds, dueAt, isOverdue } from '#access'
import { attribute, type Html, html } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import type { CaseView, Copy } from '../desk.ts'
import { deskPage, ledger, notice } from '../desk-shell.ts'
import { formTokenField, isAllowed, type OperatorVisit } from '../desk-visit.ts'

/** All requests, those first that wait longest. */
export async function casesPage(visit: OperatorVisit): Promise<PageReply> {
  const { desk, words } = visit
  const cases = await desk.cases()
  return deskPage(visit, {
    title: words.cases,
    place: 'cases',
    main: cases.length === 0 ? html`<p class="empty">${words.noCases}</p>` : table(visit, cases),
  })
}

/** One request: what it says, what is held of it, what was decided, and the form to decide. */
export function casePage(
  visit: OperatorVisit,
  view: CaseView,
  problem: string | null,
  done: string | null,
): PageReply {
  const { words, reader, now } = visit
  const { times } = reader
  const { file } = view
  return deskPage(visit, {
    title: words.caseOf(file.caseNumber),
    place: 'cases',
    status: problem ? 422 : 200,
    main: html`${notice(done)}${notice(problem, 'problem')}
<div class="case-columns">
<div>
<dl class="wide-list">
<div><dt>${words.about}</dt><dd class="url">${file.subject}</dd></div>
<div><dt>${words.from}</dt><dd>${file.name}, ${file.contact}</dd></div>
<div><dt>${words.reason}</dt><dd>${words.kinds[file.kind]}</dd></div>
<div><dt>${words.filed}</dt><dd>${times.measured(file.filedAt)}</dd></div>
<div><dt>${words.due}</dt><dd${attribute('class', isOverdue(file, now) ? 'overdue' : null)}>${times.measured(view.dueAt)}</dd></div>
</dl>
<p class="said">${file.reason}</p>
<h2>${words.decisionsTaken}</h2>
${decisionsOf(visit, file)}
<h2>${words.similar}</h2>
${view.similar.length > 0 ? table(visit, view.similar) : html`<p>${words.none}</p>`}
</div>
${isAllowed(visit, 'cases.decide') ? decisionForm(visit, view) : html`<div><h2>${words.copies}</h2>${view.copies.map((copy) => html`<p>${copyLine(visit, copy)}</p>`)}</div>`}
</div>`,
  })
}

function table(visit: OperatorVisit, cases: readonly CaseFile[]): Html {
  const { words, reader, now } = visit
  const { times, to } = reader
  const rows = cases.map((file) => {
    const newest = file.decisions.at(-1)
    const late = isOverdue(file, now)
    const state = newest ? firstWords(words.decisions[newest.kind]) : words.openCases
    return html`<tr><th scope="row"><a href="${to(`/desk/cases/${file.caseNumber}`)}">${file.caseNumber}</a></th><td>${words.kinds[file.kind]}</td><td class="url">${file.subject.slice(0, 120)}</td><td>${times.measured(file.filedAt)}</td><td${attribute('class', late ? 'overdue' : null)}>${newest ? '–' : times.measured(dueAt(file))}</td><td>${state}</td></tr>\n`
  })
  return ledger(
    words.cases,
    [words.cases, words.reason, words.about, words.filed, words.due, words.decision],
    rows,
  )
}

function decisionsOf({ words, reader }: OperatorVisit, { decisions }: CaseFile): Html {
  if (decisions.length === 0) return html`<p>${words.none}</p>`
  return html`<ol>${decisions.map((each) => html`<li>${reader.times.measured(each.decidedAt)} <strong>${firstWords(words.decisions[each.kind])}</strong>${each.law ? html`, ${each.law}` : ''}<br>${each.reason}</li>\n`)}</ol>`
}

function decisionForm(visit: OperatorVisit, { copies }: CaseView): Html {
  const { words, url } = visit
  const kinds = decisionKinds.filter(
    (kind: DecisionKind) => kind !== 'erase' || isAllowed(visit, 'cases.erase'),
  )
  return html`<form class="card" method="post" action="${url.pathname}">
<h2>${words.decide}</h2>${formTokenField(visit)}
<fieldset><legend>${words.copies}</legend>
${copies.length === 0 ? html`<p>${words.noCopies}</p>` : copies.map((copy) => html`<label><input type="checkbox" name="id" value="${copy.held.snapshot.id}"${attribute('checked', copy.relation !== 'reprint')}>${copyLine(visit, copy)}</label>\n`)}</fieldset>
<div class="field"><label for="kind">${words.decision}</label><select id="kind" name="kind">${kinds.map((kind) => html`<option value="${kind}">${words.decisions[kind]}</option>`)}</select></div>
<div class="field"><label for="reason">${words.reason}</label><p class="hint" id="hint-reason">${words.reasonHint}</p><textarea id="reason" name="reason" rows="3" maxlength="2000" required aria-describedby="hint-reason"></textarea></div>
<div class="field"><label for="law">${words.law}</label><p class="hint" id="hint-law">${words.lawHint}</p><input type="text" id="law" name="law" maxlength="200" aria-describedby="hint-law"></div>
<div class="field"><label for="url">${words.addressToExclude}</label><input type="text" inputmode="url" id="url" name="url" value="${copies[0]?.held.snapshot.url ?? ''}"></div>
${isAllowed(visit, 'cases.erase') ? html`<div class="field"><label for="confirm">${words.confirmErase}</label><input type="text" id="confirm" name="confirm" autocomplete="off"></div>` : ''}
<button>${words.decide}</button>
</form>`
}

function copyLine({ words, reader }: OperatorVisit, { held, relation, isWithheld }: Copy): Html {
  const { snapshot } = held
  return html`<a href="${reader.to(`/s/${snapshot.id}`)}"${reader.in(snapshot.article.language)}>${snapshot.article.title}</a> <span class="aside-note">${words.relation[relation]}, ${snapshot.outletSlug}, ${reader.times.measured(snapshot.capturedAt)}, ${isWithheld ? words.withheldNow : words.shownNow}</span>`
}

/** Of "Withhold: kept, not shown" the first part. */
const firstWords = (text: string): string => text.split(/[:：]/)[0] ?? text
