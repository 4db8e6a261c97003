import { type NoticeInput, type NoticeStatus, noticeKinds } from '#access'
import { attribute, type Html, html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { contactLink, shell } from '../shell.ts'
import type { Visit } from '../visit.ts'

/** In characters. A reason of this length is four pages. */
const charsMax = { subject: 2000, reason: 8000, name: 200, contact: 300 } as const

type Field = keyof NoticeInput
type Values = Readonly<Record<Field, string>>
type Problems = ReadonlyMap<Field, string>

/** The form. @param subject What it is about, where the reader comes from a page that knows. */
export function takedownPage(visit: Visit): PageReply {
  const subject = visit.url.searchParams.get('subject') ?? ''
  return formPage(visit, { subject, kind: '', reason: '', name: '', contact: '' }, new Map())
}

/** Files the request and leads to its private page; or shows the form again with what is missing. */
export async function fileTakedown(
  visit: Visit,
  form: FormData,
  mayFile: () => boolean,
): Promise<PageReply | { redirect: string }> {
  const text = (name: string) => {
    const value = form.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const values: Values = {
    subject: text('subject'),
    kind: text('kind'),
    reason: text('reason'),
    name: text('name'),
    contact: text('contact'),
  }
  const kind = noticeKinds.find((each) => each === values.kind)
  const problems = check(visit, values)
  if (problems.size > 0 || !kind) return formPage(visit, values, problems)
  if (!mayFile()) {
    const busy = new Map<Field, string>([['reason', visit.reader.say.tooManyRequests]])
    return { ...formPage(visit, values, busy), status: 429 }
  }
  const receipt = await visit.access.fileNotice({ ...values, kind })
  return { redirect: visit.reader.to(`/takedown/${encodeURIComponent(receipt.statusKey)}`) }
}

/** The private page of one request. Its address is its key, so nothing may keep it or pass it on. */
export async function takedownStatusPage(visit: Visit, statusKey: string): Promise<PageReply> {
  const { access, reader } = visit
  const { say, times } = reader
  const status = await access.noticeStatus(statusKey)
  const title = status ? say.caseTitle : say.caseUnknownTitle
  return {
    status: status ? 200 : 404,
    headers: { 'cache-control': 'no-store' },
    page: shell(visit, {
      title,
      noIndex: true,
      main: status
        ? html`<header class="page-head"><p class="kicker">${say.takedownTitle}</p><h1>${title}</h1></header>
<div class="reading">
<p class="case-number"><span>${say.caseNumber}</span> <strong>${status.caseNumber}</strong></p>
<dl class="wide-list">
<div><dt>${say.caseState}</dt><dd>${status.state === 'received' ? say.caseReceived : html`<strong>${say.caseDecided}</strong>${status.decision ? html` ${status.decision}` : ''}`}</dd></div>
<div><dt>${say.caseFiled}</dt><dd>${times.measured(status.filedAt, 'second')}</dd></div>
${status.dueAt && status.state === 'received' ? html`<div><dt>${say.caseDue}</dt><dd>${times.measured(status.dueAt)}</dd></div>\n` : ''}${status.subject ? html`<div><dt>${say.caseSubject}</dt><dd class="url">${status.subject}</dd></div>\n` : ''}</dl>
${(status.decisions ?? []).length > 0 ? decisionsOf(visit, status.decisions ?? []) : ''}
<p class="problem">${say.caseKeep}</p>
</div>`
        : html`<div class="plain-page"><h1>${title}</h1><p>${say.caseUnknown}</p></div>`,
    }),
  }
}

function decisionsOf({ reader }: Visit, decisions: NonNullable<NoticeStatus['decisions']>): Html {
  const { say, times } = reader
  return html`<h2>${say.caseDecisions}</h2>
<ol>${decisions.map((each) => html`<li><strong>${say.decisionNames[each.kind]}</strong> ${times.measured(each.decidedAt)}${each.law ? html`<br>${each.law}` : ''}<br>${each.reason}</li>\n`)}</ol>`
}

function check({ reader }: Visit, values: Values): Problems {
  const { say } = reader
  const labels = labelsOf(say)
  const problems = new Map<Field, string>()
  for (const field of Object.keys(charsMax) as (keyof typeof charsMax)[]) {
    const max = charsMax[field]
    if (values[field] === '') problems.set(field, say.errorMissing(labels[field]))
    else if (values[field].length > max) problems.set(field, say.errorLong(labels[field], max))
  }
  if (!noticeKinds.some((kind) => kind === values.kind)) problems.set('kind', say.errorKind)
  return problems
}

function labelsOf(say: Visit['reader']['say']): Record<Field, string> {
  return {
    subject: say.subjectLabel,
    kind: say.kindLabel,
    reason: say.reasonLabel,
    name: say.nameLabel,
    contact: say.contactLabel,
  }
}

function formPage(visit: Visit, values: Values, problems: Problems): PageReply {
  const { reader, site } = visit
  const { say } = reader
  return {
    status: problems.size > 0 ? 422 : 200,
    headers: { 'cache-control': 'no-store' },
    page: shell(visit, {
      title: say.takedownTitle,
      description: say.takedownLead,
      canonicalPath: '/takedown',
      main: html`<header class="page-head"><h1>${say.takedownTitle}</h1><p>${say.takedownLead}</p></header>
<div class="with-side">
<div>
${problems.size > 0 ? summaryOf(visit, problems) : ''}
${form(visit, values, problems)}
</div>
<section class="side-note" aria-labelledby="steps-title">
<h2 id="steps-title">${say.takedownWhat}</h2>
<ol>${say.takedownSteps.map((step) => html`<li>${step}</li>\n`)}</ol>
<p><a href="${reader.to('/removals')}">${say.removals}</a></p>
${site.contact ? html`<p>${say.excludeContact} ${contactLink(site.contact)}</p>` : ''}
</section>
</div>`,
    }),
  }
}

/** What is wrong, each leading to its field. */
function summaryOf({ reader }: Visit, problems: Problems): Html {
  const { say } = reader
  return html`<div class="problem" role="alert" tabindex="-1">
<h2>${say.formErrors}</h2>
<p>${say.formErrorsLead(problems.size)}</p>
<ul>${[...problems].map(([field, text]) => html`<li><a href="#field-${field}">${text}</a></li>`)}</ul>
</div>`
}

function form({ reader }: Visit, values: Values, problems: Problems): Html {
  const { say, to } = reader
  const labels = labelsOf(say)

  const frame = (field: Field, hint: string, control: Html) => {
    const problem = problems.get(field)
    return html`<div class="field${problem ? ' wrong' : ''}">
<label for="field-${field}">${labels[field]} <span class="aside-note">${say.required}</span></label>
${hint ? html`<p class="hint" id="hint-${field}">${hint}</p>` : ''}${problem ? html`<p class="field-problem" id="problem-${field}">${problem}</p>` : ''}${control}
</div>`
  }
  const described = (field: Field, hint: string) => {
    const ids = [hint && `hint-${field}`, problems.has(field) && `problem-${field}`].filter(Boolean).join(' ')
    return html` id="field-${field}" name="${field}" required${attribute('aria-describedby', ids || null)}${attribute('aria-invalid', problems.has(field) ? 'true' : null)}`
  }
  const line = (field: 'subject' | 'name' | 'contact', hint: string, autocomplete: string) =>
    frame(
      field,
      hint,
      html`<input type="text"${described(field, hint)} maxlength="${charsMax[field]}" value="${values[field]}" autocomplete="${autocomplete}">`,
    )

  return html`<form class="long-form" action="${to('/takedown')}" method="post" accept-charset="utf-8">
${line('subject', say.subjectHint, 'off')}
${frame('kind', '', html`<select${described('kind', '')}><option value=""></option>${noticeKinds.map((kind) => html`<option value="${kind}"${kind === values.kind ? html` selected` : ''}>${say.kinds[kind]}</option>`)}</select>`)}
${frame('reason', say.reasonHint, html`<textarea${described('reason', say.reasonHint)} rows="7" maxlength="${charsMax.reason}">${values.reason}</textarea>`)}
${line('name', '', 'name')}
${line('contact', say.contactHint, 'email')}
<button type="submit">${say.sendRequest}</button>
</form>`
}
