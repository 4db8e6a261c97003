import type { Instant } from '#model'
import type { Act, RecordedAct } from './act-book.ts'
import type { ApiToken } from './api-tokens.ts'
import type { SignInLink } from './magic-links.ts'
import type { Passkey } from './passkeys.ts'
import type { Person, PersonId } from './person.ts'
import type { Role } from './roles.ts'
import type { SecretHash } from './secret.ts'
import type { Session, Strength } from './sessions.ts'

/**
 * Accounts, and the book of acts. Durable when a call resolves; of secrets it sees hashes alone. What is called `take…`
 * gives a thing to one caller only, whatever runs beside it.
 */
export interface AccountStore {
  /** False where the address already belongs to somebody. */
  addPerson(person: Person): Promise<boolean>
  person(id: PersonId): Promise<Person | null>
  personByMail(mail: string): Promise<Person | null>
  /** Oldest first. */
  people(): Promise<readonly Person[]>
  changePerson(id: PersonId, change: PersonChange): Promise<void>
  /** With everything that is theirs; acts of theirs stay in the book. */
  removePerson(id: PersonId): Promise<void>

  addSession(session: Session, hash: SecretHash): Promise<void>
  session(hash: SecretHash): Promise<Session | null>
  seeSession(id: string, seenAt: Instant): Promise<void>
  /** The same session under another secret. */
  rotateSession(id: string, hash: SecretHash, strength: Strength, at: Instant): Promise<void>
  sessionsOf(person: PersonId): Promise<readonly Session[]>
  endSession(id: string): Promise<void>
  endSessionsOf(person: PersonId): Promise<void>

  addLink(link: SignInLink, hash: SecretHash): Promise<void>
  link(hash: SecretHash): Promise<SignInLink | null>
  takeLink(hash: SecretHash): Promise<SignInLink | null>
  /** How many were asked for by that address since then, used or not. */
  linkCount(mail: string, since: Instant): Promise<number>

  addChallenge(hash: SecretHash, person: PersonId | null, expiresAt: Instant): Promise<void>
  takeChallenge(hash: SecretHash): Promise<{ person: PersonId | null; expiresAt: Instant } | null>
  /** False where that credential is already somebody's. */
  addPasskey(passkey: Passkey): Promise<boolean>
  passkey(credentialId: string): Promise<Passkey | null>
  passkeysOf(person: PersonId): Promise<readonly Passkey[]>
  usedPasskey(credentialId: string, signatureCount: number, at: Instant): Promise<void>
  removePasskey(person: PersonId, credentialId: string): Promise<void>

  /** What one-time codes are made with; null where there is none. */
  codeKey(person: PersonId): Promise<CodeKey | null>
  setCodeKey(person: PersonId, key: CodeKey | null): Promise<void>
  /** True once for each step, and only for later ones than before: so that no code is good twice. */
  takeCodeStep(person: PersonId, step: number): Promise<boolean>
  /** Notes a wrong code. @returns Wrong ones since then, this one included. */
  failCode(person: PersonId, at: Instant, since: Instant): Promise<number>
  codeFailures(person: PersonId, since: Instant): Promise<number>

  addToken(token: ApiToken, hash: SecretHash): Promise<void>
  token(hash: SecretHash): Promise<ApiToken | null>
  tokensOf(person: PersonId): Promise<readonly ApiToken[]>
  usedToken(id: string, at: Instant): Promise<void>
  removeToken(person: PersonId, id: string): Promise<void>

  /** Writes an act behind the newest, linked to it. */
  record(act: Act): Promise<RecordedAct>
  /** Newest first, those before `beforeIndex`. */
  acts(page: { beforeIndex: number | null; limit: number; subject?: string }): Promise<readonly RecordedAct[]>

  /** Throws away what has expired. */
  sweep(now: Instant): Promise<void>
}

export interface PersonChange {
  readonly role?: Role
  readonly name?: string | null
  readonly signedInAt?: Instant
  readonly closedAt?: Instant | null
}

export interface CodeKey {
  /** Base 32, 160 bits. */
  readonly key: string
  /** False until its owner has shown a code made with it. */
  readonly confirmed: boolean
}
