import { parseMailAddress } from '#accounts'
import { base32, type Clock, type Log } from '#model'
import { wantedBy } from './facts.ts'
import { parseFollow, usualEvents } from './follow.ts'
import { confirmationMail, type MailSetting } from './mail-message.ts'
import type { Mailer } from './mailer.ts'
import type { SubscriptionStore } from './subscription-store.ts'
import { NotOfferedError, type Subscriptions, TooManyError } from './subscriptions.ts'
import { type Address, type Owner, ownerOf, parseEndpoint, type Rhythm, type Target } from './target.ts'
import { newWebhookSecret } from './webhook.ts'
import type { Hub } from './websub-hub.ts'

export interface SubscriptionParts {
  readonly store: SubscriptionStore
  readonly clock: Clock
  readonly log: Log
  readonly random: (bytes: number) => Uint8Array
  readonly mail: { readonly mailer: Mailer; readonly setting: MailSetting } | null
  readonly pushKey: string | null
  readonly hub: Hub | null
}

const followsMax = 500
const targetsMax = 20
/** A mailbox is asked so often in a day, whoever asks for it. */
const confirmationsMax = 3
const dayMs = 86_400_000
const mailMsMax = 20_000

export function createSubscriptions(parts: SubscriptionParts): Subscriptions {
  const { store, clock, log, random } = parts
  /** Of each mailbox, when it was asked. */
  const asked = new Map<string, number[]>()

  return {
    async follow(owner, given, events = usualEvents(given)) {
      const follow = parseFollow(given.kind, given.value)
      wantedBy(follow, events) // Throws on what could never match.
      const held = await store.followedBy(owner)
      const isNew = !held.some(
        (each) => each.follow.kind === follow.kind && each.follow.value === follow.value,
      )
      if (isNew && held.length >= followsMax)
        throw new TooManyError(`One account follows ${followsMax} things at most.`)
      return store.follow(owner, follow, events, clock.now())
    },
    unfollow: (owner, id) => store.unfollow(owner, id),
    followedBy: (owner) => store.followedBy(owner),

    async addWebhook(owner, text) {
      const address = { kind: 'webhook', url: parseEndpoint(text), secret: newWebhookSecret(random) } as const
      return addTarget(owner, address, { rhythm: 'instant', state: 'active' })
    },

    async addMailbox(owner, text, { rhythm, language }) {
      if (!parts.mail)
        throw new NotOfferedError('This service sends no mail: its operator has set no mail server.')
      const address = { kind: 'mail', mailbox: parseMailAddress(text), language } as const
      const held = (await store.targetsOf(owner)).find(
        (each) => each.address.kind === 'mail' && each.address.mailbox === address.mailbox,
      )
      const isAgreed = held?.state === 'active' || held?.state === 'failing'
      const target = await addTarget(owner, address, { rhythm, state: isAgreed ? 'active' : 'asked' })
      if (!isAgreed && mayAsk(address.mailbox)) await askMailbox(target, parts.mail)
      return target
    },

    async addPush(owner, { endpoint, p256dh, auth }) {
      if (!parts.pushKey) throw new NotOfferedError('This service pushes nothing: it has no public address.')
      const isKey = (text: string, bytes: number) =>
        /^[A-Za-z0-9_-]+=*$/.test(text) && Buffer.from(text, 'base64url').length === bytes
      // RFC 8291 §3: an uncompressed point of P-256, and 16 bytes.
      if (!isKey(p256dh, 65) || !isKey(auth, 16))
        throw new RangeError('These are no keys of a push subscription.')
      const address = { kind: 'push', endpoint: parseEndpoint(endpoint), p256dh, auth } as const
      return addTarget(owner, address, { rhythm: 'instant', state: 'active' })
    },

    async targetsOf(owner) {
      return (await store.targetsOf(owner)).filter(({ state }) => state !== 'ended')
    },
    targetByKey: (key) => store.targetByKey(key),

    async confirm(key) {
      const target = await store.targetByKey(key)
      if (target?.state !== 'asked') return target?.state === 'active'
      await store.changeTarget(target.id, { state: 'active', reason: null })
      return true
    },
    async end(key) {
      const target = await store.targetByKey(key)
      if (!target) return false
      await store.changeTarget(target.id, { state: 'ended', reason: 'ended by its owner' })
      return true
    },
    async setRhythm(owner, targetId, rhythm) {
      const target = await ownTarget(owner, targetId)
      if (target) await store.changeTarget(target.id, { rhythm })
      return target !== null
    },
    async revive(owner, targetId) {
      const target = await ownTarget(owner, targetId)
      return target ? store.revive(target.id, clock.now()) : 0
    },
    async receipts(owner, targetId, page) {
      const target = await ownTarget(owner, targetId)
      if (!target) return null
      const deliveries = await store.deliveriesTo(target.id, page)
      return Promise.all(
        deliveries.map(async (delivery) => ({
          delivery,
          event: await store.event(delivery.eventSeq),
          matched: await store.followed(delivery.subscriptionIds),
        })),
      )
    },
    async noteBounce({ key, isPermanent, status }) {
      const target = await store.targetByKey(key)
      if (target?.address.kind !== 'mail') return false
      const reason = `mail came back${status ? `: ${status}` : ''}`
      await store.changeTarget(target.id, { state: isPermanent ? 'ended' : 'failing', reason })
      return true
    },

    events: (seq, limit) => store.eventsAfter(seq, limit),
    lastSeq: () => store.lastSeq(),
    seqsOf: (ids) => store.seqsOf(ids),
    withdrawals: (limit) => store.withdrawals(limit),
    read: (owner, ids) => store.read(owner, ids),
    markRead: (owner, ids, isRead) => store.markRead(owner, ids, clock.now(), isRead),
    forget: (owner) => store.forget(owner),
    newGuest: () => ownerOf(`guest-${newKey()}`),
    hub: parts.hub,
    pushKey: parts.pushKey,
    takesMail: parts.mail !== null,
    now: () => clock.now(),
  }

  async function addTarget(
    owner: Owner,
    address: Address,
    { rhythm, state }: { rhythm: Rhythm; state: Target['state'] },
  ): Promise<Target> {
    const held = await store.targetsOf(owner)
    if (held.filter((each) => each.state !== 'ended').length >= targetsMax)
      throw new TooManyError(`One account has ${targetsMax} addresses at most.`)
    return store.addTarget({
      ...{ owner, address, rhythm, state, key: newKey(), createdAt: clock.now(), expiresAt: null },
    })
  }

  async function ownTarget(owner: Owner, id: number): Promise<Target | null> {
    const target = await store.target(id)
    return target?.owner === owner ? target : null
  }

  /** Nobody's mailbox is filled by asking it again and again. */
  function mayAsk(mailbox: string): boolean {
    const nowMs = Date.parse(clock.now())
    const recent = (asked.get(mailbox) ?? []).filter((ms) => nowMs - ms < dayMs)
    if (recent.length >= confirmationsMax) return false
    asked.set(mailbox, [...recent, nowMs])
    return true
  }

  async function askMailbox(target: Target, { mailer, setting }: NonNullable<SubscriptionParts['mail']>) {
    const outcome = await mailer.send(confirmationMail(target, setting), AbortSignal.timeout(mailMsMax))
    if (outcome.kind === 'sent') return
    log.warn('mail.not-sent', { target: target.id, reason: outcome.reason })
    await store.changeTarget(target.id, { reason: outcome.reason })
  }

  /** Lower case and digits: it stands in addresses of mail, too. */
  function newKey(): string {
    return base32(random(20)).toLowerCase()
  }
}
