import { epochMs, type HttpUrl, type Instant, instantOf, parseHttpUrl } from '#model'

/** Where an owner's notices go. */
export type Address =
  | { readonly kind: 'webhook'; readonly url: HttpUrl; readonly secret: string }
  | { readonly kind: 'mail'; readonly mailbox: string; readonly language: string }
  | { readonly kind: 'push'; readonly endpoint: HttpUrl; readonly p256dh: string; readonly auth: string }
  | {
      readonly kind: 'websub'
      readonly callback: HttpUrl
      readonly topic: string
      readonly secret: string | null
    }

export const rhythms = ['instant', 'hourly', 'daily', 'weekly'] as const
/** How often a target is written to; what comes meanwhile is put together. */
export type Rhythm = (typeof rhythms)[number]

export interface Target {
  readonly id: number
  readonly owner: Owner
  /** Unguessable: whoever has it may confirm or end the target. */
  readonly key: string
  readonly address: Address
  readonly rhythm: Rhythm
  /**
   * `asked`: the mailbox has not agreed yet, and gets nothing. `failing`: the last delivery did not go through.
   * `ended`: by its owner, or because it is no more.
   */
  readonly state: 'asked' | 'active' | 'failing' | 'ended'
  /** Why it is failing or ended. */
  readonly reason: string | null
  readonly createdAt: Instant
  /** Of a WebSub subscription: when its lease is over. */
  readonly expiresAt: Instant | null
}

/** A person's id, or `guest-` and a key of their own, or `hub`. */
export type Owner = string & { readonly __brand: 'Owner' }

export function ownerOf(text: string): Owner {
  return text as Owner
}

/** Tells two targets of an owner apart. */
export function addressKey(address: Address): string {
  switch (address.kind) {
    case 'webhook':
      return `webhook ${address.url}`
    case 'mail':
      return `mail ${address.mailbox}`
    case 'push':
      return `push ${address.endpoint}`
    case 'websub':
      return `websub ${address.topic} ${address.callback}`
  }
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Digests go out at 7 in the morning of UTC+8; weekly ones on Mondays. 1970-01-05 was a Monday. */
const morningMs = 23 * hourMs
const mondayMs = 3 * dayMs + morningMs

/** When something that comes now goes out. */
export function nextDueAt(rhythm: Rhythm, now: Instant): Instant {
  const ms = epochMs(now)
  const next = (everyMs: number, offsetMs: number) =>
    instantOf((Math.floor((ms - offsetMs) / everyMs) + 1) * everyMs + offsetMs)
  switch (rhythm) {
    case 'instant':
      return now
    case 'hourly':
      return next(hourMs, 0)
    case 'daily':
      return next(dayMs, morningMs)
    case 'weekly':
      return next(7 * dayMs, mondayMs)
  }
}

/** @throws {RangeError} on what is no address that notices can be sent to. */
export function parseEndpoint(text: string): HttpUrl {
  const url = parseHttpUrl(text)
  const { username, password, hash } = new URL(url)
  if (username || password || hash) throw new RangeError('The address has a user, a password or a fragment.')
  return url
}
