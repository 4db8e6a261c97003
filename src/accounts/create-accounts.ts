import { base32, type Clock, type Log, ServiceError } from '#model'
import type { AccountStore } from './account-store.ts'
import type { Accounts, NewSession } from './accounts.ts'
import { firstBreak, type RecordedAct } from './act-book.ts'
import { makeToken, whoseToken } from './api-tokens.ts'
import {
  checkLinkShare,
  linkLifetimesMs,
  makeLink,
  ownPath,
  readLink,
  type SignInLink,
  takeLink,
} from './magic-links.ts'
import { codeKeyUri, takeCode } from './one-time-code.ts'
import { addPasskey, askForPasskey, offerPasskey, whosePasskey } from './passkeys.ts'
import { type Person, type PersonId, parseMailAddress } from './person.ts'
import type { Role } from './roles.ts'
import type { RandomBytes } from './secret.ts'
import { sessionCookie } from './session-cookie.ts'
import { isOwnForm, type SignedIn, startSession, strengthen, whoIs } from './sessions.ts'

/** Sends somebody the link that they asked for. */
export type SendLink = (to: {
  mail: string
  url: string
  expiresAt: SignInLink['expiresAt']
}) => Promise<void>

export interface AccountsOptions {
  readonly store: AccountStore
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
  /** Where the public reaches this service; https makes cookies that only https carries. */
  readonly origin: string
  readonly serviceName: string
  /** Null where this service sends no mail: then links come from the command line alone. */
  readonly sendLink: SendLink | null
  /** Commits to an act in public, where there is a log. */
  readonly logAct?: (act: RecordedAct) => Promise<void>
}

