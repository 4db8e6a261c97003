import { snapshotNow } from '#pipeline'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult, urlArgument } from '../print.ts'
import { publicUrlOf } from '../public-url.ts'

export const snapshot: Command = {
  name: 'snapshot',
  usage: 'URL',
  summary: 'Captures one page now, and prints the id and address of its snapshot.',
  details: 'Ends with status 1, and the reason, where the page gives no article.',
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const url = urlArgument(invocation)
    const house = await openHouse(invocation, { quiet: true })
    try {
      const answer = await snapshotNow(url, house.parts, invocation.signal)
      if (answer.kind === 'none') {
        printResult(invocation, { id: null, url, reason: answer.reason }, () => '')
        invocation.terminal.err(`verbatim: no snapshot of ${url} was made. ${oneLine(answer.reason, 500)}\n`)
        return 1
      }
      const page = `${publicUrlOf(house.settings)}/s/${answer.id}`
      printResult(invocation, { id: answer.id, url, page }, () => `${answer.id} ${page}\n`)
      return 0
    } finally {
      await house.close()
    }
  },
}
