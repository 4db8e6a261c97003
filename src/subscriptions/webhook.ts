import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Clock, epochMs } from '#model'
import { type Notice, outcomeOf, type SendMessage, type Transport } from './transport.ts'

const secretPrefix = 'whsec_'

/** A new signing secret: 24 to 64 bytes in base 64. @see Standard Webhooks, "Signature scheme" */
export function newWebhookSecret(random: (bytes: number) => Uint8Array): string {
  return secretPrefix + Buffer.from(random(32)).toString('base64')
}

/** `v1,…`: HMAC-SHA256 over id, time and body. @param seconds Unix time. */
export function signWebhook(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/** For receivers: whether one of the signatures is right. The time is theirs to check. */
export function isWebhookSigned(
  secret: string,
  headers: { readonly id: string; readonly seconds: number; readonly signature: string },
  body: string,
): boolean {
  const expected = Buffer.from(signWebhook(secret, headers.id, headers.seconds, body))
  return headers.signature.split(' ').some((each) => {
    const given = Buffer.from(each)
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

/** One POST for each event. The id stays the same at every try, so that a receiver can fold what comes twice. */
export function createWebhookTransport({
  send,
  clock,
  baseUrl,
}: {
  send: SendMessage
  clock: Clock
  baseUrl: string
}): Transport {
  return async (target, notices, signal) => {
    const [notice] = notices
    if (target.address.kind !== 'webhook' || !notice) return { kind: 'sent' }
    const { url, secret } = target.address
    const body = JSON.stringify(webhookBody(notice, baseUrl))
    const id = `msg_${target.key.slice(0, 12)}_${notice.event.seq}`
    const seconds = Math.floor(epochMs(clock.now()) / 1000)
    const headers = {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': `${seconds}`,
      'webhook-signature': signWebhook(secret, id, seconds, body),
    }
    return outcomeOf(await send(url, { method: 'POST', headers, body }, { signal }))
  }
}

/** What a webhook's body says; docs/reference/feeds.md describes it. */
function webhookBody({ event, summary, matched }: Notice, baseUrl: string) {
  const { kind, at, seq, articleId, snapshotId, previous } = event
  const page = `${baseUrl}/s/${snapshotId}`
  return {
    type: `snapshot.${kind}`,
    timestamp: at,
    data: {
      ...{ seq, articleId, snapshotId, previous, page },
      compare:
        previous && articleId
          ? `${baseUrl}/article/${articleId}/compare?from=${previous}&to=${snapshotId}`
          : null,
      ...(summary && {
        ...{ url: summary.url, title: summary.title, lead: summary.lead, outlet: summary.outlet },
        ...{ outletSlug: summary.outletSlug, channel: summary.channel, language: summary.language },
        ...{ publishedAt: summary.publishedAt, capturedAt: summary.capturedAt, status: summary.webState },
      }),
      matched: matched.map(({ id, follow }) => ({ subscription: id, ...follow })),
    },
  }
}
