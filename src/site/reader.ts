import { type Html, html, nothing } from './html.ts'
import { type Language, negotiateLanguage, parseLanguage } from './language.ts'
import type { Messages } from './messages/en.ts'
import { messages } from './messages/index.ts'
import { createTimes, type Times } from './times.ts'

/** Whom a page is made for: language, times, and links that keep the language. */
export interface Reader {
  readonly language: Language
  readonly say: Messages
  readonly times: Times
  /** A path of ours for an `href`: carries `?lang=` on where it was chosen against the browser's preference. */
  to(path: string): string
  /** The hidden field that does the same in a form sent by GET. */
  readonly languageField: Html
  /** ` lang="…"` for text in that language where it is not the page's; nothing where it is, or is unknown. */
  in(language: string | null | undefined): Html
}

/**
 * @param request `lang` of the address (it wins), and the `Accept-Language` header.
 * @param timeZone In which our own moments are shown.
 */
export function createReader(
  request: { chosen: string | null; accepted: string | null },
  timeZone: string,
): Reader {
  const preferred = negotiateLanguage(request.accepted)
  const language = parseLanguage(request.chosen) ?? preferred
  const carried = language === preferred ? null : language
  return {
    language,
    say: messages[language],
    times: createTimes(language, timeZone),
    to: (path) => (carried ? withParameter(path, 'lang', carried) : path),
    languageField: carried ? html`<input type="hidden" name="lang" value="${carried}">` : nothing,
    in(other) {
      const tag = other && /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(other) ? other : null
      return tag && tag !== language ? html` lang="${tag}"` : nothing
    },
  }
}

/** The path with that query parameter set; a fragment stays at the end. */
export function withParameter(path: string, name: string, value: string): string {
  const [whole = '', fragment] = path.split('#')
  const [pathname = '', query] = whole.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set(name, value)
  return `${pathname}?${parameters}${fragment === undefined ? '' : `#${fragment}`}`
}
