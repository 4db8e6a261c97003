import { lookupRecord } from '#api'
import type { Command } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult, urlArgument } from '../print.ts'
import { publicUrlOf } from '../public-url.ts'

export const lookup: Command = {
  name: 'lookup',
  usage: 'URL',
  summary: 'Tells what is held of a URL, in any of its spellings.',
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const url = urlArgument(invocation)
    const house = await openHouse(invocation, { quiet: true })
    try {
      const record = await lookupRecord(
        await house.access.lookup(url),
        publicUrlOf(house.settings),
        house.access,
      )
      printResult(invocation, record, ({ articleId, status, statusSince, reason, items, captures }) => {
        if (!articleId) {
          const why = reason ? ` ${reason}` : ''
          return `Nothing is shown of ${url}; ${captures.length} captures are held.${why}\n`
        }
        const revisions = items.map((each) => `  ${each.id}  ${each.capturedAt}  ${oneLine(each.title)}\n`)
        return `Article ${articleId}, ${status} since ${statusSince}, ${captures.length} captures:\n${revisions.join('')}`
      })
      return record.articleId ? 0 : 1
    } finally {
      await house.close()
    }
  },
}
