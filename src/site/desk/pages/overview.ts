import { type Html, html } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import { deskPage, notice } from '../desk-shell.ts'
import { bytesInWords, formTokenField, isAllowed, type OperatorVisit } from '../desk-visit.ts'

/** How the service does, on one page. */
export async function overviewPage(visit: OperatorVisit, said: Html | null = null): Promise<PageReply> {
  const { desk, words, reader } = visit
  const { say, times, to } = reader
  const { cases, queue, crawl, sources, storage, trouble, erasuresWaiting } = await desk.overview()
  const figure = (title: string, great: string, lines: readonly (Html | string)[]) =>
    html`<section><h2>${title}</h2><p class="great">${great}</p>${lines.map((line) => html`<p>${line}</p>`)}</section>\n`
  return deskPage(visit, {
    title: words.overview,
    place: 'overview',
    main: html`${said ?? ''}${trouble ? notice(`${words.trouble}: ${trouble}`, 'problem') : ''}
${erasuresWaiting > 0 ? notice(words.erasuresWaiting(erasuresWaiting), 'problem') : ''}
<div class="figures">
${figure(words.cases, say.n(cases.open), [
  html`<a href="${to('/desk/cases')}">${words.openCases}</a>`,
  cases.overdue > 0 ? html`<span class="overdue">${say.n(cases.overdue)} ${words.overdue}</span>` : html``,
])}${figure(words.queue, say.n(queue.due), [
  `${words.dueNow} · ${say.n(queue.waiting)} ${words.waiting} · ${say.n(queue.leased)} ${words.underWay}`,
  `${say.n(queue.finished)} ${words.finished} · ${say.n(queue.hosts)} ${words.hosts}`,
  `${say.n(crawl.visitCount)} ${words.visits}, ${say.n(crawl.failureCount)} ${words.failedVisits} · ${crawl.perSecond.toFixed(1)} ${words.perSecond}`,
  queue.nextDueAt ? html`${words.next} ${times.measured(queue.nextDueAt)}` : html``,
])}${figure(words.sources, say.n(sources.working), [
  words.sourcesWell,
  sources.troubled > 0
    ? html`<a class="overdue" href="${to('/desk/sources')}">${say.n(sources.troubled)} ${words.sourcesTroubled}</a>`
    : html``,
])}${figure(words.storage, bytesInWords(storage.segmentsBytes), [
  `${words.inArchive}, ${say.n(storage.captures)} ${words.captures}`,
  storage.freeBytes === null ? html`` : `${words.free} ${bytesInWords(storage.freeBytes)}`,
  `${say.n(Math.round(storage.capturesPerDay))} ${words.perDay}`,
  storage.daysLeft === null
    ? html``
    : storage.daysLeft > 3_650
      ? words.lastsLong
      : words.lasts(storage.daysLeft),
])}</div>
${isAllowed(visit, 'snapshots.ask') ? oneField(visit, '/desk/capture', words.captureUrl, words.capture) : ''}
${isAllowed(visit, 'sources.change') ? oneField(visit, '/desk/sources', words.followUrl, words.follow) : ''}`,
  })
}

/** A form of one address. */
export function oneField(visit: OperatorVisit, action: string, label: string, button: string): Html {
  const id = action.replaceAll('/', '-')
  return html`<form class="inline-form" method="post" action="${action}">${formTokenField(visit)}<label for="${id}">${label}</label><input type="text" inputmode="url" id="${id}" name="url" required><button>${button}</button></form>\n`
}
