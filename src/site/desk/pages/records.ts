import { html } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import { deskPage, ledger, notice } from '../desk-shell.ts'
import type { OperatorVisit } from '../desk-visit.ts'

/** The settings as they are. Secrets are counted, not shown. */
export function settingsPage(visit: OperatorVisit): PageReply {
  const { desk, words } = visit
  const rows = desk
    .settings()
    .map(
      ({ path, value, description }) =>
        html`<tr lang="en"><th scope="row"><code>${path}</code></th><td><code>${value}</code></td><td>${description}</td></tr>\n`,
    )
  return deskPage(visit, {
    title: words.settings,
    place: 'settings',
    main: html`<p>${words.settingsLead}</p>${ledger(words.settings, [words.settings, words.value, ''], rows)}`,
  })
}

/** The book of acts, newest first, and whether it holds. */
export async function actsPage(visit: OperatorVisit): Promise<PageReply> {
  const { accounts, words, reader, url } = visit
  const before = Number(url.searchParams.get('before') ?? Number.NaN)
  const beforeIndex = Number.isSafeInteger(before) && before > 0 ? before : null
  const [acts, brokenAt, people] = await Promise.all([
    accounts.acts({ beforeIndex, limit: 100 }),
    accounts.checkActs(),
    accounts.people(),
  ])
  const names = new Map(
    people.map((person) => [person.id as string, person.name ?? person.mail ?? person.id]),
  )
  const rows = acts.map(
    (act) =>
      html`<tr><td class="number">${act.index}</td><td>${reader.times.measured(act.at, 'second')}</td><td>${names.get(act.actor) ?? act.actor}</td><th scope="row" lang="en">${act.what}</th><td>${act.subject ?? ''}</td><td>${Object.entries(act.details).map(([name, value]) => (value ? html`<span lang="en">${name}</span> ${value}<br>` : ''))}</td></tr>\n`,
  )
  const last = acts.at(-1)
  return deskPage(visit, {
    title: words.acts,
    place: 'acts',
    main: html`<p>${words.actsLead}</p>
${brokenAt === null ? notice(words.actsHold) : notice(words.actsBroken(brokenAt), 'problem')}
${ledger(words.acts, ['', words.when, words.who, words.what, words.about, ''], rows)}
${last && last.index > 0 ? html`<p><a href="${reader.to(`/desk/acts?before=${last.index}`)}">${words.older}</a></p>` : ''}`,
  })
}
