import { createHmac, timingSafeEqual } from 'node:crypto'
import { type HeaderList, type HttpUrl, tryParseHttpUrl } from '#model'
import { readMarkup } from './markup.ts'

/**
 * The subscriber's side of WebSub: a hub tells us when a feed has something new, instead of our asking. Pure: who
 * calls brings the requests in and out.
 *
 * @see https://www.w3.org/TR/websub/
 */
export interface HubLinks {
  readonly hub: HttpUrl
  /** The feed's own name for itself, which is what a hub knows it by. */
  readonly topic: HttpUrl
}

/** What we asked a hub for. `secret` is known to the hub and us alone; `key` is the callback's unguessable part. */
export interface HubSubscription extends HubLinks {
  readonly key: string
  readonly secret: string
}

/** Seconds that we ask for; hubs give less or more. */
export const leaseSeconds = 7 * 86_400
/** A lease is renewed when so much of it is left. */
const renewalShare = 0.2

/** Where a feed's hub is: by `Link` headers, else by links in its own head. Null where it has none. @see §4 */
export function hubOf(headers: HeaderList, text: string, url: HttpUrl): HubLinks | null {
  const links = [...linksInHeaders(headers), ...linksInFeed(text)]
  const first = (rel: string) => {
    const href = links.find((link) => link.rel.split(/\s+/).includes(rel))?.href
    return href === undefined ? null : tryParseHttpUrl(href, url)
  }
  const hub = first('hub')
  return hub && { hub, topic: first('self') ?? url }
}

/** The form that asks a hub to begin, or go on, telling us. @see §5.1 */
export function subscriptionForm({ topic, secret }: HubSubscription, callback: HttpUrl): URLSearchParams {
  return new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.topic': topic,
    'hub.callback': callback,
    'hub.lease_seconds': String(leaseSeconds),
    'hub.secret': secret,
  })
}

export type IntentAnswer =
  /** Echo the challenge; ask again before the lease ends. */
  | { readonly kind: 'confirmed'; readonly challenge: string; readonly renewAfterMs: number }
  /** The hub will not tell us. */
  | { readonly kind: 'denied'; readonly reason: string }
  /** Nothing that we asked for: answer 404. */
  | { readonly kind: 'unknown' }

/** Whether what a hub says that we asked for is what we asked for. @see §5.2, §5.3 */
export function verifyIntent(query: URLSearchParams, expected: HubSubscription | null): IntentAnswer {
  const mode = query.get('hub.mode')
  if (!expected || query.get('hub.topic') !== expected.topic) return { kind: 'unknown' }
  if (mode === 'denied') return { kind: 'denied', reason: (query.get('hub.reason') ?? '').slice(0, 200) }
  const challenge = query.get('hub.challenge') ?? ''
  const lease = Number(query.get('hub.lease_seconds') ?? leaseSeconds)
  if (mode !== 'subscribe' || challenge === '' || !(lease > 0)) return { kind: 'unknown' }
  // A lease of seconds would make us ask without end; one of years would never be checked.
  const seconds = Math.min(Math.max(lease, 300), 30 * 86_400)
  return { kind: 'confirmed', challenge, renewAfterMs: Math.round(seconds * 1000 * (1 - renewalShare)) }
}

const algorithms: ReadonlySet<string> = new Set(['sha1', 'sha256', 'sha384', 'sha512'])

/** Whether the body is from the hub that has our secret: `X-Hub-Signature: sha256=…`. @see §7.1 */
export function isSigned(signature: string | null, body: Uint8Array, secret: string): boolean {
  const match = /^\s*(\w+)=([0-9a-f]{40,128})\s*$/i.exec(signature ?? '')
  const [, algorithm = '', hex = ''] = match ?? []
  if (!algorithms.has(algorithm.toLowerCase())) return false
  const expected = createHmac(algorithm.toLowerCase(), secret).update(body).digest()
  const given = Buffer.from(hex, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

interface Link {
  readonly rel: string
  readonly href: string
}

/** @see RFC 8288 §3 */
function linksInHeaders(headers: HeaderList): Link[] {
  return headers
    .filter(([name]) => name.toLowerCase() === 'link')
    .flatMap(([, value]) => [...value.slice(0, 8192).matchAll(/<([^<>]*)>([^<]*)/g)])
    .flatMap(([, href = '', parameters = '']) => {
      const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(parameters)
      return rel ? [{ rel: (rel[1] ?? rel[2] ?? '').toLowerCase(), href }] : []
    })
}

/** Links of Atom, also within RSS, before the first entry; JSON Feed has `hubs`. */
function linksInFeed(text: string): Link[] {
  if (text.trimStart().startsWith('{')) return linksInJson(text)
  const links: Link[] = []
  let isInHead = true
  readMarkup(
    text.slice(0, 65_536),
    {
      onopentag(tag, { rel, href }) {
        if (/(^|:)(item|entry)$/.test(tag)) isInHead = false
        if (isInHead && /(^|:)link$/.test(tag) && rel && href) links.push({ rel: rel.toLowerCase(), href })
      },
      ontext() {},
      onclosetag() {},
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  )
  return links
}

function linksInJson(text: string): Link[] {
  try {
    const feed = JSON.parse(text) as { hubs?: { type?: unknown; url?: unknown }[]; feed_url?: unknown }
    const hub = feed.hubs?.find((each) => /^websub$/i.test(String(each.type)))
    const self = typeof feed.feed_url === 'string' ? [{ rel: 'self', href: feed.feed_url }] : []
    return typeof hub?.url === 'string' ? [{ rel: 'hub', href: hub.url }, ...self] : self
  } catch {
    return []
  }
}
