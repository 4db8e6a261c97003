/**
 * Everything that XML 1.0 §2.2 (Char) does not allow. Of C0, only tab, line feed and carriage return may stand.
 * Lone surrogates are made U+FFFD before.
 */
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text without the characters that XML cannot hold in any spelling. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(forbidden, '')
}

/** Text for element content or an attribute's value; as HTML it reads the same. */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (each) => entities[each] as string)
}

/** One element on a line of its own: `undefined` and null attributes left out, text escaped. Names are ours. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | null | undefined>> = {},
  text?: string,
): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [` ${key}="${escapeXml(value)}"`],
  )
  const start = `<${name}${written.join('')}`
  return text === undefined ? `${start}/>` : `${start}>${escapeXml(text)}</${name}>`
}
