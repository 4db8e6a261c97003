import type { Access } from '#access'
import { changeSearchRecord } from '#api'
import { type ArticleId, parseArticleId } from '#model'
import { type ExitStatus, type Invocation, UsageError } from './command.ts'
import { oneLine, printResult } from './print.ts'

/** `search --changes`: where a passage stood, until when, and what took its place. @throws {UsageError} on a wrong article. */
export async function searchChanges(
  invocation: Invocation,
  access: Access,
  { text, article, limit }: { text: string; article: string | undefined; limit: number },
): Promise<ExitStatus> {
  const articleId = article === undefined ? null : articleIdOf(article)
  const views = await access.searchChanges(text, { limit, ...(articleId && { articleId }) })
  printResult(invocation, await changeSearchRecord(views, access), ({ items }) => {
    const lines = items.map(({ id, title, outletSlug, contained, exact, spans, change }) => {
      const share = exact ? 'word for word' : `${Math.floor(contained * 100)} % of it`
      const times = spans.map(
        ({ sinceAt, untilAt }) => `    from ${sinceAt} ${untilAt ? `until ${untilAt}` : 'and still there'}\n`,
      )
      const replaced = change ? `    ${oneLine(change.map(marked).join(''))}\n` : ''
      return `${id}  ${oneLine(title)}  [${outletSlug}]  ${share}\n${times.join('')}${replaced}`
    })
    return `${lines.join('')}${items.length} found.\n`
  })
  return views.length > 0 ? 0 : 1
}

function marked({ kind, text }: { kind: 'same' | 'added' | 'removed'; text: string }): string {
  if (kind === 'same') return text
  return kind === 'added' ? `{+${text}+}` : `[-${text}-]`
}

function articleIdOf(text: string): ArticleId {
  try {
    return parseArticleId(text)
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause })
  }
}
