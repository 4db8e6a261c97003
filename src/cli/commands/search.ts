import type { SearchExplanation } from '#access'
import { searchRecord } from '#api'
import { type Command, integerOption, textOption, UsageError } from '../command.ts'
import { openHouse } from '../house.ts'
import { oneLine, printResult } from '../print.ts'
import { searchChanges } from '../search-changes.ts'

const sorts = ['relevance', 'newest', 'oldest'] as const

export const search: Command = {
  name: 'search',
  usage:
    'QUERY [--sort relevance|newest|oldest] [--explain] [--limit N] [--cursor C] | --changes TEXT [--article ID]',
  summary:
    'Finds articles: words, "phrases", -without, OR, ( ), title: channel: outlet: author: site: lang: before: after: reprint:no.',
  details: `
A passage of an article, pasted whole, finds what contains it, edited or in the other Chinese script.`,
  options: {
    sort: { value: 'S', help: 'relevance (default), newest or oldest' },
    explain: { help: 'tells how each score came about' },
    changes: { help: 'tells since when and until when a passage stood, and what took its place' },
    article: { value: 'ID', help: 'with --changes: looks in that article alone' },
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
      const article = textOption(invocation, 'article')
      if (invocation.options['changes'] === true)
        return await searchChanges(invocation, house.access, { text, article, limit })
      if (article !== undefined) throw new UsageError('--article goes with --changes.')
      const explain = invocation.options['explain'] === true
      const page = await readable(() => house.access.search(text, { sort, cursor, limit, explain }))
      printResult(
        invocation,
        await searchRecord(page, house.access),
        ({ items, total, next, didYouMean }) => {
          const lines = items.map(
            ({ id, publishedAt, capturedAt, title, outletSlug, excerpt, explanation }) => {
              const day = (publishedAt ?? capturedAt).slice(0, 10)
              const score = explanation ? `    ${scoreLine(explanation)}\n` : ''
              return `${id}  ${day}  ${oneLine(title)}  [${outletSlug}]\n    ${oneLine(excerpt)}\n${score}`
            },
          )
          const count = `${total.exact ? '' : 'about '}${total.value} found${next ? `; go on with --cursor ${next}` : ''}.\n`
          const meant = didYouMean ? `Did you mean: ${oneLine(didYouMean)}\n` : ''
          return lines.join('') + meant + count
        },
      )
      return page.items.length > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}

/** @see SearchExplanation */
function scoreLine({
  score,
  recency,
  terms,
  ...parts
}: SearchExplanation & { readonly score: number }): string {
  const { index, words, closeness, titleOrder } = parts
  const sum = Object.entries({ index, words, closeness, titleOrder })
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(' + ')
  const each = terms.map(({ text, points }) => `${text} ${points.toFixed(2)}`).join(', ')
  return `${score.toFixed(2)} = (${sum}) × recency ${recency.toFixed(3)}; words: ${oneLine(each)}`
}

/** Runs a search; a query or a cursor that cannot be read is wrong usage. @throws {UsageError} */
export async function readable<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}
