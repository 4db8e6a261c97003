import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Access, SnapshotView } from '#access'
import { snapshotRecord } from '#api'
import type { Archive, WaczPage } from '#archive'
import type { CaptureId } from '#model'
import { formatOpml } from '#sources'
import { type Command, type ExitStatus, type Invocation, textOption, UsageError } from '../command.ts'
import { type House, openHouse } from '../house.ts'
import { type ExportRow, formatCsv, formatParquet } from '../tables.ts'
import { readable } from './search.ts'

const snapshotFormats = ['wacz', 'warc', 'jsonl', 'csv', 'parquet'] as const
/** OPML holds whom we follow; the others hold what was captured. */
const formats = [...snapshotFormats, 'opml'] as const

export const exportCommand: Command = {
  name: 'export',
  usage: `--format ${formats.join('|')} [--query Q] [--out FILE]`,
  summary:
    'Takes out what a query selects: captures as WACZ or WARC, snapshots as JSON Lines, CSV or Parquet; or whom we follow, as OPML.',
  details: 'Without a query, everything that may be shown. Without --out, to standard output.',
  options: {
    format: { value: 'F', help: formats.join(', ') },
    query: { value: 'Q', help: 'in the query language of `verbatim search`' },
    out: { value: 'FILE', help: 'where it is written' },
  },
  positionals: { min: 0, max: 0 },
  async run(invocation) {
    const format = formats.find((each) => each === textOption(invocation, 'format'))
    if (!format) throw new UsageError(`--format takes ${formats.join(', ')}.`)
    const out = textOption(invocation, 'out')
    const isText = format === 'jsonl' || format === 'csv' || format === 'opml'
    if (!out && invocation.terminal.isInteractive && !isText) {
      throw new UsageError(`--out FILE is missing: ${format} is nothing for a terminal.`)
    }
    const house = await openHouse(invocation, { quiet: true })
    try {
      if (format === 'opml') return await exportOutlets(house, out, invocation)
      const { host, port, service } = house.settings
      const baseUrl = service.baseUrl?.replace(/\/$/, '') ?? `http://${host}:${port}`
      const views = selected(house.access, textOption(invocation, 'query') ?? '')
      let count = 0
      const counted = (async function* () {
        for await (const view of views) {
          count++
          yield view
        }
      })()
      const bytes = await exportBytes(format, counted, house.parts.archive, baseUrl)
      await (out ? writeToFile(bytes, out) : pipeline(Readable.from(bytes), process.stdout, { end: false }))
      invocation.terminal.err(`verbatim: ${count} snapshots exported.\n`)
      return count > 0 ? 0 : 1
    } finally {
      await house.close()
    }
  },
}

/** Every revision of the articles that a query selects, as far as they may be shown. */
async function* selected(access: Access, query: string): AsyncGenerator<SnapshotView> {
  let cursor: string | null = null
  do {
    const options = { sort: 'newest', cursor, limit: 100 } as const
    const page: Awaited<ReturnType<Access['search']>> = await readable(() => access.search(query, options))
    const found = page.items.flatMap((item) => [item.summary, ...item.reprints])
    for (const { articleId } of found) {
      for (const { id } of (await access.article(articleId))?.revisions ?? []) {
        const view = await access.snapshot(id)
        if (view?.kind === 'snapshot') yield view
      }
    }
    cursor = page.next
  } while (cursor)
}

/** Whom we follow, as a list that any feed reader takes. */
async function exportOutlets(
  { parts, settings }: House,
  out: string | undefined,
  { terminal }: Invocation,
): Promise<ExitStatus> {
  const followed = parts.outlets.all().filter((outlet) => outlet.followed)
  const text = formatOpml(followed, `Followed by ${settings.service.name}`)
  if (out) await writeToFile(Readable.from([text]), out)
  else terminal.out(text)
  terminal.err(`verbatim: ${followed.length} outlets exported.\n`)
  return followed.length > 0 ? 0 : 1
}

async function exportBytes(
  format: (typeof snapshotFormats)[number],
  views: AsyncGenerator<SnapshotView>,
  archive: Archive,
  baseUrl: string,
): Promise<AsyncIterable<Uint8Array | string>> {
  switch (format) {
    case 'jsonl':
      return mapEach(views, (view) => `${JSON.stringify(snapshotRecord(view, baseUrl))}\n`)
    case 'csv':
      return formatCsv(mapEach(views, (view) => rowOf(view, baseUrl)))
    case 'parquet':
      return formatParquet(mapEach(views, (view) => rowOf(view, baseUrl)))
    default: {
      const ids = new Set<CaptureId>()
      const pages: WaczPage[] = []
      for await (const { held } of views) {
        const { captureIds, url, article, capturedAt } = held.snapshot
        for (const id of captureIds) ids.add(id)
        pages.push({ url, title: article.title, capturedAt })
      }
      return format === 'warc' ? archive.exportWarc([...ids]) : archive.exportWacz([...ids], pages)
    }
  }
}

/** One row a snapshot; lists become text, since tables have none. */
function rowOf(view: SnapshotView, baseUrl: string): ExportRow {
  const { authors, images, revision, reprintOf, digests, links, log, statusHistory, ...others } =
    snapshotRecord(view, baseUrl)
  const { cited, keywords, twins, licence, ...fields } = others
  return {
    ...fields,
    statusHistory: statusHistory.map(({ state, from }) => `${from} ${state}`).join('; '),
    authors: authors.map((author) => `${author.name} (${author.role})`).join('; '),
    images: images.map((image) => image.url).join(' '),
    cited: cited.join('; '),
    keywords: keywords.join('; '),
    twins: twins.map((twin) => twin.url).join(' '),
    licence: licence && (licence.url ?? licence.text),
    revisionNumber: revision.number,
    revisionCount: revision.count,
    reprintOf: reprintOf?.parent ?? null,
    recordDigest: digests.record,
    payloadDigest: digests.payload,
    textDigest: digests.text,
    logIndex: log?.leafIndex ?? -1,
    page: links.page,
  }
}

async function* mapEach<A, B>(items: AsyncIterable<A>, change: (item: A) => B): AsyncGenerator<B> {
  for await (const item of items) yield change(item)
}

async function writeToFile(bytes: AsyncIterable<Uint8Array | string>, path: string): Promise<void> {
  await pipeline(Readable.from(bytes), createWriteStream(path))
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
