import type { LookupView } from '#access'
import { type Capture, formatTimestamp14, type HttpUrl, parseHttpUrl, snapshotIdOf } from '#model'
import { type Html, html } from '../html.ts'
import { mementoPath } from '../links.ts'
import { captureCalendar, capturedDays, dayAnchor } from '../parts/capture-calendar.ts'
import { stateMark } from '../parts/entry.ts'
import { readable } from '../parts/record.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import { outletName, type Visit } from '../visit.ts'

/** What is kept of one URL, in any spelling: its article, a calendar of captures and each of them, or why there is none. */
export async function lookupPage(visit: Visit): Promise<PageReply> {
  const { reader, url } = visit
  const { say } = reader
  const asked = (url.searchParams.get('url') ?? '').trim()
  const { content, status } = await answer(visit, asked)
  return {
    status,
    page: shell(visit, {
      title: say.lookupTitle,
      description: say.lookupLead,
      here: 'lookup',
      noIndex: asked !== '',
      ...(asked === '' && { canonicalPath: '/lookup' }),
      main: html`<header class="page-head">
<h1>${say.lookupTitle}</h1>
<p>${say.lookupLead}</p>
</header>
<form class="inline-form lookup-form" action="/lookup" method="get">
<label for="url">${say.urlLabel}</label>
<input type="text" inputmode="url" id="url" name="url" value="${asked}" autocomplete="off" spellcheck="false" placeholder="https://">${reader.languageField}
<button type="submit">${say.lookupButton}</button>
</form>
${content}`,
    }),
  }
}

async function answer(visit: Visit, asked: string): Promise<{ content: Html; status: number }> {
  const { say } = visit.reader
  if (asked === '') return { content: html``, status: 200 }
  const url = parseAsked(asked)
  if (!url) {
    return {
      content: html`<div class="problem" role="alert"><h2>${say.lookupBad}</h2><p>${say.lookupBadHelp}</p></div>`,
      status: 400,
    }
  }
  const view = await visit.access.lookup(url)
  const isHeld = view.article !== null || view.captures.length > 0
  return { content: isHeld ? held(visit, view) : none(visit, view), status: isHeld ? 200 : 404 }
}

/** People leave out the scheme, as browsers do. */
function parseAsked(text: string): HttpUrl | null {
  const isWhole = /^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^/]+:\d+(\/|$)/.test(text)
  try {
    const url = parseHttpUrl(isWhole ? text : `https://${text}`)
    return new URL(url).hostname.includes('.') || /^\[|localhost$/.test(new URL(url).hostname) ? url : null
  } catch {
    return null
  }
}

function none(visit: Visit, { url, noSnapshotReason }: LookupView): Html {
  const { say, times } = visit.reader
  const withheld = /^withheld(?:: (.*))?$/s.exec(noSnapshotReason?.reason ?? '')
  if (withheld && noSnapshotReason)
    return html`<section class="lookup-none">
<h2>${say.lookupWithheld}</h2>
<p class="url">${readable(url)}</p>
<p>${say.tombstoneReason}${say.colon}${withheld[1] ?? ''} <span class="aside-note">${times.measured(noSnapshotReason.at)}</span></p>
<p><a href="${visit.reader.to('/about/proof')}">${say.whatThisProves}</a></p>
</section>`
  return html`<section class="lookup-none">
<h2>${say.lookupNone}</h2>
<p class="url">${readable(url)}</p>
${noSnapshotReason ? reason(visit, noSnapshotReason) : html`<p>${say.lookupNoneHelp}</p>`}
</section>`
}

/** A reason is one of the extractor's words, perhaps with a detail behind a colon; others stand as they are. */
function reason({ reader }: Visit, { reason: said, at }: NonNullable<LookupView['noSnapshotReason']>): Html {
  const { say, times } = reader
  const [word = '', ...detail] = said.split(': ')
  const known = (say.noReasons as Record<string, string>)[word]
  return html`<p>${say.sentences(say.lookupReason, known ?? said)}${known && detail.length > 0 ? html` <span class="aside-note" lang="en">${detail.join(': ')}</span>` : ''} <span class="aside-note">${times.measured(at)}</span></p>`
}

function held(visit: Visit, { url, article, captures, noSnapshotReason }: LookupView): Html {
  const { reader } = visit
  const { say, times, to } = reader
  const latest = article?.revisions.at(-1)
  const snapshots = new Map((article?.revisions ?? []).map((revision) => [revision.id, revision]))
  const days = capturedDays(reader, captures, ({ id, capturedAt }) =>
    snapshots.has(snapshotIdOf(id, capturedAt)),
  )
  const years = [...Map.groupBy(days, ({ day }) => day.slice(0, 4))]
  return html`<section class="lookup-held" aria-labelledby="held-title">
<h2 id="held-title" class="section-name">${say.lookupHeld}</h2>
${
  article && latest
    ? html`<p class="version-title"><a href="${to(`/s/${latest.id}`)}"${reader.in(latest.language)}>${latest.title || say.noTitle}</a></p>
<p class="facts"><a href="${to(`/outlet/${article.outletSlug}`)}">${outletName(visit, article.outletSlug, latest.outlet)}</a> <a href="${to(`/article/${article.id}`)}">${say.revisionsShort(article.revisions.length)}</a> <span>${stateMark(say, article.webState)} ${say.since} ${times.measured(article.webStateSince)}</span> <span>${say.firstCaptured} ${times.measured(article.firstCapturedAt)}</span></p>`
    : html`<p class="url">${readable(url)}</p>${noSnapshotReason ? reason(visit, noSnapshotReason) : ''}`
}
</section>
<section aria-labelledby="captures-title">
<h2 id="captures-title" class="section-name">${say.capturesTitle}</h2>
${captureCalendar(reader, days)}
${years.map(
  (
    [year, ofYear],
    index,
  ) => html`<details class="year"${index === years.length - 1 ? html` open` : ''}><summary><span class="year-number">${year}</span> ${say.captureCount(ofYear.reduce((sum, day) => sum + day.captures.length, 0))}</summary>
<div class="table-box" tabindex="0" role="group" aria-label="${say.capturesTitle} ${year}"><table class="ledger captures">
<thead><tr><th scope="col">${say.captureTime}</th><th scope="col">${say.captureAnswer}</th><th scope="col">${say.captureIs}</th></tr></thead>
${ofYear.map(
  (day) => html`<tbody id="${dayAnchor(day.day)}">
${day.captures.map((capture) => captureRow(visit, capture, snapshots))}</tbody>\n`,
)}</table></div></details>\n`,
)}
</section>`
}

function captureRow(
  { reader }: Visit,
  capture: Capture,
  snapshots: ReadonlyMap<string, { revisionNumber: number }>,
): Html {
  const { say, times, to } = reader
  const id = snapshotIdOf(capture.id, capture.capturedAt)
  const snapshot = snapshots.get(id)
  const gave = snapshot
    ? html`<a href="${to(`/s/${id}`)}">${say.versionNumber(snapshot.revisionNumber)}</a>`
    : html`${capture.status === 304 || capture.revisitOf ? say.unchangedWord : say.noSnapshotWord}`
  return html`<tr><td>${times.measured(capture.capturedAt, 'second')}</td><td>${capture.status}</td><td>${gave} <a class="aside-note" href="${mementoPath(formatTimestamp14(capture.capturedAt), capture.url)}">${say.replay}</a></td></tr>\n`
}