/** What would leave the service without anybody who may let others in. */
export class LastOwnerError extends ServiceError {
  constructor() {
    super('This is the last owner.', { retry: 'never', toDo: 'Make somebody else an owner first.' })
  }
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, clock, random, log, origin, serviceName } = options
  const engines = { store, clock, random, origin, serviceName }
  const cookie = sessionCookie({ tls: origin.startsWith('https:') })

  const begin = async (
    person: Person,
    { agent, next, strength }: { agent: string; next: string; strength: 'one-factor' | 'two-factors' },
  ): Promise<NewSession> => {
    const secret = await startSession(person, { strength, agent }, engines)
    log.info('accounts.signed-in', { person: person.id, role: person.role, strength })
    return { person, secret, next }
  }
  const urlOf = (secret: string) => new URL(`/sign-in/${secret}`, origin).href
  const personOrThrow = async (id: PersonId): Promise<Person> => {
    const person = await store.person(id)
    if (!person)
      throw new ServiceError(`There is no account ${id}.`, {
        retry: 'never',
        toDo: 'See `verbatim accounts list`.',
      })
    return person
  }
  const keepAnOwner = async (id: PersonId): Promise<void> => {
    const owners = (await store.people()).filter(({ role, closedAt }) => role === 'owner' && !closedAt)
    if (owners.length === 1 && owners[0]?.id === id) throw new LastOwnerError()
  }

  const setRole = async (id: PersonId, role: Role): Promise<void> => {
    await personOrThrow(id)
    if (role !== 'owner') await keepAnOwner(id)
    await store.changePerson(id, { role })
    await store.endSessionsOf(id)
  }

  return {
    cookie,
    signedIn: (header) => whoIs(cookie.read(header), engines),
    isOwnForm: (header, token) => isOwnForm(cookie.read(header), token),

    async askForLink(text, next) {
      const mail = parseMailAddress(text)
      await checkLinkShare(mail, engines)
      const { secret, link } = await makeLink(
        mail,
        { role: 'reader', next, lifetimeMs: linkLifetimesMs.asked },
        engines,
      )
      await options.sendLink?.({ mail, url: urlOf(secret), expiresAt: link.expiresAt })
    },
    async invite(text, role) {
      const mail = parseMailAddress(text)
      const known = await store.personByMail(mail)
      if (known && known.role !== role) await setRole(known.id, role)
      const next = role === 'reader' ? '/' : '/desk'
      const { secret, link } = await makeLink(
        mail,
        { role, next, lifetimeMs: linkLifetimesMs.invited },
        engines,
      )
      return { url: urlOf(secret), link }
    },
    readLink: (secret) => readLink(secret, engines),
    async signInByLink(secret, { agent }) {
      const taken = await takeLink(secret, engines)
      return taken && begin(taken.person, { agent, next: taken.link.next, strength: 'one-factor' })
    },

    offerPasskey: (person) => offerPasskey(person, engines),
    addPasskey: (person, answer, name) => addPasskey(person, answer, name, engines),
    askForPasskey: () => askForPasskey(engines),
    async signInByPasskey(answer, { agent, next }) {
      const person = await whosePasskey(answer, engines)
      return person && begin(person, { agent, next: ownPath(next), strength: 'two-factors' })
    },
    passkeysOf: (person) => store.passkeysOf(person),
    removePasskey: (person, credentialId) => store.removePasskey(person, credentialId),

    async offerCodes(person) {
      const key = base32(random(20))
      await store.setCodeKey(person.id, { key, confirmed: false })
      return { key, uri: codeKeyUri({ key, account: person.mail ?? person.id, issuer: serviceName }) }
    },
    async confirmCodes(signedIn, code) {
      const { id } = signedIn.person
      if (!(await takeCode(id, code, { confirming: true }, engines))) return null
      const codeKey = await store.codeKey(id)
      if (codeKey) await store.setCodeKey(id, { ...codeKey, confirmed: true })
      return strengthen(signedIn, engines)
    },
    hasCodes: async (person) => (await store.codeKey(person))?.confirmed === true,
    removeCodes: (person) => store.setCodeKey(person, null),
    async strengthenByCode(signedIn: SignedIn, code) {
      return (await takeCode(signedIn.person.id, code, {}, engines)) ? strengthen(signedIn, engines) : null
    },

    sessionsOf: (person) => store.sessionsOf(person),
    async endSession(person, id) {
      if ((await store.sessionsOf(person)).some((session) => session.id === id)) await store.endSession(id)
    },
    endSessionsOf: (person) => store.endSessionsOf(person),

    makeToken: (person, token) => makeToken(person, token, engines),
    bearer: (header, scope) => whoseToken(/^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? null, scope, engines),
    tokensOf: (person) => store.tokensOf(person),
    removeToken: (person, id) => store.removeToken(person, id),

    person: (id) => store.person(id),
    personByMail: (mail) => store.personByMail(mail),
    people: () => store.people(),
    setRole,
    async rename(id, name) {
      await store.changePerson(id, { name: name.trim().slice(0, 120) || null })
    },
    async close(id) {
      await personOrThrow(id)
      await keepAnOwner(id)
      await store.changePerson(id, { closedAt: clock.now() })
      await store.endSessionsOf(id)
    },
    reopen: (id) => store.changePerson(id, { closedAt: null }),
    async forget(id) {
      await keepAnOwner(id)
      await store.removePerson(id)
    },

    async record(act) {
      const recorded = await store.record({ ...act, at: clock.now() })
      log.info('act.recorded', {
        index: recorded.index,
        what: act.what,
        subject: act.subject,
        actor: act.actor,
      })
      await options.logAct?.(recorded)
      return recorded
    },
    acts: (page) => store.acts(page),
    async checkActs() {
      const all: RecordedAct[] = []
      for (let beforeIndex: number | null = null; ; ) {
        const page: readonly RecordedAct[] = await store.acts({ beforeIndex, limit: 1_000 })
        all.push(...page)
        beforeIndex = page.at(-1)?.index ?? 0
        if (beforeIndex === 0) break
      }
      return firstBreak(all.reverse())
    },

    sweep: () => store.sweep(clock.now()),
  }
}
