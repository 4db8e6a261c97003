import { randomBytes } from 'node:crypto'
import type { Access } from '#access'
import type { Settings } from '#config'
import { createFeeds } from '#feeds'
import type { GuardedRequest } from '#fetch'
import { type Clock, epochMs, instantOf, type Log } from '#model'
import { type DeliveryParts, deliver, keepDelivering } from '#pipeline'
import { openSmtpMailer, type Stores } from '#stores'
import {
  createDeliverer,
  createHub,
  createHubTransport,
  createMailTransport,
  createMatcher,
  createPushTransport,
  createSubscriptions,
  createWebhookTransport,
  type Mailer,
  type MailSetting,
  type SendMessage,
  type Subscriptions,
  signInMail,
} from '#subscriptions'

export interface Delivery {
  readonly subscriptions: Subscriptions
  /** One round; resolves when all that was due was tried. */
  once(): Promise<void>
  /** Delivers until it is stopped, unless another process does. */
  keep(): () => Promise<void>
  close(): Promise<void>
}

export interface DeliveryOptions {
  readonly settings: Settings
  readonly stores: Stores
  readonly access: Access
  readonly guardedRequest: GuardedRequest
  readonly mailer: Mailer | null
  readonly clock: Clock
  readonly log: Log
  readonly count: (outcome: string) => void
}

/** Null where no mail server is set. */
export function mailerOf({ mail }: Settings): Mailer | null {
  return mail.server && mail.from ? openSmtpMailer({ server: mail.server, from: mail.from }) : null
}

/** Where browsers reach this service: as the settings say, or on this machine. Without a slash at its end. */
function publicUrl({ service, port }: Settings): string {
  return service.baseUrl?.replace(/\/+$/, '') ?? `http://localhost:${port}`
}

function mailSetting(settings: Settings): MailSetting {
  return { serviceName: settings.service.name, baseUrl: publicUrl(settings) }
}

/** How accounts send the links that sign somebody in; null where there is no mail. */
export function linkSender(
  settings: Settings,
  mailer: Mailer | null,
): ((to: { mail: string; url: string }) => Promise<void>) | null {
  if (!mailer) return null
  return async ({ mail, url }) => {
    const letter = signInMail(
      { to: mail, url, language: 'zh-Hans', key: 'aaaaaaaaaaaaaaaa' },
      mailSetting(settings),
    )
    await mailer.send(letter, AbortSignal.timeout(20_000))
  }
}

/** What readers follow, put together with the ways in which they are told. */
export function openDelivery(options: DeliveryOptions): Delivery {
  const { settings, stores, access, mailer, clock, log } = options
  const baseUrl = publicUrl(settings)
  const send: SendMessage = (url, message, more) => options.guardedRequest(url, message, more)
  const store = stores.subscriptions
  const common = { send, clock, baseUrl }
  const hub = settings.service.baseUrl ? createHub({ ...common, store, log, random: randomBytes }) : null
  const subject = subjectOf(settings)
  const subscriptions = createSubscriptions({
    ...{ store, clock, log, hub, random: randomBytes },
    mail: mailer && { mailer, setting: mailSetting(settings) },
    pushKey: subject && stores.vapidKeys.publicKey,
  })
  const serviceName = settings.service.name
  const feeds = createFeeds({ access, clock, serviceName, baseUrl, log, journal: subscriptions })
  const deliverer = createDeliverer({
    ...{ store, access, clock, log, chance: Math.random, count: options.count },
    transports: {
      webhook: createWebhookTransport(common),
      websub: createHubTransport({
        send,
        hubUrl: `${baseUrl}/websub/hub`,
        async renderFeed(topic) {
          const answer = await feeds.request(topic)
          if (!answer.ok) return null
          return { body: await answer.text(), contentType: answer.headers.get('content-type') ?? '' }
        },
      }),
      ...(subject && { push: createPushTransport({ ...common, keys: stores.vapidKeys, subject }) }),
      ...(mailer && { mail: createMailTransport({ mailer, setting: mailSetting(settings) }) }),
    },
  })
  const parts: DeliveryParts = {
    ...{ access, store, deliverer, clock, log },
    catalog: stores.catalog,
    notices: stores.notices,
    matcher: createMatcher({ store, access, clock, log }),
  }
  return {
    subscriptions,
    async once() {
      await deliver(parts)
      await deliverer.idle()
    },
    keep: () => keepHeld(stores, parts),
    async close() {
      await hub?.idle()
      await deliverer.idle()
      await mailer?.close()
    },
  }
}

/** A quarter of a year: then a delivery is nobody's question any more. */
const receiptsKeptMs = 90 * 86_400_000

/** Whoever comes second looks again now and then whether the first is still there. */
function keepHeld(stores: Stores, parts: DeliveryParts): () => Promise<void> {
  let stop: (() => Promise<void>) | null = null
  let hold = stores.holdDelivery()
  if (hold) stop = keepDelivering(parts)
  const timer = setInterval(() => {
    hold ??= stores.holdDelivery()
    if (hold) stop ??= keepDelivering(parts)
  }, 5_000)
  timer.unref()
  const sweeping = setInterval(() => {
    if (!hold) return
    const before = instantOf(epochMs(parts.clock.now()) - receiptsKeptMs)
    void parts.store
      .sweep(before)
      .catch((error: Error) => parts.log.error('delivery.sweep', { reason: error.message }))
  }, 3_600_000)
  sweeping.unref()
  return async () => {
    clearInterval(timer)
    clearInterval(sweeping)
    await stop?.()
    hold?.release()
  }
}

/** RFC 8292 §2.1: whom a push service turns to. Null where nobody can be named. */
function subjectOf({ service }: Settings): string | null {
  const { contact, baseUrl } = service
  if (contact?.includes('@') && !/\s/.test(contact)) return `mailto:${contact.replace(/^mailto:/, '')}`
  return baseUrl?.startsWith('https:') ? baseUrl : null
}
