import { type Accounts, type Person, parsePersonId, parseRole, roles } from '#accounts'
import { ServiceError } from '#model'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { printResult } from '../print.ts'

export const accountsCommand: Command = {
  name: 'accounts',
  usage:
    'list | invite MAIL [--role R] | role WHO R | close WHO | reopen WHO | end-sessions WHO | reset-codes WHO | forget WHO | acts',
  summary: 'Who may do what: operators and readers with an account, and the book of what operators did.',
  details: `
invite prints a link that signs its bearer in, once, within three days: this is how the first operator gets in. WHO is a
mail address or an id. Roles: ${roles.join(', ')}.`,
  options: { role: { value: 'R', help: `of whom is invited: ${roles.join(', ')} (default owner)` } },
  positionals: { min: 1, max: 3 },
  async run(invocation) {
    const [action = ''] = invocation.positionals
    const act = actions[action]
    if (!act) throw new UsageError(`"${action}" is none of ${Object.keys(actions).join(', ')}.`)
    const house = await openHouse(invocation, { quiet: true })
    try {
      return await act(invocation, house.accounts)
    } finally {
      await house.close()
    }
  },
}

type Action = (invocation: Invocation, accounts: Accounts) => Promise<0 | 1>

const actions: Readonly<Record<string, Action>> = {
  async list(invocation, accounts) {
    printResult(invocation, await accounts.people(), (people) =>
      people
        .map(
          (each) =>
            `${each.id}  ${each.role.padEnd(9)}  ${each.mail ?? each.name ?? ''}${each.closedAt ? '  closed' : ''}\n`,
        )
        .join(''),
    )
    return 0
  },
  async invite(invocation, accounts) {
    const mail = argument(invocation, 1, 'the mail address')
    const role = usage(() => parseRole(textOption(invocation, 'role') ?? 'owner'))
    const { url, link } = await invited(accounts, mail, role)
    await record(accounts, 'account.invited', null, { role })
    printResult(
      invocation,
      { mail: link.mail, role, url, expiresAt: link.expiresAt },
      () => `${url}\nIt signs ${link.mail} in as ${role}, once, until ${link.expiresAt}.\n`,
    )
    return 0
  },
  async role(invocation, accounts) {
    const role = usage(() => parseRole(argument(invocation, 2, 'the role')))
    return change(invocation, accounts, 'account.role-set', { role }, (id) => accounts.setRole(id, role))
  },
  close: (invocation, accounts) =>
    change(invocation, accounts, 'account.closed', {}, (id) => accounts.close(id)),
  reopen: (invocation, accounts) =>
    change(invocation, accounts, 'account.reopened', {}, (id) => accounts.reopen(id)),
  'end-sessions': (invocation, accounts) =>
    change(invocation, accounts, 'account.sessions-ended', {}, (id) => accounts.endSessionsOf(id)),
  'reset-codes': (invocation, accounts) =>
    change(invocation, accounts, 'account.codes-reset', {}, (id) => accounts.removeCodes(id)),
  forget: (invocation, accounts) =>
    change(invocation, accounts, 'account.forgotten', {}, (id) => accounts.forget(id)),
  async acts(invocation, accounts) {
    const acts = await accounts.acts({ beforeIndex: null, limit: 1_000 })
    const brokenAt = await accounts.checkActs()
    printResult(invocation, { acts, brokenAt }, () =>
      [
        ...acts.map((act) => `${act.index}  ${act.at}  ${act.actor}  ${act.what}  ${act.subject ?? ''}\n`),
        brokenAt === null ? '' : `The book does not hold from act ${brokenAt} on: it was changed.\n`,
      ].join(''),
    )
    return brokenAt === null ? 0 : 1
  },
}

async function change(
  invocation: Invocation,
  accounts: Accounts,
  what: string,
  details: Readonly<Record<string, string>>,
  work: (id: Person['id']) => Promise<void>,
): Promise<0> {
  const person = await personArgument(invocation, accounts)
  await work(person.id)
  await record(accounts, what, person.id, details)
  printResult(invocation, { id: person.id, done: what }, () => `${what} ${person.id}\n`)
  return 0
}

async function personArgument(invocation: Invocation, accounts: Accounts): Promise<Person> {
  const who = argument(invocation, 1, 'the mail address or id')
  const person = who.includes('@')
    ? await accounts.personByMail(who.trim().toLowerCase())
    : await accounts.person(usage(() => parsePersonId(who)))
  if (person) return person
  throw new ServiceError(`Nobody has the account ${who}.`, {
    retry: 'never',
    toDo: 'See `verbatim accounts list`.',
  })
}

async function invited(accounts: Accounts, mail: string, role: Person['role']) {
  try {
    return await accounts.invite(mail, role)
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}

async function record(
  accounts: Accounts,
  what: string,
  subject: string | null,
  details: Readonly<Record<string, string>>,
) {
  await accounts.record({ actor: 'command line', what, subject, details })
}

function argument({ positionals }: Invocation, index: number, what: string): string {
  const text = positionals[index]
  if (!text) throw new UsageError(`${what} is missing.`)
  return text
}

/** A RangeError of a parser is a mistake on the command line. */
function usage<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
