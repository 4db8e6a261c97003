import type { Command } from '../command.ts'
import { crawlHeld } from '../crawl-held.ts'
import { openHouse } from '../house.ts'
import { printResult } from '../print.ts'

export const crawlCommand: Command = {
  name: 'crawl',
  usage: '[--once]',
  summary: 'Visits what is due: sources, new articles, articles that may have changed.',
  options: { once: { help: 'stop when nothing is due any more' } },
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const house = await openHouse(invocation)
    try {
      const once = invocation.options['once'] === true
      const summary = await crawlHeld(house, { signal: invocation.signal, once })
      const counts = await house.access.counts()
      printResult(
        invocation,
        { ...summary, ...counts },
        ({ visits, failures, articles, snapshots }) =>
          `${visits} visits, ${failures} failed; ${articles} articles in ${snapshots} snapshots are held.\n`,
      )
      return 0
    } finally {
      await house.close()
    }
  },
}
