import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { Act, RecordedAct } from './act-book.ts'
import type { ApiToken, TokenScope } from './api-tokens.ts'
import type { SignInLink } from './magic-links.ts'
import type { Passkey } from './passkeys.ts'
import type { Person, PersonId } from './person.ts'
import type { Role } from './roles.ts'
import type { Secret } from './secret.ts'
import type { SessionCookie } from './session-cookie.ts'
import type { Session, SignedIn } from './sessions.ts'

/** Somebody who has just been let in. */
export interface NewSession {
  readonly person: Person
  /** For the cookie; nobody sees it again. */
  readonly secret: Secret
  readonly next: string
}

/** Who somebody is, and what lets them in. */
export interface Accounts {
  readonly cookie: SessionCookie
  /** Whom the request's `Cookie` header lets in; null for everybody else. */
  signedIn(cookieHeader: string | null | undefined): Promise<SignedIn | null>
  /** Whether a form came from a page that we gave to this session: the token in it is the session's. */
  isOwnForm(cookieHeader: string | null | undefined, formToken: string | null | undefined): boolean

  /**
   * Makes a link for that mailbox and hands it to the mailer; whether there is an account the answer does not tell.
   *
   * @throws {RangeError} if it is no mail address. @throws {TooManyLinksError}
   */
  askForLink(mail: string, next: string): Promise<void>
  /** A link for somebody new, or to let somebody in again, to be handed over by whoever asked. */
  invite(mail: string, role: Role): Promise<{ url: string; link: SignInLink }>
  /** Whom a link is for; it stays good. */
  readLink(secret: string): Promise<SignInLink | null>
  /** Uses a link up. Null for one that was used, has expired, or never was. */
  signInByLink(secret: string, browser: { agent: string }): Promise<NewSession | null>

  offerPasskey(person: Person): Promise<PublicKeyCredentialCreationOptionsJSON>
  addPasskey(person: Person, answer: unknown, name: string): Promise<boolean>
  askForPasskey(): Promise<PublicKeyCredentialRequestOptionsJSON>
  signInByPasskey(answer: unknown, browser: { agent: string; next: string }): Promise<NewSession | null>
  passkeysOf(person: PersonId): Promise<readonly Passkey[]>
  removePasskey(person: PersonId, credentialId: string): Promise<void>

  /** A new key for an authenticator app; good once `confirmCodes` has seen a code made with it. */
  offerCodes(person: Person): Promise<{ key: string; uri: string }>
  /** @throws {TooManyCodesError} */
  confirmCodes(signedIn: SignedIn, code: string): Promise<Secret | null>
  hasCodes(person: PersonId): Promise<boolean>
  removeCodes(person: PersonId): Promise<void>
  /** A second factor. @returns The session's new secret; null for a wrong code. @throws {TooManyCodesError} */
  strengthenByCode(signedIn: SignedIn, code: string): Promise<Secret | null>

  sessionsOf(person: PersonId): Promise<readonly Session[]>
  endSession(person: PersonId, id: string): Promise<void>
  endSessionsOf(person: PersonId): Promise<void>

  /** @throws {RangeError} where the role does not allow a scope. */
  makeToken(
    person: Person,
    token: { name: string; scopes: readonly TokenScope[]; lifetimeMs: number | null },
  ): Promise<{ secret: Secret; token: ApiToken }>
  /** Whom an `Authorization: Bearer` header lets do this; null for everybody else. */
  bearer(
    authorizationHeader: string | null | undefined,
    scope: TokenScope,
  ): Promise<{ person: Person; token: ApiToken } | null>
  tokensOf(person: PersonId): Promise<readonly ApiToken[]>
  removeToken(person: PersonId, id: string): Promise<void>

  person(id: PersonId): Promise<Person | null>
  personByMail(mail: string): Promise<Person | null>
  people(): Promise<readonly Person[]>
  /** Ends their sessions: what they may do has changed. @throws {LastOwnerError} */
  setRole(id: PersonId, role: Role): Promise<void>
  rename(id: PersonId, name: string): Promise<void>
  /** Nothing of theirs lets anybody in any more. @throws {LastOwnerError} */
  close(id: PersonId): Promise<void>
  reopen(id: PersonId): Promise<void>
  /** Forgets them, with everything that is theirs. @throws {LastOwnerError} */
  forget(id: PersonId): Promise<void>

  /** Writes an act into the book, and has its digest logged. */
  record(act: Omit<Act, 'at'>): Promise<RecordedAct>
  acts(page: { beforeIndex: number | null; limit: number; subject?: string }): Promise<readonly RecordedAct[]>
  /** The index of the first act that is not what was written; null while the book holds. */
  checkActs(): Promise<number | null>

  /** Throws away what has expired. */
  sweep(): Promise<void>
}
