import { html } from '../html.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'

/** What a browser without a network shows in the place of a page that it has not kept: what it has. */
export function offlinePage(visit: Visit): PageReply {
  const { say } = visit.reader
  return {
    status: 200,
    page: shell(visit, {
      title: say.offlineTitle,
      noIndex: true,
      scripts: ['kept.js'],
      main: html`<div class="plain-page"><h1>${say.offlineTitle}</h1>
<p>${say.offlineText}</p>
<h2 class="section-name">${say.offlineKept}</h2>
<p class="empty" data-kept-none>${say.offlineNone}</p>
<ul class="kept-list" data-kept-list></ul></div>`,
    }),
  }
}
