import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { type Clock, epochMs, type Instant, instantOf } from '#model'
import type { AccountStore } from './account-store.ts'
import type { Person, PersonId } from './person.ts'
import { hashSecret, newSecret, type RandomBytes, type Secret } from './secret.ts'

/** A key in somebody's device, with which they sign in; we keep its public half. */
export interface Passkey {
  /** Base64url, as the device named it. */
  readonly credentialId: string
  readonly person: PersonId
  /** COSE. */
  readonly publicKey: Uint8Array
  readonly signatureCount: number
  readonly transports: readonly string[]
  readonly name: string
  readonly createdAt: Instant
  readonly usedAt: Instant | null
}

export interface PasskeyEngines {
  readonly store: AccountStore
  readonly clock: Clock
  readonly random: RandomBytes
  /** Where the public reaches this service, such as `https://news.example.org`; keys are bound to its host. */
  readonly origin: string
  readonly serviceName: string
}

/** What the browser's `navigator.credentials.create` takes, for somebody who is signed in. */
export async function offerPasskey(
  person: Person,
  engines: PasskeyEngines,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const held = await engines.store.passkeysOf(person.id)
  return generateRegistrationOptions({
    rpName: engines.serviceName,
    rpID: new URL(engines.origin).hostname,
    userName: person.mail ?? person.name ?? person.id,
    userID: new Uint8Array(Buffer.from(person.id)),
    challenge: await newChallenge(person.id, engines),
    timeout: challengeLifetimeMs,
    excludeCredentials: held.map(({ credentialId }) => ({ id: credentialId })),
    // With its owner's PIN or finger it is two factors; kept in the device it needs no name to be typed.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Takes the key that a browser made. False for an answer that is not to a question of ours, or doesn't hold. */
export async function addPasskey(
  person: Person,
  answer: unknown,
  name: string,
  { store, clock, origin }: PasskeyEngines,
): Promise<boolean> {
  if (!isAnswer(answer)) return false
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: answer as unknown as RegistrationResponseJSON,
      expectedChallenge: (challenge) => isOpen(challenge, person.id, { store, clock }),
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      requireUserVerification: true,
    })
    if (!verified) return false
    const { credential } = registrationInfo
    return await store.addPasskey({
      credentialId: credential.id,
      person: person.id,
      publicKey: credential.publicKey,
      signatureCount: credential.counter,
      transports: credential.transports ?? [],
      name: name.trim().slice(0, 80) || 'passkey',
      createdAt: clock.now(),
      usedAt: null,
    })
  } catch (error) {
    if (isRefusal(error)) return false
    throw error
  }
}

/** What `navigator.credentials.get` takes, for somebody whom we don't know yet. */
export async function askForPasskey(engines: PasskeyEngines): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: new URL(engines.origin).hostname,
    challenge: await newChallenge(null, engines),
    timeout: challengeLifetimeMs,
    userVerification: 'required',
  })
}

/** Whose passkey answered; null for an answer that doesn't hold. */
export async function whosePasskey(
  answer: unknown,
  { store, clock, origin }: PasskeyEngines,
): Promise<Person | null> {
  if (!isAnswer(answer)) return null
  const passkey = await store.passkey(answer.id)
  if (!passkey) return null
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer as unknown as AuthenticationResponseJSON,
      expectedChallenge: (challenge) => isOpen(challenge, null, { store, clock }),
      expectedOrigin: origin,
      expectedRPID: new URL(origin).hostname,
      credential: {
        id: passkey.credentialId,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.signatureCount,
      },
      requireUserVerification: true,
    })
    if (!verified) return null
    await store.usedPasskey(passkey.credentialId, authenticationInfo.newCounter, clock.now())
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
  const person = await store.person(passkey.person)
  return person && !person.closedAt ? person : null
}

async function newChallenge(
  person: PersonId | null,
  { store, clock, random }: PasskeyEngines,
): Promise<string> {
  const secret = newSecret('challenge', random)
  const expiresAt = instantOf(epochMs(clock.now()) + challengeLifetimeMs)
  await store.addChallenge(hashSecret(secret), person, expiresAt)
  return secret
}

/** True once: a question that was answered is no question any more. The browser gives it back in base64url. */
async function isOpen(
  challenge: string,
  person: PersonId | null,
  { store, clock }: Pick<PasskeyEngines, 'store' | 'clock'>,
): Promise<boolean> {
  const secret = Buffer.from(challenge, 'base64url').toString('latin1') as Secret
  const open = await store.takeChallenge(hashSecret(secret))
  return open !== null && open.person === person && open.expiresAt > clock.now()
}

function isAnswer(value: unknown): value is { readonly id: string; readonly response: object } {
  const answer = value as { id?: unknown; response?: unknown } | null
  return (
    typeof answer === 'object' &&
    typeof answer?.id === 'string' &&
    typeof answer.response === 'object' &&
    answer.response !== null
  )
}

/** The library throws plain errors for whatever doesn't hold; those of the store are another matter. */
function isRefusal(error: unknown): boolean {
  return !(error instanceof Error && ('errcode' in error || error.name === 'ServiceError'))
}

const challengeLifetimeMs = 5 * 60_000
