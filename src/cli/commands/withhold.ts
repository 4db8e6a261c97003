import { type Command, textOption, UsageError } from '../command.ts'
import { decideAndRecord } from '../decide-and-record.ts'
import { openHouse } from '../house.ts'
import { printResult, snapshotIdArgument } from '../print.ts'

export const withholdCommand: Command = {
  name: 'withhold',
  usage: 'ID --reason R [--legal] | ID --undo',
  summary: 'Takes a snapshot out of public view, on every page and in every answer, or puts it back.',
  details: `
Nothing is destroyed: capture, catalog and log keep it. In its place stands a notice with the time and the reason. A
decision about a request, or to destroy something: \`verbatim cases\`.`,
  options: {
    reason: { value: 'R', help: 'shown to everybody: one sentence' },
    legal: { help: 'a law or a court demands it: answered with 451 instead of 410' },
    undo: { help: 'show it again' },
  },
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const id = snapshotIdArgument(invocation)
    const reason = textOption(invocation, 'reason')
    const undo = invocation.options['undo'] === true
    if (!undo && !reason?.trim())
      throw new UsageError('--reason is missing: readers are told why something is gone.')
    const house = await openHouse(invocation, { quiet: true })
    try {
      const law = invocation.options['legal'] === true ? 'a law or a court' : null
      await decideAndRecord(
        {
          kind: undo ? 'restore' : 'withhold',
          ...{ caseNumber: null, snapshots: [id], law },
          reason: reason?.trim() || 'The decision was taken back.',
        },
        'command line',
        house,
      )
      printResult(
        invocation,
        { id, withheld: !undo },
        () => `${id} is ${undo ? 'shown again' : 'withheld'}.\n`,
      )
      return 0
    } finally {
      await house.close()
    }
  },
}
