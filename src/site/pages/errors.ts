import type { Tombstone } from '#access'
import { type Html, html } from '../html.ts'
import { pageOfList } from '../links.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'

/** 404: nothing has ever been at that address. @param what Its title, where it can be more exact than the usual. */
export function missing(visit: Visit, what?: string): PageReply {
  const { say, to } = visit.reader
  return plain(
    visit,
    404,
    what ?? say.notFoundTitle,
    html`<p>${say.notFoundText}</p>
<form class="inline-form" action="/lookup" method="get">
<label for="lookup-url">${say.urlLabel}</label>
<input type="text" inputmode="url" id="lookup-url" name="url">${visit.reader.languageField}
<button type="submit">${say.lookupButton}</button>
</form>
<p><a href="${to('/')}">${say.backHome}</a></p>`,
  )
}

/** 400. @param detail Sentences that say what is wrong and what to do, in the reader's language. */
export function badRequest(visit: Visit, detail: string): PageReply {
  return plain(visit, 400, visit.reader.say.badRequestTitle, html`<p>${detail}</p>`)
}

/** 400, with the way back to the beginning of the list that was paged through. */
export function badCursor(visit: Visit): PageReply {
  const { say } = visit.reader
  return plain(
    visit,
    400,
    say.badRequestTitle,
    html`<p>${say.badCursor}</p>
<p><a href="${pageOfList(visit.url, null)}">${say.firstPage}</a></p>`,
  )
}

/** 500: says that it is our fault, and nothing else. */
export function failed(visit: Visit): PageReply {
  const { say, to } = visit.reader
  return plain(
    visit,
    500,
    say.errorTitle,
    html`<p>${say.errorText}</p>
<p><a href="${to('/')}">${say.backHome}</a></p>`,
  )
}

/** 410 or 451: what stays public of something that was taken down. @see RFC 7725 */
export function tombstone(visit: Visit, stone: Tombstone): PageReply {
  const { reader } = visit
  const { say, times, to } = reader
  const title = stone.httpStatus === 451 ? say.legalTitle : say.goneTitle
  const page = shell(visit, {
    title,
    noIndex: true,
    main: html`<div class="tombstone">
<p class="status-number" aria-hidden="true">${stone.httpStatus}</p>
<h1>${title}</h1>
<p>${say.tombstoneLead}</p>
<dl>
<div><dt>${say.snapshotTime}</dt><dd>${times.measured(stone.capturedAt, 'second')}</dd></div>
<div><dt>${say.tombstoneWithheld}</dt><dd>${times.measured(stone.withheldAt, 'second')}</dd></div>
<div><dt>${say.tombstoneReason}</dt><dd>${stone.reason}</dd></div>
<div><dt>${say.tombstoneAddress}</dt><dd>${stone.url ? html`<span class="url">${stone.url}</span>` : say.tombstoneAddressWithheld}</dd></div>
</dl>
<p class="aside-note">${say.tombstoneProofNote} <a href="${to('/about/proof')}">${say.whatThisProves}</a></p>
</div>`,
  })
  return { status: stone.httpStatus, page, headers: { 'cache-control': 'no-cache' } }
}

function plain(visit: Visit, status: number, title: string, content: Html): PageReply {
  return {
    status,
    headers: { 'cache-control': 'no-store' },
    page: shell(visit, {
      title,
      noIndex: true,
      main: html`<div class="plain-page">
<p class="status-number" aria-hidden="true">${status}</p>
<h1>${title}</h1>
${content}
</div>`,
    }),
  }
}
