import webPush from 'web-push'
import { parseHttpUrl } from '#model'
import type { DeliveryOutcome } from './delivery.ts'
import { type Notice, outcomeOf, type SendMessage, type Transport } from './transport.ts'

/** The service's own key pair (RFC 8292), both in base64url. */
export interface VapidKeys {
  readonly publicKey: string
  readonly privateKey: string
}

export function newVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys()
}

/** A push service keeps a message for a browser that is off for so long. */
const keptSeconds = 3 * 24 * 3_600
/** RFC 8030 §7.2: a service takes at least 4096 bytes, of which the encryption takes some. */
const titleCharsMax = 200

/** Encrypts (RFC 8291) and signs by the web-push package; the request itself goes through our guard. */
export function createPushTransport({
  send,
  keys,
  subject,
  baseUrl,
}: {
  send: SendMessage
  keys: VapidKeys
  /** Whom a push service turns to: a `mailto:` or `https:` address. */
  subject: string
  baseUrl: string
}): Transport {
  return async (target, notices, signal) => {
    const [notice] = notices
    if (target.address.kind !== 'push' || !notice) return { kind: 'sent' }
    const { endpoint, p256dh, auth } = target.address
    let details: ReturnType<typeof webPush.generateRequestDetails>
    try {
      details = webPush.generateRequestDetails(
        { endpoint, keys: { p256dh, auth } },
        JSON.stringify(pushBody(notice, baseUrl)),
        {
          vapidDetails: { subject, ...keys },
          TTL: keptSeconds,
          urgency: 'normal',
          topic: `v${notice.event.seq}`,
          contentEncoding: 'aes128gcm',
        },
      )
    } catch (error) {
      // Keys that no browser made.
      return { kind: 'gone', reason: (error as Error).message }
    }
    const { 'Content-Length': _, ...headers } = details.headers as Record<string, string>
    const message = {
      method: 'POST',
      headers: textual(headers),
      body: new Uint8Array(details.body as Buffer),
    } as const
    return pushOutcome(outcomeOf(await send(parseHttpUrl(details.endpoint), message, { signal })))
  }
}

/** RFC 8030 §7.3: 404 too says that the subscription is over. */
function pushOutcome(outcome: DeliveryOutcome): DeliveryOutcome {
  return outcome.kind === 'later' && outcome.reason === 'answered 404'
    ? { kind: 'gone', reason: outcome.reason }
    : outcome
}

function pushBody({ event, summary }: Notice, baseUrl: string) {
  const title = summary?.title.slice(0, titleCharsMax).toWellFormed() ?? null
  const { kind, snapshotId, previous, articleId } = event
  const isRevision = kind === 'revised' && previous !== null
  const url = isRevision
    ? `${baseUrl}/article/${articleId}/compare?from=${previous}&to=${snapshotId}`
    : `${baseUrl}/s/${snapshotId}`
  return { kind, title, outlet: summary?.outlet ?? summary?.outletSlug ?? null, url, tag: snapshotId }
}

function textual(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]))
}
