import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { indexTerms, parseQuery, peopleIn, type SearchIndex } from '#catalog'
import type { SnapshotId } from '#model'
import type { DocumentSource, SourceChange } from '../src/stores/search/document-source.ts'
import { openSearchIndex } from '../src/stores/search/search-index.ts'
import { createCorpus, type MadeArticle, randomFrom } from './search-corpus.ts'
import { openFtsPeer } from './search-peer.ts'

type Corpus = ReturnType<typeof createCorpus>

/**
 * How the search index does with many articles, made up as it goes along so that only the index is measured; and one
 * FTS5 table over the same terms beside it. Times are of the processor, since others use the machine too.
 */
export async function benchSearchScale(options: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const { out, count = 100_000 } = options
  const corpus = createCorpus(count)
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-bench-'))
  try {
    const { makingMs, textBytes } = costOfMaking(corpus, count)
    const source = sourceOf(corpus, count)
    const loadedPerSecond = (since: NodeJS.CpuUsage) =>
      Math.round((count / Math.max(1, cpuMs(since) - makingMs)) * 1000)

    const ours = join(folder, 'index')
    let begun = process.cpuUsage()
    const loading = openSearchIndex(ours, source)
    await loading.catchUp()
    await loading.close()
    const rate = loadedPerSecond(begun)
    const opened = performance.now()
    const index = openSearchIndex(ours, source)
    await index.catchUp()
    out(`${count} articles, opened in ${Math.round(performance.now() - opened)} ms`)

    begun = process.cpuUsage()
    const peer = openFtsPeer(join(folder, 'peer.db'), source)
    peer.load()
    const peerRate = loadedPerSecond(begun)
    out(`loaded a CPU-second: ${rate}; one FTS5 table ${peerRate}; ratio ${ratio(rate, peerRate)}`)
    const [size, peerSize] = [folderBytes(ours), statSync(join(folder, 'peer.db')).size]
    out(
      `disk, of the text's bytes: ${(size / textBytes).toFixed(2)}; FTS5 ${(peerSize / textBytes).toFixed(2)}`,
    )

    const peers = questions(corpus, peer)
    for (const [name, ask] of Object.entries(questions(corpus, index))) {
      const times = await timesOf(ask)
      const peerTimes = await timesOf(peers[name] as Ask)
      out(
        `${name}: p50 ${ms(times, 0.5)}, p95 ${ms(times, 0.95)}; FTS5 ${ms(peerTimes, 0.5)}, ${ms(peerTimes, 0.95)}; ratio of p50 ${ratio(quantile(peerTimes, 0.5), quantile(times, 0.5))}`,
      )
    }
    const memory = process.memoryUsage()
    out(
      `memory: ${Math.round(memory.rss / 1e6)} MB, of it heap ${Math.round(memory.heapUsed / 1e6)}, arrays ${Math.round(memory.arrayBuffers / 1e6)}`,
    )
    peer.close()
    await index.close()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function costOfMaking(corpus: Corpus, count: number): { makingMs: number; textBytes: number } {
  const sample = Math.min(count, 2000)
  const begun = process.cpuUsage()
  let bytes = 0
  for (let n = 0; n < sample; n++) bytes += Buffer.byteLength(corpus.article(n).text)
  return { makingMs: (cpuMs(begun) / sample) * count, textBytes: (bytes / sample) * count }
}

async function timesOf(ask: Ask): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < 50; n++) {
    const begun = process.cpuUsage()
    await ask(randomFrom(n + 1))
    if (n >= 10) times.push(cpuMs(begun))
  }
  return times
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(share * (times.length - 1))] as number
}

function ms(times: readonly number[], share: number): string {
  return `${quantile(times, share).toFixed(1)} ms`
}

function ratio(better: number, worse: number): string {
  return (better / worse).toFixed(1)
}

type Ask = (random: () => number) => Promise<unknown>

function questions(corpus: Corpus, index: Pick<SearchIndex, 'search' | 'moreLikeThis'>): Record<string, Ask> {
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

/** The corpus as a catalog that an index follows. */
export function sourceOf(corpus: Corpus, count: number): DocumentSource {
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
  // An index asks twice for each article: what lists see of it, and its terms.
  const made = new Map<number, MadeArticle>()
  const article = (key: number): MadeArticle => {
    const known = made.get(key) ?? corpus.article(key)
    if (made.size > 1000) made.clear()
    made.set(key, known)
    return known
  }
  const changeOf = (key: number): SourceChange => {
    const { outlet, subject, publishedMs } = article(key)
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
  return {
    identity: 'bench',
    now: () => count,
    changesAfter: (at, _key, limit) =>
      Array.from({ length: Math.max(0, Math.min(limit, count - Math.max(0, at))) }, (_, n) =>
        changeOf(Math.max(0, at) + 1 + n),
      ),
    contentOf(key) {
      const { title, text } = article(key)
      const [lead = '', ...rest] = text.split('\n')
      const terms = {
        title: indexTerms(title),
        lead: indexTerms(lead),
        body: indexTerms(rest.join('\n')),
        captions: '',
        authors: '',
        source: '',
      }
      return { terms, authors: [], people: peopleIn(title) }
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
