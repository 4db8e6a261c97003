import { text } from 'node:stream/consumers'
import { parseBounce } from '#subscriptions'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'

export const bounce: Command = {
  name: 'bounce',
  usage: '< MAIL',
  summary: 'Takes a mail that came back, and ends the subscription whose mailbox is gone.',
  details: `
For the mail server that receives what comes back to the address of mail.from: let it hand over mail to that address
with a + in it, such as news+KEY@example.org. In aliases of Postfix: news: "|bin/verbatim bounce --data DIR".`,
  options: {},
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const returned = parseBounce(await text(process.stdin))
    if (!returned) {
      invocation.terminal.err('That is no mail of ours that came back.\n')
      return 1
    }
    const house = await openHouse(invocation, { quiet: true })
    try {
      const isKnown = await house.delivery.subscriptions.noteBounce(returned)
      if (!isKnown) invocation.terminal.err('There is no such subscription any more.\n')
      return isKnown ? 0 : 1
    } finally {
      await house.close()
    }
  },
}
