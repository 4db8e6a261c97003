import { base32, type Clock, epochMs, type Instant, instantOf } from '#model'
import type { AccountStore } from './account-store.ts'
import type { Person, PersonId } from './person.ts'
import { isOperator, may } from './roles.ts'
import { hashSecret, newSecret, parseSecret, type RandomBytes, type Secret } from './secret.ts'

/** What a token may be used for. */
export const tokenScopes = ['subscriptions', 'snapshots', 'sources', 'cases', 'metrics'] as const

export type TokenScope = (typeof tokenScopes)[number]

/** A key for programs; its secret is shown once, when it is made. */
export interface ApiToken {
  readonly id: string
  readonly person: PersonId
  /** What its owner calls it. */
  readonly name: string
  readonly scopes: readonly TokenScope[]
  readonly createdAt: Instant
  /** Null for one that ends only when it is taken back. */
  readonly expiresAt: Instant | null
  readonly usedAt: Instant | null
}

interface Engines {
  readonly store: AccountStore
  readonly clock: Clock
  readonly random: RandomBytes
}

export async function makeToken(
  person: Person,
  { name, scopes, lifetimeMs }: { name: string; scopes: readonly TokenScope[]; lifetimeMs: number | null },
  { store, clock, random }: Engines,
): Promise<{ secret: Secret; token: ApiToken }> {
  const tooMuch = scopes.find((scope) => !mayHave(person, scope))
  if (tooMuch) throw new RangeError(`A ${person.role} may have no token for ${tooMuch}.`)
  const createdAt = clock.now()
  const secret = newSecret('token', random)
  const token: ApiToken = {
    id: base32(random(10)).toLowerCase(),
    person: person.id,
    name: name.trim().slice(0, 80) || 'token',
    scopes,
    createdAt,
    expiresAt: lifetimeMs === null ? null : instantOf(epochMs(createdAt) + lifetimeMs),
    usedAt: null,
  }
  await store.addToken(token, hashSecret(secret))
  return { secret, token }
}

/** Whose token that is; null for none, and where its owner's role does not allow the scope any more. */
export async function whoseToken(
  text: string | null,
  scope: TokenScope,
  { store, clock }: Engines,
): Promise<{ person: Person; token: ApiToken } | null> {
  const secret = parseSecret('token', text)
  const token = secret && (await store.token(hashSecret(secret)))
  if (!token) return null
  const now = clock.now()
  const person = await store.person(token.person)
  if (!person || person.closedAt || (token.expiresAt && token.expiresAt <= now)) return null
  if (!token.scopes.includes(scope) || !mayHave(person, scope)) return null
  const usedMs = token.usedAt ? epochMs(token.usedAt) : 0
  if (epochMs(now) - usedMs > 60_000) await store.usedToken(token.id, now)
  return { person, token }
}

/** @throws {RangeError} on any other word. */
export function parseTokenScope(text: string): TokenScope {
  const scope = tokenScopes.find((each) => each === text)
  if (!scope) throw new RangeError(`"${text}" is no scope: ${tokenScopes.join(', ')}.`)
  return scope
}

export function mayHave({ role }: Person, scope: TokenScope): boolean {
  if (scope === 'subscriptions') return true
  if (scope === 'snapshots') return may(role, 'snapshots.ask')
  if (scope === 'sources') return may(role, 'sources.change')
  if (scope === 'cases') return may(role, 'cases.decide')
  return isOperator(role)
}
