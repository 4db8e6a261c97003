import type { Command } from '../command.ts'
import { crawlHeld } from '../crawl-held.ts'
import { showCrawlProgress } from '../crawl-progress.ts'
import { openHouse } from '../house.ts'
import { printResult } from '../print.ts'
import { createStatusLine } from '../status-line.ts'

export const crawlCommand: Command = {
  name: 'crawl',
  usage: '[--once]',
  summary: 'Visits what is due: sources, new articles, articles that may have changed.',
  options: { once: { help: 'stop when nothing is due any more' } },
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const line = createStatusLine(invocation.terminal)
    const house = await openHouse({ ...invocation, terminal: line.terminal })
    const progress = showCrawlProgress(line, house.crawlWatch)
    try {
      const once = invocation.options['once'] === true
      const { signal } = invocation
      const summary = await crawlHeld(house, { signal, once, onVisit: house.crawlWatch.noteVisit })
      progress.end()
      const counts = await house.access.counts()
      printResult(
        invocation,
        { ...summary, ...counts },
        ({ visits, failures, articles, snapshots }) =>
          `${visits} visits, ${failures} failed; ${articles} articles in ${snapshots} snapshots are held.\n`,
      )
      return 0
    } finally {
      progress.end()
      await house.close()
    }
  },
}
