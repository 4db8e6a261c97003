import { type Html, html, outsideUrl } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import { deskPage, ledger } from '../desk-shell.ts'
import { formTokenField, isAllowed, type OperatorVisit } from '../desk-visit.ts'
import { oneField } from './overview.ts'

const signs = { working: '●', thin: '◐', broken: '✕' } as const

/** Whom we follow, and how each source does; what is in trouble first. */
export async function sourcesPage(visit: OperatorVisit, said: Html | null): Promise<PageReply> {
  const { desk, words, reader } = visit
  const { say, times, to } = reader
  const mayChange = isAllowed(visit, 'sources.change')
  const troubles = (sources: readonly { state: string }[]) =>
    sources.filter(({ state }) => state !== 'working').length
  const outlets = [...(await desk.outlets())].sort(
    (one, other) => troubles(other.sources) - troubles(one.sources),
  )
  const toggle = (slug: string, isFollowed: boolean) =>
    html`<form method="post" action="/desk/outlets">${formTokenField(visit)}<input type="hidden" name="slug" value="${slug}"><input type="hidden" name="followed" value="${isFollowed ? 'no' : 'yes'}"><button class="quiet">${isFollowed ? words.pause : words.resume}</button></form>`
  const rows = outlets.flatMap((outlet) => [
    html`<tr><th scope="row"><a href="${to(`/outlet/${outlet.slug}`)}">${outlet.name}</a></th><td>${outlet.isFollowed ? words.followed : words.paused}</td><td></td><td>${mayChange ? toggle(outlet.slug, outlet.isFollowed) : ''}</td></tr>\n`,
    ...outlet.sources.map((source) => {
      const url = outsideUrl(source.url)
      return html`<tr><td>${say.sourceKinds[source.kind]} ${url ? html`<a class="url" href="${url}" rel="noreferrer">${source.url}</a>` : source.url}</td><td>${signs[source.state]} ${say.healthStates[source.state]}${source.reason ? html`<br><span class="aside-note" lang="en">${source.reason}</span>` : ''}</td><td>${source.lastSuccessAt ? times.measured(source.lastSuccessAt) : '–'}</td><td>${source.foundCount ?? '–'} / ${source.expectedCount === null ? '–' : Math.round(source.expectedCount)}</td></tr>\n`
    }),
  ])
  return deskPage(visit, {
    title: words.sources,
    place: 'sources',
    main: html`${said ?? ''}${mayChange ? oneField(visit, '/desk/sources', words.followUrl, words.follow) : ''}
${ledger(words.sources, [words.sources, say.healthState, say.healthLastSuccess, say.healthFound], rows)}`,
  })
}
