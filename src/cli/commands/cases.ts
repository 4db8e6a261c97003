import { type CaseFile, dueAt, isOverdue, parseDecisionKind } from '#access'
import { parseHttpUrl, parseSnapshotId, ServiceError } from '#model'
import { type Command, type Invocation, textOption, UsageError } from '../command.ts'
import { decideAndRecord } from '../decide-and-record.ts'
import { type House, openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'

export const casesCommand: Command = {
  name: 'cases',
  usage: 'list | show CASE | decide CASE KIND [ID…] --reason R [--law L] [--url U] | report',
  summary: 'Requests for removal: what came, by when it is to be answered, and what is decided.',
  details: `
KIND: withhold (kept, not shown), erase (destroyed everywhere; it can't be taken back), exclude (not captured again; --url),
correct, refuse, restore (an earlier decision taken back). CASE is a number, or - where nobody asked. Reason and law are
shown to everybody, in the public report. ID is a snapshot's, one for each revision or copy that is meant.`,
  options: {
    reason: { value: 'R', help: 'shown to everybody: why' },
    law: { value: 'L', help: 'the law or order it rests on; answered with 451 instead of 410' },
    url: { value: 'U', help: 'the address that exclude, or restore, is about' },
  },
  positionals: { min: 1, max: 200 },
  async run(invocation) {
    const [action = ''] = invocation.positionals
    const act = actions[action]
    if (!act) throw new UsageError(`"${action}" is none of ${Object.keys(actions).join(', ')}.`)
    const house = await openHouse(invocation, { quiet: true })
    try {
      return await act(invocation, house)
    } finally {
      await house.close()
    }
  },
}

const actions: Readonly<Record<string, (invocation: Invocation, house: House) => Promise<0 | 1>>> = {
  async list(invocation, { parts, clock }) {
    const now = clock.now()
    printResult(invocation, await parts.notices.cases(), (cases) =>
      cases.map((file) => `${lineOf(file)}${isOverdue(file, now) ? '  overdue' : ''}\n`).join(''),
    )
    return 0
  },
  async show(invocation, { parts }) {
    const caseNumber = invocation.positionals[1]
    if (!caseNumber) throw new UsageError('Which case? Give its number.')
    const file = await parts.notices.case(caseNumber)
    if (!file) {
      throw new ServiceError(`There is no case ${caseNumber}.`, {
        retry: 'never',
        toDo: 'See `verbatim cases list`.',
      })
    }
    printResult(invocation, file, () =>
      [
        `${lineOf(file)}\nto be answered by ${dueAt(file)}\nfrom ${oneLine(file.name)}, ${oneLine(file.contact)}\n\n`,
        `${file.reason}\n`,
        ...file.decisions.map(
          (each) => `\n${each.decidedAt}  ${each.kind}  ${each.law ?? ''}\n${each.reason}\n`,
        ),
      ].join(''),
    )
    return 0
  },
  async decide(invocation, house) {
    const [, caseNumber = '', kindText = '', ...ids] = invocation.positionals
    const url = textOption(invocation, 'url')
    const { decision, isFinished } = await decideAndRecord(
      {
        kind: usage(() => parseDecisionKind(kindText)),
        caseNumber: caseNumber === '-' ? null : caseNumber,
        snapshots: usage(() => ids.map(parseSnapshotId)),
        urls: url === undefined ? [] : [usage(() => parseHttpUrl(url))],
        reason: textOption(invocation, 'reason') ?? '',
        law: textOption(invocation, 'law') ?? null,
      },
      'command line',
      house,
    )
    printResult(invocation, { ...decision, isFinished }, () =>
      isFinished
        ? `Decision ${decision.number}: ${decision.kind}.\n`
        : `Decision ${decision.number}: ${decision.kind}. Another process holds a segment; it goes on by itself.\n`,
    )
    return 0
  },
  async report(invocation, { access }) {
    printResult(invocation, await access.removals(null, 10_000), (report) =>
      [
        `${report.requests} requests, ${report.undecided} undecided\n`,
        ...report.decisions.map(
          (each) =>
            `${each.number}  ${each.decidedAt}  ${each.kind}  ${each.caseNumber ?? '-'}  ${oneLine(each.reason)}\n`,
        ),
      ].join(''),
    )
    return 0
  },
}

function lineOf(file: CaseFile): string {
  const state = file.decisions.at(-1)?.kind ?? 'open'
  return `${file.caseNumber}  ${file.filedAt}  ${file.kind}  ${state}  ${oneLine(file.subject, 100)}`
}

/** A RangeError of a parser is a mistake on the command line. */
function usage<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
