import type { Context } from 'hono'
import { parseDecisionKind } from '#access'
import { LastOwnerError, parsePersonId, parseRole } from '#accounts'
import { type HttpUrl, parseHttpUrl, parseSnapshotId, ServiceError } from '#model'
import type { CaseView } from './desk.ts'
import { agentOf, type DeskAnswer, type DeskVisit, type OperatorVisit, textOf } from './desk-visit.ts'
import { accountsPage } from './pages/accounts.ts'
import { casePage } from './pages/cases.ts'
import { secondFactorPage } from './pages/sign-in.ts'

/** What forms of the desk do, once it is certain that they are ours and that their sender may. */
export interface Acts {
  decide(visit: OperatorVisit, view: CaseView, form: FormData): Promise<DeskAnswer>
  changeAccounts(visit: OperatorVisit, form: FormData): Promise<DeskAnswer>
  /** One's own sessions and passkeys. */
  changeOwn(visit: OperatorVisit, form: FormData): Promise<DeskAnswer>
  secondFactor(visit: OperatorVisit, action: string, code: string): Promise<DeskAnswer>
  usePasskey(visit: DeskVisit, c: Context): Promise<DeskAnswer>
  offerPasskey(visit: DeskVisit, c: Context): Promise<DeskAnswer>
  addPasskey(visit: DeskVisit, c: Context): Promise<DeskAnswer>
  /** @throws {ServiceError} on what is no address. */
  addressIn(form: FormData): HttpUrl
}

