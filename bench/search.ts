import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseQuery, type SearchIndex } from '#catalog'
import {
  type Article,
  articleIdOf,
  type CaptureId,
  instantOf,
  type NewsTime,
  parseHttpUrl,
  parseNewsTime,
  type Snapshot,
  sha256Digest,
  snapshotIdOf,
  urlKey,
} from '#model'
import { openCatalogStore } from '../src/stores/sqlite/catalog-store.ts'
import { holdAgainstFloors } from './floors.ts'

/** How well the search finds, from 0 to 1, and how fast. */
export interface SearchScores {
  /** Mean reciprocal rank in the first ten: questions to the one paragraph that answers, titles to their bodies. */
  readonly mrrAt10: Readonly<Record<string, number>>
  /** Over judged answers only; what nobody judged is taken out of the ranking. */
  readonly ndcgAt10: number
  /** The same over those asked as people speak. */
  readonly ndcgAt10Natural: number
  readonly docsPerSecond: number
  readonly queryMs: { readonly p50: number; readonly p95: number }
}

interface Doc {
  readonly id: string
  readonly title: string
  readonly text: string
  readonly publishedAt?: NewsTime
}

interface Question {
  readonly text: string
  readonly answer: string
}

/**
 * @param options.shared The folder with `data/`; texts are read from there and never kept.
 * @param options.out    Takes one line of report each.
 * @throws {Error} where a score is below its floor in `floors.json`.
 */
export async function benchSearch(options: {
  shared: string
  out: (line: string) => void
}): Promise<SearchScores | null> {
  const data = join(options.shared, 'data')
  if (!existsSync(data)) {
    options.out(`${data} is missing; nothing to measure.`)
    return null
  }
  const times: number[] = []
  const rates: number[] = []
  const measured = async <T>(docs: readonly Doc[], work: (ask: Ask) => Promise<T>): Promise<T> =>
    withIndex(docs, { times, rates }, work)

  const mrrAt10: Record<string, number> = {}
  for (const name of ['cmrc2018', 'drcd']) {
    const { docs, questions } = readRetrieval(join(data, `ret_${name}_dev.json`))
    mrrAt10[name] = await measured(docs, (ask) => meanReciprocalRank(questions, ask))
    options.out(
      `${name}: MRR@10 ${mrrAt10[name].toFixed(4)} (${docs.length} documents, ${questions.length} questions)`,
    )
  }

  const news = readNews(join(data, 'chinanews2020.jsonl'))
  const bodies = news.map((doc) => ({ ...doc, title: '' }))
  const titles = news.map((doc) => ({ text: doc.title, answer: doc.id }))
  mrrAt10['chinanews'] = await measured(bodies, (ask) => meanReciprocalRank(titles, ask))
  options.out(
    `chinanews, title to body: MRR@10 ${mrrAt10['chinanews'].toFixed(4)} (${news.length} documents)`,
  )

  const judged = readLines<{ query: string; kind: string; judgements: Record<string, number> }>(
    join(data, 'labels/queries.jsonl'),
  )
  const gains = await measured(news, async (ask) => {
    const all: { kind: string; gain: number }[] = []
    for (const { query, kind, judgements } of judged)
      all.push({ kind, gain: ndcg(await ask(query, 30), judgements) })
    return all
  })
  const ndcgAt10 = mean(gains.map(({ gain }) => gain))
  options.out(`chinanews, judged queries: nDCG@10 ${ndcgAt10.toFixed(4)} (${judged.length} queries)`)
  const ofKind = (kind: string) => mean(gains.filter((each) => each.kind === kind).map(({ gain }) => gain))
  for (const kind of new Set(gains.map((each) => each.kind)))
    options.out(`  ${kind.replaceAll('_', ' ')}: ${ofKind(kind).toFixed(4)}`)
  const ndcgAt10Natural = ofKind('natural')

  const docsPerSecond = Math.round(mean(rates))
  const queryMs = { p50: quantile(times, 0.5), p95: quantile(times, 0.95) }
  options.out(
    `${docsPerSecond} documents recorded a second; a query takes ${queryMs.p50.toFixed(2)} ms (p95 ${queryMs.p95.toFixed(2)})`,
  )
  holdAgainstFloors(
    'search',
    { ...mrrAt10, judged: ndcgAt10, 'judged, natural': ndcgAt10Natural },
    options.out,
  )
  return { mrrAt10, ndcgAt10, ndcgAt10Natural, docsPerSecond, queryMs }
}

