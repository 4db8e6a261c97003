/**
 * The encoding that a `<meta>` within the start of a page names, or null.
 *
 * @param head     The first 1024 bytes, one character a byte.
 * @param nameOf   The encoding with that label, null if there is none.
 * @see https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding
 */
export function prescanMeta(head: string, nameOf: (label: string) => string | null): string | null {
  let at = 0
  while (at < head.length) {
    if (head.startsWith('<!--', at)) {
      // `<!-->` closes itself: the two hyphens may be shared.
      const end = head.indexOf('-->', at + 2)
      if (end < 0) return null
      at = end + 3
    } else if (/^<meta[\t\n\f\r /]/i.test(head.slice(at, at + 6))) {
      const tag = readAttributes(head, at + 5)
      if (!tag.isClosed) return null
      const charset = charsetOfMeta(tag.attributes, nameOf)
      if (charset) return charset
      at = tag.end + 1
    } else if (/^<\/?[a-z]/i.test(head.slice(at, at + 3))) {
      const nameEnd = findFrom(head, /[\t\n\f\r />]/g, at)
      at = readAttributes(head, nameEnd).end + 1
    } else if (head[at] === '<' && /[!/?]/.test(head[at + 1] ?? '')) {
      at = findFrom(head, />/g, at) + 1
    } else {
      const next = head.indexOf('<', at + 1)
      if (next < 0) return null
      at = next
    }
  }
  return null
}

/** The label in `<?xml … encoding="…"?>` at the very start; null if there is none. */
export function xmlDeclarationLabel(head: string): string | null {
  if (!head.startsWith('<?xml')) return null
  const end = head.indexOf('>')
  if (end < 0) return null
  return /encoding\s*=\s*(["'])([^"'\s>]+)\1/.exec(head.slice(0, end))?.[2] ?? null
}

function charsetOfMeta(
  attributes: ReadonlyMap<string, string>,
  nameOf: (label: string) => string | null,
): string | null {
  const direct = attributes.get('charset')
  const isPragma = attributes.get('http-equiv') === 'content-type'
  const label = direct ?? (isPragma ? charsetInContent(attributes.get('content') ?? '') : null)
  const name = label === null ? null : nameOf(label)
  if (name === 'utf-16le' || name === 'utf-16be') return 'utf-8'
  return name === 'x-user-defined' ? 'windows-1252' : name
}

/** @see https://html.spec.whatwg.org/multipage/urls-and-fetching.html#extracting-character-encodings-from-meta-elements */
function charsetInContent(content: string): string | null {
  const match = /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\s;"'][^\s;]*))/i.exec(content)
  return match ? (match[1] ?? match[2] ?? match[3] ?? null) : null
}

/** Reads attributes from behind the tag's name; the first of a name counts. `end` is where `>` stands. */
function readAttributes(
  head: string,
  start: number,
): { attributes: Map<string, string>; end: number; isClosed: boolean } {
  const attributes = new Map<string, string>()
  let at = start
  for (;;) {
    at = findFrom(head, /[^\t\n\f\r /]/g, at)
    if (at >= head.length || head[at] === '>') return { attributes, end: at, isClosed: at < head.length }
    // An equals sign that comes first belongs to the name.
    const nameEnd = findFrom(head, /[\t\n\f\r />=]/g, at + 1)
    const name = head.slice(at, nameEnd).toLowerCase()
    const afterName = findFrom(head, /[^\t\n\f\r ]/g, nameEnd)
    let value = ''
    at = nameEnd
    if (head[afterName] === '=') {
      const valueStart = findFrom(head, /[^\t\n\f\r ]/g, afterName + 1)
      const quote = head[valueStart]
      if (quote === '"' || quote === "'") {
        const close = head.indexOf(quote, valueStart + 1)
        if (close < 0) return { attributes, end: head.length, isClosed: false }
        value = head.slice(valueStart + 1, close)
        at = close + 1
      } else {
        at = findFrom(head, /[\t\n\f\r >]/g, valueStart)
        value = head.slice(valueStart, at)
      }
    }
    if (!attributes.has(name)) attributes.set(name, value.toLowerCase())
  }
}

/** Where the pattern (global) next matches, or the end. */
function findFrom(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from
  const match = pattern.exec(text)
  return match ? match.index : text.length
}
