import { searchRecord } from '#api'
import { type Command, integerOption, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'

const sorts = ['relevance', 'newest', 'oldest'] as const

export const search: Command = {
  name: 'search',
  usage: 'QUERY [--sort relevance|newest|oldest] [--limit N] [--cursor C]',
  summary:
    'Finds articles: words, "phrases", -without, OR, ( ), title: channel: outlet: author: site: lang: before: after: reprint:no.',
  options: {
    sort: { value: 'S', help: 'relevance (default), newest or oldest' },
    limit: { value: 'N', help: 'how many (default 20)' },
    cursor: { value: 'C', help: 'go on where an earlier answer ended' },
  },
  positionals: { min: 1, max: Number.POSITIVE_INFINITY },
  async run(invocation) {
    const sort = sorts.find((each) => each === (textOption(invocation, 'sort') ?? 'relevance'))
    if (!sort) throw new UsageError(`--sort takes ${sorts.join(', ')}.`)
    const limit = integerOption(invocation, 'limit', { min: 1, max: 1000 }) ?? 20
    const house = await openHouse(invocation, { quiet: true })
    try {
      const cursor = textOption(invocation, 'cursor') ?? null
      const text = invocation.positionals.join(' ')
      const page = await readable(() => house.access.search(text, { sort, cursor, limit }))
      printResult(invocation, await searchRecord(page, house.access), ({ items, total, next }) => {
        const lines = items.map(({ id, publishedAt, capturedAt, title, outletSlug, excerpt }) => {
          const day = (publishedAt ?? capturedAt).slice(0, 10)
          return `${id}  ${day}  ${oneLine(title)}  [${outletSlug}]\n    ${oneLine(excerpt)}\n`
        })
        const count = `${total.exact ? '' : 'about '}${total.value} found${next ? `; go on with --cursor ${next}` : ''}.\n`
        return lines.join('') + count
      })
      return page.items.length > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}

/** Runs a search; a query or a cursor that cannot be read is wrong usage. @throws {UsageError} */
export async function readable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
