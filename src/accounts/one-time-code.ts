import { createHmac } from 'node:crypto'
import { type Clock, epochMs, instantOf, ServiceError } from '#model'
import type { AccountStore } from './account-store.ts'
import type { PersonId } from './person.ts'
import { areSame } from './secret.ts'

/** Seconds that a code is the current one. RFC 6238 §5.2 recommends 30. */
export const stepSeconds = 30
const digits = 6
/** Clocks differ: one step back and one ahead are taken as well. RFC 6238 §6 */
const driftSteps = 1
/** A million codes, three good at a time, so many guesses a quarter of an hour. */
const failuresMax = 5
const failuresWithinMs = 15 * 60_000

/** Too many wrong codes; good ones wait, too. */
export class TooManyCodesError extends ServiceError {
  constructor() {
    super('Too many wrong codes were given.', {
      retry: 'later',
      toDo: 'Wait a quarter of an hour, then try the newest code.',
    })
  }
}

/**
 * The code of a step, six digits, by HMAC-SHA-1 as every authenticator app makes them.
 *
 * @param key Raw bytes. @param step Whole steps of 30 s since 1970.
 * @see RFC 6238 §4.2, RFC 4226 §5.3
 */
export function oneTimeCode(key: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

/**
 * Whether that is the code of now, for the first time.
 *
 * @param options.confirming Also takes a key whose owner is just showing a first code of it.
 * @throws {TooManyCodesError}
 */
export async function takeCode(
  person: PersonId,
  code: string,
  { confirming = false }: { confirming?: boolean },
  { store, clock }: { store: AccountStore; clock: Clock },
): Promise<boolean> {
  const now = clock.now()
  const since = instantOf(epochMs(now) - failuresWithinMs)
  if ((await store.codeFailures(person, since)) >= failuresMax) throw new TooManyCodesError()
  const codeKey = await store.codeKey(person)
  if (!codeKey || (!codeKey.confirmed && !confirming)) return false
  const given = code.replace(/\s/g, '')
  const current = Math.floor(epochMs(now) / 1000 / stepSeconds)
  const key = parseBase32(codeKey.key)
  for (let step = current - driftSteps; step <= current + driftSteps; step++) {
    if (areSame(oneTimeCode(key, step), given)) return store.takeCodeStep(person, step)
  }
  await store.failCode(person, now, since)
  return false
}

/** For the QR code that authenticator apps read. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export function codeKeyUri({
  key,
  account,
  issuer,
}: {
  key: string
  account: string
  issuer: string
}): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${key}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${digits}&period=${stepSeconds}`
}

/** RFC 4648 base 32; other characters are passed over. */
export function parseBase32(text: string): Uint8Array {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const letter of text.toUpperCase()) {
    const index = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter)
    if (index < 0) continue
    value = (value << 5) | index
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >>> bits) & 0xff)
    value &= (1 << bits) - 1
  }
  return Uint8Array.from(bytes)
}
