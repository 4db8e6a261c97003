import type { PostForm } from '#fetch'
import type { Frontier } from '#frontier'
import {
  type Clock,
  decodeText,
  type Exchange,
  epochMs,
  type HttpUrl,
  header,
  instantOf,
  type Log,
  parseHttpUrl,
} from '#model'
import {
  type HeldSubscription,
  type HubSubscriptionStore,
  hubOf,
  type IntentAnswer,
  isSigned,
  subscriptionForm,
  verifyIntent,
} from '#sources'
import { type DecodingLimits, decodedBody } from './decoded-body.ts'
import type { Target } from './visit.ts'

/** Feeds whose hub tells us when there is something new. They are still read at their intervals: hubs forget. */
export interface HubSubscriptions {
  /** Subscribes where the feed that was just read has a hub, or renews where it is time. */
  noteFeed(due: Target, exchange: Exchange): Promise<void>
  /** What a hub asks before it believes that we asked. */
  answerIntent(key: string, query: URLSearchParams): Promise<IntentAnswer>
  /** What a hub sends: makes the feed due at once. False, with no effect, where nobody asked or the signature is wrong. */
  receive(key: string, signature: string | null, body: Uint8Array): Promise<boolean>
}

export interface HubSubscriptionParts {
  readonly store: HubSubscriptionStore
  readonly frontier: Frontier
  readonly postForm: PostForm
  /** The public address of this service. */
  readonly baseUrl: string
  readonly limits: DecodingLimits
  readonly clock: Clock
  readonly log: Log
  readonly random: (bytes: number) => Uint8Array
}

/** A hub that did not answer, or never checked back, is asked again after so long; one that said no, later. */
const retryMs = 6 * 3_600_000
const deniedMs = 7 * 86_400_000
/** The visit to the feed waits for so long at most. */
const askMsMax = 15_000

export function createHubSubscriptions(parts: HubSubscriptionParts): HubSubscriptions {
  const { store, clock, log } = parts
  const later = (ms: number) => instantOf(epochMs(clock.now()) + ms)

  return {
    async noteFeed({ url, purpose, outletSlug }, exchange) {
      if (purpose !== 'feed') return
      const held = await store.ofSource(url)
      if (held && held.renewAt > clock.now()) return
      const { headers } = exchange
      const bytes = decodedBody(exchange, parts.limits)
      const { text } = decodeText(bytes, header(headers, 'content-type'))
      const links = hubOf(headers, text, exchange.url)
      if (!links) return
      const isSame = held?.hub === links.hub && held.topic === links.topic
      const { key, secret } = isSame ? held : { key: unguessable(), secret: unguessable() }
      const state = isSame ? held.state : 'asked'
      const subscription: HeldSubscription = {
        ...links,
        ...{ key, secret, state, outletSlug, source: url, renewAt: later(retryMs) },
      }
      // First: the hub may check back before it answers.
      await store.save(subscription)
      await ask(subscription)
    },

    async answerIntent(key, query) {
      const held = await store.find(key)
      const answer = verifyIntent(query, held)
      if (held && answer.kind === 'confirmed')
        await store.save({ ...held, state: 'active', renewAt: later(answer.renewAfterMs) })
      if (held && answer.kind === 'denied')
        await store.save({ ...held, state: 'denied', renewAt: later(deniedMs) })
      if (held) log.info('hub.answered', { source: held.source, hub: held.hub, kind: answer.kind })
      return answer
    },

    async receive(key, signature, body) {
      const held = await store.find(key)
      if (held?.state !== 'active' || !isSigned(signature, body, held.secret)) return false
      const { source: url, outletSlug } = held
      await parts.frontier.hurry({ url, purpose: 'feed', outletSlug, foundOn: null, publishedAt: null })
      log.info('hub.told', { source: url, hub: held.hub })
      return true
    },
  }

  async function ask(subscription: HeldSubscription): Promise<void> {
    const { hub, source } = subscription
    const answer = await parts.postForm(
      hub,
      subscriptionForm(subscription, callbackOf(subscription)),
      AbortSignal.timeout(askMsMax),
    )
    const isTaken = 'status' in answer && answer.status >= 200 && answer.status < 300
    if (isTaken) return log.info('hub.asked', { source, hub })
    const reason = 'status' in answer ? `status ${answer.status}` : answer.failure
    log.warn('hub.refused', { source, hub, reason })
  }

  function callbackOf({ key }: HeldSubscription): HttpUrl {
    return parseHttpUrl(`${parts.baseUrl.replace(/\/+$/, '')}/websub/callback/${key}`)
  }

  function unguessable(): string {
    return Buffer.from(parts.random(24)).toString('base64url')
  }
}
