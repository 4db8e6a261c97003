import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Something that lets its bearer in, as it is handed out once: 256 bits in base64url behind a prefix that says what it
 * is, so that scanners for leaked keys know it.
 */
export type Secret = string & { readonly __brand: 'Secret' }

/** What is kept of a secret: SHA-256, in hex. With 256 random bits behind it there is nothing that a slow hash would add. */
export type SecretHash = string & { readonly __brand: 'SecretHash' }

export const secretPrefixes = { session: 'vbs_', link: 'vbl_', token: 'vbt_', challenge: 'vbc_' } as const

export type SecretKind = keyof typeof secretPrefixes

export type RandomBytes = (count: number) => Uint8Array

export function newSecret(kind: SecretKind, random: RandomBytes): Secret {
  return `${secretPrefixes[kind]}${Buffer.from(random(secretBytes)).toString('base64url')}` as Secret
}

/** Null for what can't be a secret of that kind, so that no store is asked about arbitrary text. */
export function parseSecret(kind: SecretKind, text: string | null | undefined): Secret | null {
  return text && text.length === 47 && text.startsWith(secretPrefixes[kind]) && /^[\w-]+$/.test(text)
    ? (text as Secret)
    : null
}

export function hashSecret(secret: Secret): SecretHash {
  return createHash('sha256').update(secret).digest('hex') as SecretHash
}

/** A token for forms that only who holds the session's secret can know; it needs no keeping. */
export function formToken(session: Secret): string {
  return createHmac('sha256', session).update('form').digest('base64url')
}

export function isFormToken(session: Secret, text: string | null | undefined): boolean {
  return areSame(formToken(session), text ?? '')
}

/** Compares in a time that tells nothing of where they differ. */
export function areSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer]
  return timingSafeEqual(a, b)
}

const secretBytes = 32
