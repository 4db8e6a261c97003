import { may, type Permission } from '#accounts'
import { attribute, type Html, html } from '../html.ts'
import { languages } from '../language.ts'
import { languageNames } from '../messages/index.ts'
import { withParameter } from '../reader.ts'
import type { PageReply } from '../reply.ts'
import { type DeskVisit, formTokenField } from './desk-visit.ts'

export type DeskPlace = 'overview' | 'cases' | 'sources' | 'failures' | 'accounts' | 'settings' | 'acts'

/** The console's rooms, and who sees them. */
const places: readonly { readonly place: DeskPlace; readonly path: string; readonly needs: Permission }[] = [
  { place: 'overview', path: '/desk', needs: 'desk.see' },
  { place: 'cases', path: '/desk/cases', needs: 'cases.see' },
  { place: 'sources', path: '/desk/sources', needs: 'desk.see' },
  { place: 'failures', path: '/desk/failures', needs: 'desk.see' },
  { place: 'accounts', path: '/desk/accounts', needs: 'desk.see' },
  { place: 'settings', path: '/desk/settings', needs: 'settings.see' },
  { place: 'acts', path: '/desk/acts', needs: 'acts.see' },
]

/** A page of the console. Nobody else may keep it or find it. */
export function deskPage(
  visit: DeskVisit,
  page: {
    readonly title: string
    readonly place?: DeskPlace
    readonly status?: number
    readonly main: Html
    readonly scripted?: boolean
  },
): PageReply {
  const { reader, serviceName, styles, script, url } = visit
  const { to } = reader
  const here = url.pathname + url.search
  return {
    status: page.status ?? 200,
    headers: { 'cache-control': 'no-store' },
    page: html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<title>${page.title} · ${serviceName}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
${styles.map((sheet) => html`<link rel="stylesheet" href="${sheet.path}">\n`)}${page.scripted ? html`<script type="module" src="${script.path}"></script>\n` : ''}</head>
<body class="desk">
<a class="skip" href="#content">${reader.say.skipToContent}</a>
<header class="desk-head">
<p class="nameplate"><a href="${to('/')}"><span class="bracket" aria-hidden="true">「</span>${serviceName}<span class="bracket" aria-hidden="true">」</span></a></p>
${visit.who?.session.strength === 'two-factors' ? navigation(visit, page.place ?? null) : ''}
</header>
<main id="content" tabindex="-1">
<header class="page-head"><h1>${page.title}</h1></header>
${page.main}
</main>
<footer class="desk-foot">
<ul class="languages">
${languages.map((language) => html`<li><a href="${withParameter(here, 'lang', language)}" hreflang="${language}" lang="${language}"${attribute('aria-current', language === reader.language)}>${languageNames[language]}</a></li>\n`)}</ul>
<p>${reader.times.zone}</p>
</footer>
</body>
</html>
`,
  }
}

function navigation(visit: DeskVisit, current: DeskPlace | null): Html {
  const { words, reader, who } = visit
  if (!who) return html``
  const { person } = who
  const shown = places.filter(({ needs }) => may(person.role, needs))
  return html`<nav aria-label="${words.nav}"><ul>
${shown.map(({ place, path }) => html`<li><a href="${reader.to(path)}"${attribute('aria-current', place === current ? 'page' : null)}>${words[place]}</a></li>\n`)}</ul></nav>
<form class="desk-who" method="post" action="/sign-out">${formTokenField(visit)}<span>${words.signedInAs(person.name ?? person.mail ?? person.id, words.roles[person.role])}</span> <button class="quiet">${words.signOut}</button></form>`
}

/** What was done, or why not, above a page's content. */
export function notice(text: string | null, kind: 'done' | 'problem' = 'done'): Html {
  if (!text) return html``
  return html`<p class="${kind === 'done' ? 'desk-done' : 'problem'}" role="${kind === 'done' ? 'status' : 'alert'}">${text}</p>`
}

/** A table that scrolls in a box of its own. */
export function ledger(label: string, heads: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="table-box" tabindex="0" role="group" aria-label="${label}"><table class="ledger">
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody></table></div>`
}
