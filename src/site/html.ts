/** Markup that is safe to send: made by `html` alone, so that text can only get in escaped. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** What may stand in a template. Null, undefined and booleans leave nothing; lists are joined. */
export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[]

/**
 * Tagged template for markup. Every value is escaped for text and for quoted attributes alike, except
 * `Html`, which is already markup. Attributes in templates are always written with double quotes.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let text = strings[0] as string
  for (let index = 0; index < values.length; index++) {
    text += render(values[index]) + (strings[index + 1] as string)
  }
  return new Html(text)
}

export const nothing = new Html('')

/** Escapes what has a meaning in text or in a quoted attribute value. Control characters are dropped. */
export function escapeHtml(text: string): string {
  return needsEscape.test(text) ? text.replace(special, (char) => entities[char] ?? '') : text
}

export function join(parts: readonly HtmlValue[], separator: Html | string): Html {
  const between = render(separator)
  return new Html(parts.map(render).filter(Boolean).join(between))
}

/** ` name="value"`, or nothing where there is no value. */
export function attribute(name: string, value: string | number | boolean | null | undefined): Html {
  if (value === null || value === undefined || value === false) return nothing
  return new Html(value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`)
}

/**
 * A URL from elsewhere for an `href`: only http and https, else null. The types promise as much; this is
 * the second lock, in the one place where a `javascript:` URL would do harm.
 */
export function outsideUrl(url: string): string | null {
  return /^https?:\/\//i.test(url) ? url : null
}

function render(value: HtmlValue): string {
  if (value instanceof Html) return value.text
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(render).join('')
  return ''
}

// Tab, line feed and carriage return stay. The bidirectional overrides and isolates (U+202A–202E, U+2066–2069)
// go: one in a title would turn round the line it stands in, and ours behind it.
const needsEscape = /[&<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/
const special = new RegExp(needsEscape.source, 'g')
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
