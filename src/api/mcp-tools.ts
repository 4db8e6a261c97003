import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { type Access, QueryError, type SearchView } from '#access'
import { parseArticleId, parseHttpUrl, parseSnapshotId, type SnapshotId } from '#model'
import { type Citation, citation, citationOf, quoteIn } from './mcp-citation.ts'

export interface ToolParts {
  readonly access: Access
  /** Without a slash at its end. */
  readonly baseUrl: string
}

/** Longest text in one answer; `offset` goes on. */
const textCharsMax = 20_000
const hint = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
const snapshotId = z.string().describe('18 characters 0-9, a-v, as in citations.')

/** The tools, each of which only reads, and says of what it tells in which snapshot it stands. */
export function addTools(server: McpServer, parts: ToolParts): void {
  const { access, baseUrl } = parts
  const cite = (id: SnapshotId, words: string | null) => citationOf(access, id, words, baseUrl)

  server.registerTool(
    'search',
    {
      title: 'Search news snapshots',
      description:
        'Finds news articles as they were published. The query language: words (all must match), "phrase", -word, OR, ( ), title:, channel:, outlet:, author:, site:, lang:, region:, before:2024-01-01, after:, revised:yes, state:gone. Chinese needs no spaces.',
      inputSchema: z.object({
        query: z.string().max(1000),
        sort: z.enum(['relevance', 'newest', 'oldest']).default('relevance'),
        limit: z.int().min(1).max(20).default(8),
        cursor: z.string().max(1000).optional(),
      }),
      outputSchema: z.object({
        total: z.int(),
        next: z.string().nullable(),
        results: z.array(z.object({ excerpt: z.string(), citation })),
      }),
      annotations: hint,
    },
    async ({ query, sort, limit, cursor = null }) =>
      answering(async () => {
        const page = await access.search(query, { sort, limit, cursor })
        const results = await Promise.all(page.items.map((item) => resultOf(item)))
        return { total: page.total.value, next: page.next, results: results.filter((each) => each !== null) }
      }),
  )

  server.registerTool(
    'read_snapshot',
    {
      title: 'Read a snapshot',
      description: 'The text of one news article as it was captured, with its citation.',
      inputSchema: z.object({ snapshotId, offset: z.int().min(0).default(0) }),
      outputSchema: z.object({
        text: z.string(),
        nextOffset: z.int().nullable(),
        status: z
          .string()
          .describe("What the original's address answers now: live, changed, gone, unreachable."),
        authors: z.array(z.string()),
        revision: z.object({ number: z.int(), count: z.int(), articleId: z.string() }),
        reprintOf: z.string().nullable().describe('The snapshot that the text was taken from.'),
        citation,
      }),
      annotations: hint,
    },
    async ({ snapshotId: id, offset }) =>
      answering(async () => {
        const { view, citation: source } = await shown(id)
        const { snapshot, connections, revisionCount } = view.held
        const end = offset + textCharsMax
        return {
          text: snapshot.article.text.slice(offset, end).toWellFormed(),
          nextOffset: end < snapshot.article.text.length ? end : null,
          status: view.article.webState,
          authors: snapshot.article.authors.map(({ name }) => name),
          revision: { number: snapshot.revisionNumber, count: revisionCount, articleId: snapshot.articleId },
          reprintOf: connections.reprintOf?.parent ?? null,
          citation: source,
        }
      }),
  )

  server.registerTool(
    'quote',
    {
      title: 'Check a quotation',
      description:
        'Whether a passage stands word for word in a snapshot, and where: use it before quoting. Without it, say nothing in quotation marks.',
      inputSchema: z.object({ snapshotId, passage: z.string().min(1).max(4000) }),
      outputSchema: z.object({ isVerbatim: z.boolean(), citation }),
      annotations: hint,
    },
    async ({ snapshotId: id, passage }) =>
      answering(async () => {
        const { view, citation: source } = await shown(id)
        const quote = quoteIn(view.held, passage)
        return { isVerbatim: quote !== null, citation: { ...source, quote } }
      }),
  )

  server.registerTool(
    'lookup_url',
    {
      title: 'What is held of a web address',
      description:
        'All snapshots of the article at a web address, newest first, and what the address answers now.',
      inputSchema: z.object({ url: z.string().max(4096) }),
      outputSchema: z.object({
        articleId: z.string().nullable(),
        status: z.string().nullable(),
        whyNone: z.string().nullable(),
        snapshots: z.array(citation),
      }),
      annotations: hint,
    },
    async ({ url }) =>
      answering(async () => {
        const view = await access.lookup(parseHttpUrl(url))
        const revisions = (view.article?.revisions ?? []).toReversed().slice(0, 20)
        const cited = await Promise.all(revisions.map(({ id }) => cite(id, null)))
        return {
          articleId: view.article?.id ?? null,
          status: view.article?.webState ?? null,
          whyNone: view.noSnapshotReason?.reason ?? null,
          snapshots: cited.filter((each) => each !== null),
        }
      }),
  )

  server.registerTool(
    'compare_revisions',
    {
      title: 'What a rewrite changed',
      description: 'The words that were added to and taken out of an article between two of its snapshots.',
      inputSchema: z.object({ from: snapshotId, to: snapshotId }),
      outputSchema: z.object({
        kinds: z.array(z.string()),
        title: z.array(piece),
        text: z.array(piece),
        from: citation,
        to: citation,
      }),
      annotations: hint,
    },
    async ({ from, to }) =>
      answering(async () => {
        const [before, after] = [await shown(from), await shown(to)]
        const changes = await access.compare(before.id, after.id)
        if (!changes) throw new ToolError('These two cannot be compared.')
        return {
          kinds: [...changes.kinds],
          title: shortened(changes.title.paragraphs.flatMap(({ pieces }) => pieces)),
          text: shortened(changes.body.paragraphs.flatMap(({ pieces }) => pieces)),
          ...{ from: before.citation, to: after.citation },
        }
      }),
  )

  server.registerTool(
    'revisions',
    {
      title: 'The revisions of an article',
      description: 'Every snapshot of an article that differs from the one before, oldest first.',
      inputSchema: z.object({ articleId: z.string() }),
      outputSchema: z.object({ status: z.string(), revisions: z.array(citation) }),
      annotations: hint,
    },
    async ({ articleId }) =>
      answering(async () => {
        const article = await access.article(parseArticleId(articleId))
        if (!article) throw new ToolError('There is no such article.')
        const cited = await Promise.all(article.revisions.slice(-50).map(({ id }) => cite(id, null)))
        return { status: article.webState, revisions: cited.filter((each) => each !== null) }
      }),
  )

  server.registerTool(
    'related',
    {
      title: 'Articles on the same and earlier stories',
      description:
        'What other outlets told of the same event, and what came before, each with the passage that matches.',
      inputSchema: z.object({ snapshotId, limit: z.int().min(1).max(20).default(8) }),
      outputSchema: z.object({
        results: z.array(z.object({ relation: z.string(), excerpt: z.string(), citation })),
      }),
      annotations: hint,
    },
    async ({ snapshotId: id, limit }) =>
      answering(async () => {
        const { id: known } = await shown(id)
        const results = await Promise.all(
          (await access.related(known, limit)).map(async (item) => {
            const result = await resultOf(item)
            return result && { relation: item.relation, ...result }
          }),
        )
        return { results: results.filter((each) => each !== null) }
      }),
  )

  async function shown(text: string) {
    const id = parseSnapshotId(text)
    const view = await access.snapshot(id)
    if (!view) throw new ToolError('There is no such snapshot.')
    if (view.kind === 'tombstone')
      throw new ToolError(`It was taken down on ${view.withheldAt}: ${view.reason}`)
    return { id, view, citation: (await cite(id, null)) as Citation }
  }

  /** The excerpt, and as quotation its first stretch that stands so in the text. */
  async function resultOf({ summary, excerpt }: Pick<SearchView, 'summary' | 'excerpt'>) {
    const text = excerpt.pieces.map((each) => each.text).join('')
    const source = await cite(summary.id, text)
    return source && { excerpt: text, citation: source }
  }
}

const piece = z.object({ kind: z.string(), text: z.string() })

/** What stayed is told by its ends. */
function shortened(
  pieces: readonly { readonly kind: string; readonly text: string }[],
): z.infer<typeof piece>[] {
  return pieces.map(({ kind, text }) => {
    const isLong = kind === 'same' && text.length > 200
    return { kind, text: (isLong ? `${text.slice(0, 90)} … ${text.slice(-90)}` : text).toWellFormed() }
  })
}

/** What the asker got wrong, or cannot have. */
class ToolError extends Error {}

async function answering(work: () => Promise<Record<string, unknown>>) {
  try {
    const structuredContent = await work()
    const text = JSON.stringify(structuredContent)
    return { content: [{ type: 'text' as const, text }], structuredContent }
  } catch (error) {
    const isTold = error instanceof ToolError || error instanceof QueryError || error instanceof RangeError
    if (!isTold) throw error
    return { content: [{ type: 'text' as const, text: (error as Error).message }], isError: true }
  }
}
