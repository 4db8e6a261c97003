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
      const items = await house.access.related(id, limit)
      printResult(invocation, { items, next: null, total: { value: items.length, exact: true } }, () =>
        items
          .map(({ summary, excerpt, relation, reprints }) => {
            const passage = excerpt.pieces.map(({ text, matched }) => (matched ? `[${text}]` : text)).join('')
            const folded = reprints.length > 0 ? ` (+${reprints.length} reprints)` : ''
            return `${summary.id}  ${relation}  ${oneLine(summary.title)}${folded}\n    ${oneLine(passage)}\n`
          })
          .join(''),
      )
      return items.length > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}