type Ask = (text: string, limit: number) => Promise<string[]>

async function withIndex<T>(
  docs: readonly Doc[],
  figures: { times: number[]; rates: number[] },
  work: (ask: Ask) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'verbatim-bench-'))
  const { catalog, search } = openCatalogStore(join(folder, 'catalog.db'))
  try {
    const ids = new Map<string, string>()
    const start = performance.now()
    for (const doc of docs) {
      const snapshot = snapshotOf(doc)
      ids.set(snapshot.id, doc.id)
      const connections = { channel: null, region: null, story: null, reprintOf: null }
      await catalog.record({ snapshot, connections, fingerprints: new Uint32Array() })
    }
    figures.rates.push((docs.length / (performance.now() - start)) * 1000)
    return await work((text, limit) => timedSearch(search, text, limit, ids, figures.times))
  } finally {
    await catalog.close()
    await rm(folder, { recursive: true })
  }
}

async function timedSearch(
  search: SearchIndex,
  text: string,
  limit: number,
  ids: ReadonlyMap<string, string>,
  times: number[],
): Promise<string[]> {
  const query = parseQuery(text)
  const start = performance.now()
  const page = await search.search(query, { sort: 'relevance', cursor: null, limit })
  times.push(performance.now() - start)
  return page.items.map((hit) => ids.get(hit.id) as string)
}

async function meanReciprocalRank(questions: readonly Question[], ask: Ask): Promise<number> {
  const ranks: number[] = []
  for (const { text, answer } of questions) {
    const index = (await ask(text, 10)).indexOf(answer)
    ranks.push(index < 0 ? 0 : 1 / (index + 1))
  }
  return mean(ranks)
}

function ndcg(found: readonly string[], judgements: Readonly<Record<string, number>>): number {
  const gain = (grades: readonly number[]) =>
    grades.slice(0, 10).reduce((sum, grade, index) => sum + (2 ** grade - 1) / Math.log2(index + 2), 0)
  const ideal = gain(Object.values(judgements).toSorted((a, b) => b - a))
  const judged = found.filter((id) => id in judgements)
  return ideal === 0 ? 1 : gain(judged.map((id) => judgements[id] ?? 0)) / ideal
}

function readRetrieval(path: string): { docs: Doc[]; questions: Question[] } {
  const { docs, queries } = JSON.parse(readFileSync(path, 'utf8')) as {
    docs: { doc: number; title: string; text: string }[]
    queries: { q: string; doc: number }[]
  }
  return {
    docs: docs.map(({ doc, title, text }) => ({ id: `${doc}`, title, text })),
    questions: queries.map(({ q, doc }) => ({ text: q, answer: `${doc}` })),
  }
}

function readNews(path: string): Doc[] {
  return readLines<{ id: string; title: string; body: string; datetime: string }>(path).map((line) => ({
    id: line.id,
    title: line.title,
    text: line.body,
    publishedAt: parseNewsTime(new Date(`${line.datetime} UTC`).toISOString().replace(/\.\d+Z/, '+08:00')),
  }))
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)
}

function snapshotOf({ id, title, text, publishedAt }: Doc): Snapshot {
  const url = parseHttpUrl(`https://bench.example/${id}`)
  const capturedAt = instantOf(Date.UTC(2021, 0, 1))
  const captureId = `urn:uuid:${id}` as CaptureId
  const article = { title, text, publishedAt: publishedAt ?? null, authors: [], images: [], body: [] }
  return {
    id: snapshotIdOf(captureId, capturedAt),
    articleId: articleIdOf(urlKey(url)),
    url,
    urlKey: urlKey(url),
    captureIds: [captureId],
    capturedAt,
    outletSlug: 'bench',
    article: { ...noFields, ...article },
    revisionNumber: 1,
    digests: { record: sha256Digest(id), payload: sha256Digest(id), text: sha256Digest(text) },
    extractorVersion: 'bench',
  }
}

const noFields: Omit<Article, 'title' | 'text' | 'publishedAt' | 'authors' | 'images' | 'body'> = {
  kicker: null,
  subtitle: null,
  dateline: null,
  modifiedAt: null,
  outlet: null,
  source: null,
  reprintedFrom: null,
  section: null,
  keywords: [],
  language: null,
  canonicalUrl: null,
  nextPageUrl: null,
  complete: true,
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length)
}

function quantile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(share * (numbers.length - 1))] ?? 0
}
