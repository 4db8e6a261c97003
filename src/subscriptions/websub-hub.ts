import { createHmac } from 'node:crypto'
import { type Clock, epochMs, instantOf, type Log } from '#model'
import { eventKinds, type Follow, FollowError, parseFollow } from './follow.ts'
import { parseSubscriptions, subscriptionsMax } from './subscription.ts'
import type { SubscriptionStore } from './subscription-store.ts'
import { type Address, addressKey, ownerOf, parseEndpoint } from './target.ts'
import { outcomeOf, type SendMessage, type Transport } from './transport.ts'

/** @see https://www.w3.org/TR/websub/ */
export interface Hub {
  /** What a subscriber asks; the answer comes before we have checked back with its callback (§5.3). */
  ask(form: URLSearchParams): Promise<{ readonly status: 202 | 400 | 404 | 429; readonly reason: string }>
  /** Resolves when nothing is being checked. */
  idle(): Promise<void>
}

export interface HubParts {
  readonly store: SubscriptionStore
  readonly send: SendMessage
  /** Without a slash at its end: only our own feeds are pushed. */
  readonly baseUrl: string
  readonly clock: Clock
  readonly log: Log
  readonly random: (bytes: number) => Uint8Array
}

const leaseSeconds = { least: 3_600, usual: 10 * 86_400, most: 30 * 86_400 }
/** §5.1: a secret is shorter than 200 bytes. */
const secretBytesMax = 199
const checksAtOnce = 32
const checkMsMax = 10_000

export function createHub({ store, send, baseUrl, clock, log, random }: HubParts): Hub {
  const checks = new Set<Promise<void>>()

  return {
    async ask(form) {
      const mode = form.get('hub.mode')
      const topic = form.get('hub.topic') ?? ''
      const secret = form.get('hub.secret')
      if (mode !== 'subscribe' && mode !== 'unsubscribe')
        return { status: 400, reason: 'hub.mode is subscribe or unsubscribe.' }
      if (secret !== null && Buffer.byteLength(secret) > secretBytesMax)
        return { status: 400, reason: `hub.secret has at most ${secretBytesMax} bytes.` }
      const follows = followsOfTopic(topic, baseUrl)
      if (!follows) return { status: 404, reason: `hub.topic is no feed of ${baseUrl}.` }
      if (checks.size >= checksAtOnce)
        return { status: 429, reason: 'Too many at once: ask again in a minute.' }
      let address: Address
      try {
        const callback = parseEndpoint(form.get('hub.callback') ?? '')
        address = { kind: 'websub', callback, topic, secret }
      } catch (error) {
        return { status: 400, reason: `hub.callback: ${(error as Error).message}` }
      }
      const seconds = leaseOf(form.get('hub.lease_seconds'))
      const check = checkAndKeep(mode, address, follows, seconds)
        .catch((error: Error) => log.error('websub.failed', { reason: error.message }))
        .finally(() => checks.delete(check))
      checks.add(check)
      return { status: 202, reason: 'The callback is asked whether it wants this.' }
    },
    async idle() {
      await Promise.all(checks)
    },
  }

  async function checkAndKeep(
    mode: 'subscribe' | 'unsubscribe',
    address: Extract<Address, { kind: 'websub' }>,
    follows: readonly Follow[],
    seconds: number,
  ): Promise<void> {
    const challenge = Buffer.from(random(24)).toString('hex')
    const url = new URL(address.callback)
    url.searchParams.append('hub.mode', mode)
    url.searchParams.append('hub.topic', address.topic)
    url.searchParams.append('hub.challenge', challenge)
    if (mode === 'subscribe') url.searchParams.append('hub.lease_seconds', `${seconds}`)
    const answer = await send(
      parseEndpoint(url.href),
      { method: 'GET' },
      { signal: AbortSignal.timeout(checkMsMax) },
    )
    const isWanted =
      outcomeOf(answer).kind === 'sent' &&
      'body' in answer &&
      Buffer.from(answer.body).toString() === challenge
    log.info('websub.checked', { mode, topic: address.topic, callback: address.callback, isWanted })
    if (!isWanted) return
    const owner = ownerOf(`hub ${address.topic}`)
    const now = clock.now()
    if (mode === 'unsubscribe') {
      const ours = (await store.targetsOf(owner)).find(
        (each) => addressKey(each.address) === addressKey(address),
      )
      if (ours) await store.changeTarget(ours.id, { state: 'ended', reason: 'unsubscribed' })
      return
    }
    const events = isOfChanges(address.topic) ? eventKinds.filter((kind) => kind !== 'new') : eventKinds
    for (const follow of follows) await store.follow(owner, follow, events, now)
    await store.addTarget({
      ...{ owner, address, rhythm: 'instant', state: 'active', createdAt: now },
      key: Buffer.from(random(20)).toString('hex'),
      expiresAt: instantOf(epochMs(now) + seconds * 1000),
    })
  }
}

/** Sends the feed as it is now, signed where a secret was given (§7). */
export function createHubTransport({
  send,
  renderFeed,
  hubUrl,
}: {
  send: SendMessage
  /** What a GET of the feed answers now; null where it answers none. */
  renderFeed: (topic: string) => Promise<{ body: string; contentType: string } | null>
  hubUrl: string
}): Transport {
  return async ({ address }, _notices, signal) => {
    if (address.kind !== 'websub') return { kind: 'sent' }
    const feed = await renderFeed(address.topic)
    if (!feed) return { kind: 'later', reason: 'the feed cannot be made' }
    const headers = {
      'Content-Type': feed.contentType,
      Link: `<${hubUrl}>; rel="hub", <${encodeURI(decodeURI(address.topic))}>; rel="self"`,
      ...(address.secret !== null && {
        'X-Hub-Signature': `sha256=${createHmac('sha256', address.secret).update(feed.body).digest('hex')}`,
      }),
    }
    return outcomeOf(await send(address.callback, { method: 'POST', headers, body: feed.body }, { signal }))
  }
}

/** What stands behind the address of one of our feeds; null where it is none. */
export function followsOfTopic(topic: string, baseUrl: string): Follow[] | null {
  const url = URL.parse(topic)
  if (!url || !topic.startsWith(`${baseUrl}/feeds/`)) return null
  const match =
    /\/feeds\/(newest|changes|search|subscriptions)\.(?:atom|rss|json)$/.exec(url.pathname) ??
    /\/feeds\/(channel|outlet|story|article|author|place|withdrawals)\/([^/]+)\.(?:atom|rss|json)$/.exec(
      url.pathname,
    )
  const [, name = '', key] = match ?? []
  try {
    switch (name) {
      case '':
        return null
      case 'newest':
      case 'changes':
        return [{ kind: 'q', value: '' }]
      case 'search':
        return [parseFollow('q', url.searchParams.get('q') ?? '')]
      case 'subscriptions': {
        const followed = parseSubscriptions(url.searchParams)
        return followed.length > 0 && followed.length <= subscriptionsMax ? followed : null
      }
      default:
        return [parseFollow(name, decodeURIComponent(key ?? ''))]
    }
  } catch (error) {
    if (error instanceof FollowError || error instanceof URIError) return null
    throw error
  }
}

function isOfChanges(topic: string): boolean {
  return /\/feeds\/changes\./.test(topic)
}

function leaseOf(text: string | null): number {
  const asked = text !== null && /^\d{1,9}$/.test(text) ? Number(text) : leaseSeconds.usual
  return Math.min(Math.max(asked, leaseSeconds.least), leaseSeconds.most)
}
