import { PassageError, type PassageHistoryView } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { comparePath } from '../links.ts'
import { differencePiece } from '../parts/difference.ts'
import { entry } from '../parts/entry.ts'
import type { Visit } from '../visit.ts'

const shownMax = 20

/** The form that asks when a sentence vanished. @param asked What stands in it. */
export function changeSearchForm({ reader }: Visit, asked: string): Html {
  const { say } = reader
  return html`<form class="inline-form" action="/changes" method="get" role="search" aria-label="${say.findChangeLabel}">
<label for="passage">${say.findChangeLabel}<span class="hint"> ${say.findChangeHint}</span></label>
<input id="passage" type="search" name="passage" value="${asked}" maxlength="4000" required>${reader.languageField}
<button>${say.findChangeButton}</button>
</form>`
}

/** Where a passage stood: those articles first that have most of it. */
export async function changeSearchResults(
  visit: Visit,
  asked: string,
): Promise<{ status: 200 | 400; content: Html }> {
  const { access, reader } = visit
  const { say } = reader
  try {
    const found = await access.searchChanges(asked, { limit: shownMax })
    if (found.length === 0) return { status: 200, content: html`<p class="empty">${say.findChangeNone}</p>` }
    const gone = found.filter(({ spans }) => spans.at(-1)?.until).length
    return {
      status: 200,
      content: html`<h2 class="section-name">${say.findChangeTitle}</h2>
<p class="section-lead" role="status">${say.findChangeSummary(gone, found.length - gone)}</p>
<div class="entries">
${found.map((view) => stood(visit, view))}</div>`,
    }
  } catch (error) {
    if (!(error instanceof PassageError)) throw error
    return {
      status: 400,
      content: html`<div class="problem" role="alert"><p>${say.findChangeTooShort}</p></div>`,
    }
  }
}

function stood(
  visit: Visit,
  { summary, excerpt, contained, isExact, spans, change }: PassageHistoryView,
): Html {
  const { say, times, to } = visit.reader
  const ended = spans.at(-1)
  const times_ = spans.map(
    ({ sinceAt, untilAt }) =>
      html`${say.stoodFrom} ${times.measured(sinceAt)} ${untilAt ? html`${say.stoodUntil} ${times.measured(untilAt)}` : say.stillStands} `,
  )
  return html`${entry(visit, summary, {
    excerpt,
    kicker: isExact ? say.wordForWord : say.contained(Math.floor(contained * 100)),
    time: html`${times_}`,
    tail: ended?.until
      ? html`<a href="${to(comparePath(summary.articleId, ended.last, ended.until))}">${say.seeDifference}</a>`
      : nothing,
  })}${change && change.length > 0 ? html`<details class="folded"><summary>${say.inItsPlace}</summary><p${visit.reader.in(summary.language)}>${change.map((piece) => differencePiece(piece, say))}</p></details>\n` : nothing}`
}
