import { relatedRecord } from '#api'
import { type Command, integerOption } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult, snapshotIdArgument } from '../print.ts'

export const related: Command = {
  name: 'related',
  usage: 'ID [--limit N]',
  summary: 'Lists the articles on the same and earlier stories, each with the passage that matches.',
  options: { limit: { value: 'N', help: 'how many (default 10)' } },
  positionals: { min: 1, max: 1 },
  async run(invocation) {
    const id = snapshotIdArgument(invocation)
    const limit = integerOption(invocation, 'limit', { min: 1, max: 100 }) ?? 10
    const house = await openHouse(invocation, { quiet: true })
    try {
      const view = await house.access.snapshot(id)
      if (view?.kind !== 'snapshot') {
        const why = view
          ? `was taken down on ${view.withheldAt.slice(0, 10)}: ${view.reason}`
          : 'is not held.'
        invocation.terminal.err(`verbatim: snapshot ${id} ${why}\n`)
        return 1
      }
      const record = await relatedRecord(await house.access.related(id, limit), house.access)
      printResult(invocation, record, ({ items }) =>
        items
          .map((each) => {
            const folded = each.reprints.length > 0 ? ` (+${each.reprints.length} reprints)` : ''
            return `${each.id}  ${each.relation}  ${oneLine(each.title)}${folded}\n    ${oneLine(marked(each))}\n`
          })
          .join(''),
      )
      return record.items.length > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}

/** The excerpt with what matched in brackets. */
function marked({ excerpt, matches }: { excerpt: string; matches: readonly [number, number][] }): string {
  let text = ''
  let at = 0
  for (const [start, end] of matches) {
    text += `${excerpt.slice(at, start)}[${excerpt.slice(start, end)}]`
    at = end
  }
  return text + excerpt.slice(at)
}
