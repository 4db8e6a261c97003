import { base32, type Clock, epochMs, type Instant, instantOf } from '#model'
import type { AccountStore } from './account-store.ts'
import type { Person, PersonId } from './person.ts'
import { isOperator } from './roles.ts'
import {
  formToken,
  hashSecret,
  isFormToken,
  newSecret,
  parseSecret,
  type RandomBytes,
  type Secret,
} from './secret.ts'

/** How sure we are: one proof (a link by mail), or two (a passkey with its owner's PIN; a one-time code on top). */
export type Strength = 'one-factor' | 'two-factors'

export interface Session {
  /** Names it to its owner; it lets nobody in. */
  readonly id: string
  readonly person: PersonId
  readonly strength: Strength
  readonly startedAt: Instant
  readonly seenAt: Instant
  /** However much it is used. */
  readonly expiresAt: Instant
  /** The browser that began it, as it calls itself, cut to 120 characters. */
  readonly agent: string
}

/** Who is asking, found by the secret in their cookie. */
export interface SignedIn {
  readonly person: Person
  readonly session: Session
  /** To be sent along with every form of theirs. */
  readonly formToken: string
}

/** Readers stay signed in; operators, whose sessions can do harm, are out after half a day without use. */
export const sessionLimits = {
  reader: { idleMs: 60 * 86_400_000, wholeMs: 365 * 86_400_000 },
  operator: { idleMs: 12 * 3_600_000, wholeMs: 7 * 86_400_000 },
} as const

interface Engines {
  readonly store: AccountStore
  readonly clock: Clock
  readonly random: RandomBytes
}

/** Begins a session. @returns The secret for the cookie; it is not kept. */
export async function startSession(
  person: Person,
  { strength, agent }: { strength: Strength; agent: string },
  { store, clock, random }: Engines,
): Promise<Secret> {
  const secret = newSecret('session', random)
  const startedAt = clock.now()
  const { wholeMs } = limitsOf(person)
  const session: Session = {
    id: base32(random(10)).toLowerCase(),
    person: person.id,
    strength,
    startedAt,
    seenAt: startedAt,
    expiresAt: instantOf(epochMs(startedAt) + wholeMs),
    agent: agent.slice(0, agentCharsMax),
  }
  await store.addSession(session, hashSecret(secret))
  await store.changePerson(person.id, { signedInAt: startedAt })
  return secret
}

/** Who that cookie lets in; null for nobody, for expired and for ended sessions, and for closed accounts. */
export async function whoIs(cookie: string | null, { store, clock }: Engines): Promise<SignedIn | null> {
  const secret = parseSecret('session', cookie)
  const session = secret && (await store.session(hashSecret(secret)))
  if (!secret || !session) return null
  const person = await store.person(session.person)
  const now = clock.now()
  if (!person || person.closedAt || session.expiresAt <= now || isIdle(session, person, now)) {
    await store.endSession(session.id)
    return null
  }
  // Not at every request: a page full of images would be a hundred writes.
  if (epochMs(now) - epochMs(session.seenAt) > seenEveryMs) await store.seeSession(session.id, now)
  return { person, session, formToken: formToken(secret) }
}

/** The same session under a new secret, once a second factor was shown: what was stolen before is worth nothing. */
export async function strengthen({ session }: SignedIn, { store, clock, random }: Engines): Promise<Secret> {
  const secret = newSecret('session', random)
  await store.rotateSession(session.id, hashSecret(secret), 'two-factors', clock.now())
  return secret
}

/** Whether a form was filled in on a page that we gave to the holder of this cookie. */
export function isOwnForm(cookie: string | null, token: string | null | undefined): boolean {
  const secret = parseSecret('session', cookie)
  return secret !== null && isFormToken(secret, token)
}

function isIdle(session: Session, person: Person, now: Instant): boolean {
  return epochMs(now) - epochMs(session.seenAt) > limitsOf(person).idleMs
}

function limitsOf(person: Person) {
  return isOperator(person.role) ? sessionLimits.operator : sessionLimits.reader
}

const seenEveryMs = 5 * 60_000
const agentCharsMax = 120
