import { html, outsideUrl } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import type { FailureView } from '../desk.ts'
import { deskPage, ledger } from '../desk-shell.ts'
import type { OperatorVisit } from '../desk-visit.ts'

/** Captures that gave no article. */
export async function failuresPage(visit: OperatorVisit): Promise<PageReply> {
  const { desk, words, reader } = visit
  const failures = await desk.failures(200)
  const rows = failures.map(
    (each) =>
      html`<tr><td>${reader.times.measured(each.at)}</td><th scope="row"><a class="url" href="${reader.to(`/desk/failures/${encodeURIComponent(each.captureId)}`)}">${each.url}</a></th><td lang="en">${each.reason}</td></tr>\n`,
  )
  return deskPage(visit, {
    title: words.failures,
    place: 'failures',
    main: html`<p>${words.failuresLead}</p>${rows.length > 0 ? ledger(words.failures, [words.when, words.page, words.reason], rows) : html`<p class="empty">${words.none}</p>`}`,
  })
}

/** The page beside what was made of it. */
export function failurePage(visit: OperatorVisit, failure: FailureView): PageReply {
  const { words, reader } = visit
  const url = outsideUrl(failure.url)
  const when = failure.at.replace(/\D/g, '').slice(0, 14)
  return deskPage(visit, {
    title: words.failures,
    place: 'failures',
    main: html`<p class="url">${url ? html`<a href="${url}" rel="noreferrer">${failure.url}</a>` : failure.url}</p>
<p>${reader.times.measured(failure.at)} <span lang="en">${failure.reason}</span></p>
<p><a href="/web/${when}/${failure.url}">${words.replay}</a></p>
<div class="beside">
<section><h2>${words.page}</h2><div class="page-text" tabindex="0">${failure.text}</div></section>
<section><h2>${words.result}</h2>
${ledger(
  words.result,
  [words.field, words.value, words.evidence],
  failure.result.map(
    ({ field, value, evidence }) =>
      html`<tr><th scope="row" lang="en">${field}</th><td>${value}</td><td lang="en">${evidence}</td></tr>\n`,
  ),
)}</section>
</div>`,
  })
}
