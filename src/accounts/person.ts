import type { Instant } from '#model'
import type { Role } from './roles.ts'

/** 16 characters, `[a-z2-7]`, drawn at random: it tells nothing of whom it stands for. */
export type PersonId = string & { readonly __brand: 'PersonId' }

/** Somebody with an account. Readers need none; whoever wants their subscriptions kept here, or is an operator, has one. */
export interface Person {
  readonly id: PersonId
  /** In lower case. Null for who has only a passkey. */
  readonly mail: string | null
  /** What other operators see; null where none was given. */
  readonly name: string | null
  readonly role: Role
  readonly createdAt: Instant
  readonly signedInAt: Instant | null
  /** From then on nothing of theirs lets anybody in. */
  readonly closedAt: Instant | null
}

/**
 * A mail address as it is compared: trimmed, in lower case. Stricter than RFC 5322: quoted names and comments are
 * refused, since nobody has them and every mail program reads them differently.
 *
 * @throws {RangeError} on what is no address.
 */
export function parseMailAddress(text: string): string {
  const address = text.trim().toLowerCase()
  if (
    address.length > 254 ||
    !/^[^\s@"(),:;<>[\]\\\p{Cc}\p{Cf}]{1,64}@[^\s@"(),:;<>[\]\\\p{Cc}\p{Cf}]+\.[^\s@".(),:;<>[\]\\\p{Cc}\p{Cf}]+$/u.test(
      address,
    )
  )
    throw new RangeError(`"${text.slice(0, 100)}" is no mail address, such as name@example.org.`)
  return address
}

/** What is shown of an address to others than its owner: `z…@example.org`. */
export function maskMail(mail: string): string {
  const at = mail.lastIndexOf('@')
  return `${[...mail][0] ?? ''}…${mail.slice(at)}`
}

/** @throws {RangeError} on anything that is not of the form. */
export function parsePersonId(text: string): PersonId {
  if (!/^[a-z2-7]{16}$/.test(text)) throw new RangeError(`"${text}" is no person id: 16 characters a-z, 2-7.`)
  return text as PersonId
}
