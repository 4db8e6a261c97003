import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult, urlArgument } from '../print.ts'

export const lookup: Command = {
  name: 'lookup',
  usage: 'URL',
  summary: 'Tells what is held of a URL, in any of its spellings.',
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const url = urlArgument(invocation)
    const house = await openHouse(invocation, { quiet: true })
    try {
      const view = await house.access.lookup(url)
      printResult(invocation, view, ({ article, captures, noSnapshotReason }) => {
        if (!article) {
          const why = noSnapshotReason ? ` ${noSnapshotReason.reason}` : ''
          return `Nothing is shown of ${url}; ${captures.length} captures are held.${why}\n`
        }
        const revisions = article.revisions.map(
          (each) => `  ${each.id}  ${each.capturedAt}  ${oneLine(each.title)}\n`,
        )
        return `Article ${article.id}, ${article.webState} since ${article.webStateSince}, ${captures.length} captures:\n${revisions.join('')}`
      })
      return view.article ? 0 : 1
    } finally {
      await house.close()
    }
  },
}
