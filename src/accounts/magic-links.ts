import { base32, type Clock, epochMs, type Instant, instantOf, ServiceError } from '#model'
import type { AccountStore } from './account-store.ts'
import type { Person, PersonId } from './person.ts'
import type { Role } from './roles.ts'
import { hashSecret, newSecret, parseSecret, type RandomBytes, type Secret } from './secret.ts'

/** What a link lets its bearer do, once. */
export interface SignInLink {
  readonly mail: string
  /** For whom there is no account yet: the role that they get. */
  readonly role: Role
  readonly createdAt: Instant
  readonly expiresAt: Instant
  /** Where to go on; a path of ours. */
  readonly next: string
}

/** A link is short-lived where it was asked for, and lasts some days where an operator invites somebody. */
export const linkLifetimesMs = { asked: 20 * 60_000, invited: 3 * 86_400_000 } as const

/** So that nobody's mailbox is filled by us. */
export const linksPerHourMax = 5

/** More links were asked for than one mailbox should get. */
export class TooManyLinksError extends ServiceError {
  constructor() {
    super('Too many links were asked for by this address.', {
      retry: 'later',
      toDo: 'Use the newest link that was sent, or wait an hour.',
    })
  }
}

interface Engines {
  readonly store: AccountStore
  readonly clock: Clock
  readonly random: RandomBytes
}

/** @throws {TooManyLinksError} where that mailbox has had its share. */
export async function checkLinkShare(mail: string, { store, clock }: Engines): Promise<void> {
  const hourAgo = instantOf(epochMs(clock.now()) - 3_600_000)
  if ((await store.linkCount(mail, hourAgo)) >= linksPerHourMax) throw new TooManyLinksError()
}

/** A link for whoever reads that mailbox. Made for addresses without an account too, so that asking tells nobody who has one. */
export async function makeLink(
  mail: string,
  { role, next, lifetimeMs }: { role: Role; next: string; lifetimeMs: number },
  { store, clock, random }: Engines,
): Promise<{ secret: Secret; link: SignInLink }> {
  const createdAt = clock.now()
  const secret = newSecret('link', random)
  const expiresAt = instantOf(epochMs(createdAt) + lifetimeMs)
  const link = { mail, role, createdAt, expiresAt, next: ownPath(next) }
  await store.addLink(link, hashSecret(secret))
  return { secret, link }
}

/** Whom a link is for, without using it up: mail programs look at links before their owners do. */
export async function readLink(text: string, { store, clock }: Engines): Promise<SignInLink | null> {
  const secret = parseSecret('link', text)
  const link = secret && (await store.link(hashSecret(secret)))
  return link && link.expiresAt > clock.now() ? link : null
}

/** Uses the link up. @returns Its person, made where there was none; null for a link that is none any more. */
export async function takeLink(
  text: string,
  { store, clock, random }: Engines,
): Promise<{ person: Person; link: SignInLink } | null> {
  const secret = parseSecret('link', text)
  const link = secret && (await store.takeLink(hashSecret(secret)))
  if (!link || link.expiresAt <= clock.now()) return null
  const person = (await store.personByMail(link.mail)) ?? (await newPerson(link, { store, clock, random }))
  return person.closedAt ? null : { person, link }
}

async function newPerson({ mail, role }: SignInLink, { store, clock, random }: Engines): Promise<Person> {
  const person: Person = {
    id: base32(random(10)).toLowerCase() as PersonId,
    ...{ mail, name: null, role, createdAt: clock.now(), signedInAt: null, closedAt: null },
  }
  if (await store.addPerson(person)) return person
  // Another link of the same address was a moment faster.
  return (await store.personByMail(mail)) ?? person
}

/** Only paths of ours: a link must not be a way to anywhere else. */
export function ownPath(path: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path.slice(0, 2_000) : '/'
}
