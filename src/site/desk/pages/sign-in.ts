import { renderSVG } from 'uqr'
import type { SignInLink } from '#accounts'
import { Html, html } from '../../html.ts'
import type { PageReply } from '../../reply.ts'
import { deskPage, notice } from '../desk-shell.ts'
import { type DeskVisit, formTokenField, type OperatorVisit } from '../desk-visit.ts'

/** How to get in: by mail, or with a passkey. */
export function signInPage(
  visit: DeskVisit,
  said: { text: string; kind: 'done' | 'problem' } | null,
): PageReply {
  const { words, url } = visit
  const next = url.searchParams.get('next') ?? '/'
  return deskPage(visit, {
    title: words.signIn,
    status: said?.kind === 'problem' ? 422 : 200,
    scripted: true,
    main: html`<div class="narrow">
${said ? notice(said.text, said.kind) : ''}
<p>${words.signInLead}</p>
<form method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<div class="field"><label for="mail">${words.mail}</label><input type="email" id="mail" name="mail" autocomplete="email" required></div>
<button>${words.sendLink}</button>
</form>
<p><button class="quiet" hidden data-passkey="use" data-next="${next}">${words.withPasskey}</button></p>
</div>`,
  })
}

/** The link is only used up by the button: mail programs look at links before their owners do. */
export function linkPage(visit: DeskVisit, link: SignInLink | null): PageReply {
  const { words, reader, url } = visit
  if (!link) {
    return deskPage(visit, {
      title: words.signIn,
      status: 410,
      main: html`${notice(words.linkGone, 'problem')}<p><a href="${reader.to('/sign-in')}">${words.signIn}</a></p>`,
    })
  }
  return deskPage(visit, {
    title: words.linkFor(link.mail),
    main: html`<form method="post" action="${url.pathname}"><button>${words.linkGo}</button></form>`,
  })
}

/** What an operator shows besides the link. @param offered A key that is to be confirmed. */
export function secondFactorPage(
  visit: OperatorVisit,
  {
    hasCodes,
    offered,
    problem,
  }: { hasCodes: boolean; offered: { key: string; uri: string } | null; problem: string | null },
): PageReply {
  const { words } = visit
  const field = html`<div class="field"><label for="code">${words.code}</label><input type="text" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required></div>`
  const form = (action: string, button: string, body: Html = html``) =>
    html`<form method="post" action="/desk/second-factor">${formTokenField(visit)}<input type="hidden" name="action" value="${action}">${body}<button>${button}</button></form>`
  return deskPage(visit, {
    title: words.secondFactor,
    status: problem ? 422 : 200,
    scripted: true,
    main: html`<div class="narrow"><p>${words.secondFactorLead}</p>
${notice(problem, 'problem')}
${
  offered
    ? html`<p>${words.scan}</p><div class="qr">${new Html(renderSVG(offered.uri))}</div><p>${words.key} <span class="secret">${offered.key}</span></p>${form('confirm', words.enter, field)}`
    : hasCodes
      ? form('enter', words.enter, field)
      : form('offer', words.setUpCodes)
}
${hasCodes ? '' : html`<p><button class="quiet" hidden data-passkey="add" data-token="${visit.who.formToken}" data-next="/desk">${words.addPasskey}</button></p>`}
</div>`,
  })
}
