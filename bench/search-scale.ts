import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { indexTerms, parseQuery, type SearchIndex } from '#catalog'
import type { SnapshotId } from '#model'
import type { DocumentSource, SourceChange } from '../src/stores/search/document-source.ts'
import { openSearchIndex } from '../src/stores/search/search-index.ts'
import { createCorpus, type MadeArticle, randomFrom } from './search-corpus.ts'

type Corpus = ReturnType<typeof createCorpus>

/** How the search index does with many articles, made up as it goes along so that only the index is measured. */
export async function benchSearchScale(options: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const { out, count = 100_000 } = options
  const corpus = createCorpus(count)
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const made = process.cpuUsage()
    let textBytes = 0
    for (let n = 0; n < 2000; n++) textBytes += Buffer.byteLength(corpus.article(n).text)
    const makingMs = cpuMs(made) / 2000
    textBytes = (textBytes / 2000) * count

    const source = sourceOf(corpus, count)
    const index = openSearchIndex(join(folder, 'index'), source)
    const begun = { cpu: process.cpuUsage(), wall: performance.now() }
    await index.catchUp()
    const loadMs = cpuMs(begun.cpu) - makingMs * count
    out(
      `${count} articles: ${Math.round((count / loadMs) * 1000)} a CPU-second (${Math.round((performance.now() - begun.wall) / 1000)} s in all, making them included)`,
    )
    await index.close()
    out(`disk: ${(folderBytes(join(folder, 'index')) / textBytes).toFixed(2)} of the text's bytes`)

    const opened = performance.now()
    const again = openSearchIndex(join(folder, 'index'), source)
    await again.catchUp()
    out(`opened again in ${Math.round(performance.now() - opened)} ms`)
    for (const [name, ask] of Object.entries(questions(corpus, again))) {
      const times: number[] = []
      for (let n = 0; n < 40; n++) {
        const random = randomFrom(n + 1)
        const from = performance.now()
        await ask(random)
        if (n >= 10) times.push(performance.now() - from)
      }
      times.sort((a, b) => a - b)
      out(`${name}: p50 ${times[15]?.toFixed(1)} ms, p95 ${times[28]?.toFixed(1)} ms`)
    }
    const memory = process.memoryUsage()
    out(
      `memory: ${Math.round(memory.rss / 1e6)} MB, of it heap ${Math.round(memory.heapUsed / 1e6)}, arrays ${Math.round(memory.arrayBuffers / 1e6)}`,
    )
    await again.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

type Ask = (random: () => number) => Promise<unknown>

function questions(corpus: Corpus, index: SearchIndex): Record<string, Ask> {
  const pick = (random: () => number, from: number, to: number) =>
    corpus.wordAt(from + random() * (to - from))
  const ask = (text: string, sort: 'relevance' | 'newest' = 'relevance') =>
    index.search(parseQuery(text), { sort, cursor: null, limit: 20 })
  return {
    'a rare word': (random) => ask(pick(random, 30_000, 60_000)),
    'two words': (random) => ask(`${pick(random, 1000, 6000)} ${pick(random, 1000, 6000)}`),
    'a phrase': (random) => ask(`"${phraseOf(corpus, random)}"`),
    'a common word': (random) => ask(pick(random, 0, 30)),
    'three words, any': (random) =>
      ask(`${pick(random, 0, 30)} OR ${pick(random, 300, 900)} OR ${pick(random, 3000, 6000)}`),
    'newest of a channel': (random) =>
      ask(`${pick(random, 0, 30)} channel:finance after:2025-06-01`, 'newest'),
    'more like this': (random) =>
      index.moreLikeThis(corpus.article(Math.floor(random() * 1000)), { limit: 50, exclude: [] }),
  }
}

function phraseOf(corpus: Corpus, random: () => number): string {
  const { text } = corpus.article(Math.floor(random() * 1000))
  return /\p{sc=Han}{6,}/u.exec(text)?.[0].slice(0, 6) ?? '中国'
}

function sourceOf(corpus: Corpus, count: number): DocumentSource {
  const channels = [
    'domestic',
    'world',
    'society',
    'politics',
    'finance',
    'tech',
    'health',
    'education',
    'sport',
  ]
  const changeOf = (key: number): SourceChange => {
    const { outlet, subject, publishedMs } = corpus.article(key)
    return {
      at: key,
      key,
      document: {
        key,
        snapshot: key,
        articleId: `a${key}`,
        sortMs: publishedMs,
        channel: channels[subject % channels.length] ?? null,
        region: null,
        outlet: `outlet-${outlet}`,
        outletName: `报社${outlet}`,
        language: 'zh-hans',
        host: `example.outlet-${outlet}.`,
        webState: 'live',
        isReprint: key % 5 === 0,
        isRevised: key % 9 === 0,
      },
    }
  }
  const article = (key: number): MadeArticle => corpus.article(key)
  return {
    identity: 'bench',
    now: () => count,
    changesAfter: (at, _key, limit) =>
      Array.from({ length: Math.max(0, Math.min(limit, count - Math.max(0, at))) }, (_, n) =>
        changeOf(Math.max(0, at) + 1 + n),
      ),
    termsOf(key) {
      const { title, text } = article(key)
      const [lead = '', ...rest] = text.split('\n')
      return {
        title: indexTerms(title),
        lead: indexTerms(lead),
        body: indexTerms(rest.join('\n')),
        captions: '',
        authors: '',
        source: '',
      }
    },
    texts: (keys) => new Map(keys.map((key) => [key, article(key)])),
    ids: (keys) => new Map(keys.map((key) => [key, `${key}` as SnapshotId])),
    articleKeys: (ids) => new Set(ids.map(Number)),
    latestKeys: (ids) => new Set(ids.map(Number)),
    storyKeys: () => new Set(),
  }
}

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}
