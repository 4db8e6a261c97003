import { type Author, type AuthorRole, authorRoles } from '#model'
import { type Html, html, nothing } from '../html.ts'
import type { Reader } from '../reader.ts'

/** The people behind an article, grouped by what they did, in the order of roles: reporters first, agency last. */
export function byline(authors: readonly Author[], reader: Reader): Html {
  const { say } = reader
  if (authors.length === 0) return nothing
  return html`<dl class="byline" aria-label="${say.bylineTitle}">
${authorRoles.map((role) => group(role, authors, reader))}</dl>\n`
}

function group(role: AuthorRole, authors: readonly Author[], reader: Reader): Html {
  const names = authors.filter((author) => author.role === role).map(({ name }) => name)
  if (names.length === 0) return nothing
  return html`<div><dt>${reader.say.roles[role]}</dt>${names.map(
    (name) =>
      html`<dd><a href="${reader.to(`/search?q=${encodeURIComponent(authorQuery(name))}`)}"><bdi>${name}</bdi></a></dd>`,
  )}</div>\n`
}

/** A search for everything by that person. */
function authorQuery(name: string): string {
  const plain = name.replaceAll('"', ' ').trim()
  return /\s/.test(plain) ? `author:"${plain}"` : `author:${plain}`
}