export const deskActs: Acts = {
  async decide(visit, view, form) {
    const { desk, words, reader, who, url } = visit
    const again = (problem: string) => casePage(visit, view, problem, null)
    const kind = parsed(parseDecisionKind, textOf(form, 'kind'))
    if (kind === 'erase' && who.person.role !== 'owner') return again(words.notAllowedLead)
    if (kind === 'erase' && textOf(form, 'confirm') !== 'ERASE') return again(words.confirmEraseWrong)
    const concernsAddress = kind === 'exclude' || kind === 'restore'
    try {
      const { isFinished } = await desk.decide(
        {
          kind,
          caseNumber: view.file.caseNumber,
          snapshots: kind === 'refuse' || kind === 'exclude' ? [] : snapshotsIn(form),
          urls: concernsAddress && textOf(form, 'url') ? [deskActs.addressIn(form)] : [],
          reason: textOf(form, 'reason').slice(0, 2_000),
          law: textOf(form, 'law').slice(0, 200) || null,
        },
        who.person,
      )
      return { redirect: reader.to(`${url.pathname}?done=${isFinished ? 'now' : 'later'}`) }
    } catch (error) {
      if (error instanceof ServiceError) return again(`${error.message} ${error.toDo}`)
      throw error
    }
  },

  async changeAccounts(visit, form) {
    const { accounts, words, reader, who } = visit
    const action = textOf(form, 'action')
    const record = (what: string, subject: string | null, details: Record<string, string> = {}) =>
      accounts.record({ actor: who.person.id, what, subject, details })
    try {
      if (action === 'invite') {
        const role = parseRole(textOf(form, 'role'))
        const { url } = await accounts.invite(textOf(form, 'mail'), role)
        await record('account.invited', null, { role })
        return accountsPage(visit, { invitedUrl: url })
      }
      const id = parsePersonId(textOf(form, 'person'))
      if (action === 'role') {
        const role = parseRole(textOf(form, 'role'))
        await accounts.setRole(id, role)
        await record('account.role-set', id, { role })
      } else if (action === 'close') {
        await accounts.close(id)
        await record('account.closed', id)
      } else if (action === 'reopen') {
        await accounts.reopen(id)
        await record('account.reopened', id)
      }
    } catch (error) {
      if (error instanceof LastOwnerError) return accountsPage(visit, { problem: words.lastOwner })
      if (error instanceof RangeError) return accountsPage(visit, { problem: words.badMail })
      throw error
    }
    return { redirect: reader.to('/desk/accounts') }
  },

  async changeOwn({ accounts, reader, who }, form) {
    const id = textOf(form, 'id')
    const { person } = who
    if (textOf(form, 'action') === 'end-session') await accounts.endSession(person.id, id)
    if (textOf(form, 'action') === 'remove-passkey') {
      await accounts.removePasskey(person.id, id)
      await accounts.record({ actor: person.id, what: 'passkey.removed', subject: person.id, details: {} })
    }
    return { redirect: reader.to('/desk/accounts') }
  },

  async secondFactor(visit, action, code) {
    const { accounts, words, reader, who } = visit
    const hasCodes = await accounts.hasCodes(who.person.id)
    // Whoever holds a stolen link must not set up a second proof where there is one.
    const hasPasskey = (await accounts.passkeysOf(who.person.id)).length > 0
    if (action === 'offer' && !hasCodes && (!hasPasskey || who.session.strength === 'two-factors')) {
      const offered = await accounts.offerCodes(who.person)
      return secondFactorPage(visit, { hasCodes, offered, problem: null })
    }
    const secret = hasCodes
      ? await accounts.strengthenByCode(who, code)
      : action === 'confirm'
        ? await accounts.confirmCodes(who, code)
        : null
    if (!secret) return secondFactorPage(visit, { hasCodes, offered: null, problem: words.wrongCode })
    if (!hasCodes)
      await accounts.record({
        actor: who.person.id,
        what: 'codes.set-up',
        subject: who.person.id,
        details: {},
      })
    return { redirect: reader.to('/desk'), cookie: accounts.cookie.set(secret) }
  },

  async usePasskey({ accounts }, c) {
    const { answer, next } = await jsonOf(c)
    const begun = await accounts.signInByPasskey(answer, { agent: agentOf(c), next: String(next ?? '/') })
    if (!begun) throw refusedPasskey()
    return { json: { path: begun.next }, cookie: accounts.cookie.set(begun.secret) }
  },

  async offerPasskey(visit, c) {
    const signedIn = await mayAddPasskey(visit, c)
    return { json: await visit.accounts.offerPasskey(signedIn.person) }
  },

  async addPasskey(visit, c) {
    const { person } = await mayAddPasskey(visit, c)
    const { answer, next } = await jsonOf(c)
    if (!(await visit.accounts.addPasskey(person, answer, agentOf(c)))) throw refusedPasskey()
    await visit.accounts.record({ actor: person.id, what: 'passkey.added', subject: person.id, details: {} })
    return { json: { path: next === '/desk/accounts' ? '/desk/accounts' : '/sign-in?next=/desk' } }
  },

  addressIn(form) {
    try {
      return parseHttpUrl(textOf(form, 'url'))
    } catch (cause) {
      throw new ServiceError((cause as Error).message, {
        retry: 'never',
        toDo: 'Paste it as a browser shows it.',
        cause,
      })
    }
  },
}

/** Beside what there is already, a passkey is added only by who has shown a second proof. */
async function mayAddPasskey(
  { accounts, who }: DeskVisit,
  c: Context,
): Promise<NonNullable<DeskVisit['who']>> {
  const { token } = await jsonOf(c)
  if (!who || !accounts.isOwnForm(c.req.header('cookie'), String(token ?? ''))) throw refusedPasskey()
  const hasProof =
    (await accounts.hasCodes(who.person.id)) || (await accounts.passkeysOf(who.person.id)).length > 0
  if (hasProof && who.session.strength !== 'two-factors') throw refusedPasskey()
  return who
}

function refusedPasskey(): ServiceError {
  return new ServiceError('The passkey was not taken.', {
    retry: 'never',
    toDo: 'Open the page again, or sign in by mail.',
  })
}

/** Anything but an object is as good as an empty one. */
async function jsonOf(c: Context): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await c.req.json().catch(() => null)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function snapshotsIn(form: FormData) {
  return form
    .getAll('id')
    .filter((each): each is string => typeof each === 'string')
    .map((text) => parsed(parseSnapshotId, text))
}

/** What our own forms can't send is somebody's own making. */
function parsed<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text)
  } catch (cause) {
    throw new ServiceError((cause as Error).message, { retry: 'never', toDo: 'Open the page again.', cause })
  }
}
