import { type Access, type ChangeEvent, type RevisionKind, revisionKinds } from '#access'
import { type Html, html, nothing } from '../html.ts'
import { feedPaths } from '../links.ts'
import { type Comparison, comparedEntry } from '../parts/change-entry.ts'
import { pager } from '../parts/entry.ts'
import type { PageReply } from '../reply.ts'
import { shell } from '../shell.ts'
import type { Visit } from '../visit.ts'
import { changeSearchForm, changeSearchResults } from './change-search.ts'

/** Each revision shown is compared anew with the one before it. */
const perPage = 20

/** What outlets did to their articles after publication, the newest first; `?kind=` leaves one kind of rewrite. */
export async function changesPage(visit: Visit): Promise<PageReply> {
  const { access, reader, url } = visit
  const { say } = reader
  const passage = (url.searchParams.get('passage') ?? '').trim()
  if (passage) return passagePage(visit, passage)
  const page = await access.changes({ cursor: url.searchParams.get('cursor'), limit: perPage })
  const kind = revisionKinds.find((each) => each === url.searchParams.get('kind')) ?? null
  const shown = (await Promise.all(page.items.map((change) => compared(access, change)))).filter(
    ({ comparison }) => kind === null || comparison?.kinds.includes(kind),
  )
  return {
    status: 200,
    page: shell(visit, {
      title: say.changesTitle,
      description: say.changesLead,
      canonicalPath: '/changes',
      noIndex: kind !== null,
      feeds: [{ title: say.changesTitle, path: feedPaths.changes }],
      main: html`<header class="page-head">
<h1>${say.changesTitle}</h1>
<p>${say.changesLead}</p>
${changeSearchForm(visit, '')}
${kindChoice(visit, kind)}
</header>
${shown.length === 0 ? html`<p class="empty">${kind === null ? say.noChanges : say.noChangesOfKind}</p>` : html`<div class="entries">\n${shown.map(({ change, comparison }) => comparedEntry(visit, change, { level: 2, comparison }))}</div>`}
${pager(visit, page.next)}`,
    }),
  }
}

/** When a sentence vanished, and where it survives. */
async function passagePage(visit: Visit, passage: string): Promise<PageReply> {
  const { say } = visit.reader
  const { status, content } = await changeSearchResults(visit, passage)
  return {
    status,
    page: shell(visit, {
      title: say.findChangeLabel,
      noIndex: true,
      main: html`<header class="page-head">
<h1>${say.findChangeLabel}</h1>
${changeSearchForm(visit, passage)}
</header>
${content}`,
    }),
  }
}

interface Compared {
  readonly change: ChangeEvent
  /** Null for what is no rewrite, and where one of the two versions may not be shown. */
  readonly comparison: Comparison | null
}

async function compared(access: Access, change: ChangeEvent): Promise<Compared> {
  if (change.kind !== 'revised') return { change, comparison: null }
  return { change, comparison: await access.compare(change.previous, change.snapshot.id) }
}

function kindChoice({ reader }: Visit, chosen: RevisionKind | null): Html {
  const { say } = reader
  const choice = (kind: RevisionKind | null, name: string) => {
    const current = kind === chosen ? html` aria-current="page"` : nothing
    return html`<li><a href="${reader.to(kind === null ? '/changes' : `/changes?kind=${kind}`)}"${current}>${name}</a></li>\n`
  }
  return html`<nav aria-label="${say.changesKinds}"><ul class="kinds">
${choice(null, say.changesAll)}${revisionKinds.map((kind) => choice(kind, say.changeKinds[kind]))}</ul></nav>`
}
