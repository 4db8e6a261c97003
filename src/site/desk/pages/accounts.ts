import { type Person, roles } from '#accounts'
import { attribute, type Html, html } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import { deskPage, ledger, notice } from '../desk-shell.ts'
import { formTokenField, isAllowed, type OperatorVisit } from '../desk-visit.ts'

/** Operators, for owners; for everybody their own sessions and passkeys. */
export async function accountsPage(
  visit: OperatorVisit,
  { invitedUrl = null, problem = null }: { invitedUrl?: string | null; problem?: string | null } = {},
): Promise<PageReply> {
  const { accounts, words } = visit
  const isOwner = isAllowed(visit, 'accounts.change')
  const people = isOwner ? await accounts.people() : []
  return deskPage(visit, {
    title: words.accounts,
    place: 'accounts',
    status: problem ? 422 : 200,
    scripted: true,
    main: html`${notice(problem, 'problem')}
${invitedUrl ? html`<p class="desk-done" role="status">${words.invited}<br><span class="secret">${invitedUrl}</span></p>` : ''}
${isOwner ? html`${invitation(visit)}${table(visit, people)}` : ''}
<h2>${words.yours}</h2>
${await own(visit)}`,
  })
}

function invitation(visit: OperatorVisit): Html {
  const { words } = visit
  return html`<form class="inline-form chooser" method="post" action="/desk/accounts">${formTokenField(visit)}<input type="hidden" name="action" value="invite">
<div><label for="mail">${words.mail}</label><input type="email" id="mail" name="mail" required></div>
<div><label for="role">${words.role}</label>${roleChoice(visit, 'role', 'viewer')}</div>
<button>${words.invite}</button></form>`
}

function roleChoice({ words }: OperatorVisit, id: string | null, chosen: string): Html {
  return html`<select name="role"${attribute('id', id)}${attribute('aria-label', id ? null : words.role)}>${roles.map((role) => html`<option value="${role}"${attribute('selected', role === chosen)}>${words.roles[role]}</option>`)}</select>`
}

function table(visit: OperatorVisit, people: readonly Person[]): Html {
  const { words, reader } = visit
  const act = (person: Person, action: string, button: string, body: Html = html``) =>
    html`<form method="post" action="/desk/accounts">${formTokenField(visit)}<input type="hidden" name="action" value="${action}"><input type="hidden" name="person" value="${person.id}">${body}<button class="quiet">${button}</button></form>`
  const rows = people.map(
    (person) =>
      html`<tr><th scope="row">${person.name ?? person.mail ?? person.id}</th><td>${act(person, 'role', words.changeRole, roleChoice(visit, null, person.role))}</td><td>${person.signedInAt ? reader.times.measured(person.signedInAt) : words.never}</td><td>${person.closedAt ? act(person, 'reopen', words.reopen) : act(person, 'close', words.close)}</td></tr>\n`,
  )
  return ledger(words.accounts, [words.accounts, words.role, words.lastSeen, ''], rows)
}

async function own(visit: OperatorVisit): Promise<Html> {
  const { accounts, words, reader, who } = visit
  const [sessions, passkeys] = await Promise.all([
    accounts.sessionsOf(who.person.id),
    accounts.passkeysOf(who.person.id),
  ])
  const end = (action: string, id: string, button: string) =>
    html`<form method="post" action="/desk/account">${formTokenField(visit)}<input type="hidden" name="action" value="${action}"><input type="hidden" name="id" value="${id}"><button class="quiet">${button}</button></form>`
  return html`<h3>${words.sessions}</h3>
<ul>${sessions.map((session) => html`<li>${session.agent} <span class="aside-note">${reader.times.measured(session.seenAt)}${session.id === who.session.id ? html`, ${words.thisOne}` : ''}</span> ${session.id === who.session.id ? '' : end('end-session', session.id, words.endSession)}</li>\n`)}</ul>
<h3>${words.passkeys}</h3>
<ul>${passkeys.map((passkey) => html`<li>${passkey.name} <span class="aside-note">${reader.times.measured(passkey.createdAt)}</span> ${end('remove-passkey', passkey.credentialId, words.remove)}</li>\n`)}</ul>
<p><button class="quiet" hidden data-passkey="add" data-token="${who.formToken}" data-next="/desk/accounts">${words.addPasskey}</button></p>`
}
