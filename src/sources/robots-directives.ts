import { type HeaderList, type Instant, instantOf } from '#model'
import { readMarkup } from './markup.ts'

/** What a page asks of robots, in `<meta name="robots">` and `X-Robots-Tag`, for all of them or for ours by name. */
export interface RobotsDirectives {
  /** No copy of it is to be shown. */
  readonly noarchive: boolean
  /** It is not to be found by searching. */
  readonly noindex: boolean
  /** Its links are not to be followed. */
  readonly nofollow: boolean
  /** From then on it is not to be shown; null where it says nothing, or no date we can read. */
  readonly unavailableAfter: Instant | null
}

/**
 * Reads them. Where several speak of one matter, all hold: the strictest wins.
 *
 * @param agent Our product token: what other robots are told does not concern us.
 * @see https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag, which is as near to a standard as there is
 */
export function readRobotsDirectives(
  page: { readonly headers: HeaderList; readonly html: Uint8Array },
  agent: string,
): RobotsDirectives {
  const token = agent.toLowerCase()
  const fromHeaders = page.headers
    .filter(([name]) => name.toLowerCase() === 'x-robots-tag')
    .flatMap(([, value]) => ofHeader(value, token))
  const all = [...fromHeaders, ...metaContents(page.html, token).flatMap(directivesOf)]
  const says = (...names: string[]) => all.some(({ name }) => names.includes(name))
  const dates = all.filter(({ name }) => name === 'unavailable_after').map(({ value }) => dateOf(value))
  return {
    // `nocache` is what Bing calls it. `none` is noindex and nofollow.
    noarchive: says('noarchive', 'nocache'),
    noindex: says('noindex', 'none'),
    nofollow: says('nofollow', 'none'),
    unavailableAfter: dates.filter((date) => date !== null).sort()[0] ?? null,
  }
}

interface Directive {
  readonly name: string
  readonly value: string
}

/** `noindex, nofollow`, `ourbot: noarchive`, `unavailable_after: 25 Jun 2030 15:00:00 GMT`. */
function ofHeader(value: string, token: string): Directive[] {
  const scoped = /^\s*([a-z][\w-]*)\s*:(.*)$/is.exec(value)
  const name = scoped?.[1]?.toLowerCase()
  if (!name || valued.has(name)) return directivesOf(value)
  return name === token ? directivesOf(scoped?.[2] ?? '') : []
}

/** Directives that have a value of their own behind a colon. */
const valued: ReadonlySet<string> = new Set([
  'unavailable_after',
  'max-snippet',
  'max-image-preview',
  'max-video-preview',
])

/** By comma; a comma may also be part of a date. */
function directivesOf(text: string): Directive[] {
  const directives: { name: string; value: string }[] = []
  for (const part of text.slice(0, textCharsMax).split(',')) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*(?::(.*))?$/s.exec(part) ?? []
    const last = directives.at(-1)
    if (name && (value || !/^\d/.test(name)))
      directives.push({ name: name.toLowerCase(), value: value.trim() })
    else if (last?.name === 'unavailable_after') last.value += `,${part}`
  }
  return directives
}

const textCharsMax = 4096
const htmlBytesMax = 512 * 1024
const metasMax = 50

/** Contents of `<meta name="robots">` and of those in our name. The words are ASCII in every encoding of the web but UTF-16. */
function metaContents(html: Uint8Array, token: string): string[] {
  const start = Buffer.from(html.buffer, html.byteOffset, Math.min(html.length, htmlBytesMax))
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff)
  const text = isUtf16 ? start.toString('latin1').replaceAll('\0', '') : start.toString('latin1')
  const contents: string[] = []
  const lower = text.toLowerCase()
  if (!lower.includes('robots') && !lower.includes(token)) return contents
  readMarkup(
    text,
    {
      onopentag(tag, attributes) {
        const name = tag === 'meta' ? attributes['name']?.trim().toLowerCase() : undefined
        if ((name === 'robots' || name === token) && contents.length < metasMax)
          contents.push(attributes['content'] ?? '')
      },
      ontext() {},
      onclosetag() {},
    },
    { lowerCaseTags: true, lowerCaseAttributeNames: true, decodeEntities: true },
  )
  return contents
}

/** RFC 850, RFC 822 or ISO 8601, as Google reads it; without a zone in UTC. */
function dateOf(text: string): Instant | null {
  const hasZone =
    /(Z|[+-]\d\d:?\d\d|\b[A-Z]{2,4})$/.test(text.trim()) || /^\d{4}-\d\d-\d\d$/.test(text.trim())
  const ms = Date.parse(hasZone ? text : `${text} UTC`)
  return Number.isNaN(ms) ? null : instantOf(ms)
}
