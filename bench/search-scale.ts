import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseQuery, type SearchIndex } from '#catalog'
import { openSearchIndex } from '../src/stores/search/search-index.ts'
import { createCorpus, randomFrom } from './search-corpus.ts'
import { openFtsPeer } from './search-peer.ts'
import { cpuMs, type GrowingSource, sourceOf } from './search-source.ts'

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

    await compareQuestions(corpus, { index, peer, source, out })
    await addToVisible(index, source, out)
    await manyClients(corpus, index, out)
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

type Index = Pick<SearchIndex, 'search' | 'facets' | 'moreLikeThis'>

/** Each kind of question to both, in processor time. */
export async function compareQuestions(
  corpus: Corpus,
  {
    index,
    peer,
    source,
    out,
  }: { index: Index; peer: Index; source: GrowingSource; out: (line: string) => void },
): Promise<void> {
  const peers = questions(corpus, peer)
  for (const [name, ask] of Object.entries(questions(corpus, index))) {
    const times = await timesOf(ask, source)
    const peerTimes = await timesOf(peers[name] as Ask, source)
    out(
      `${name}: p50 ${ms(times, 0.5)}, p95 ${ms(times, 0.95)}; FTS5 ${ms(peerTimes, 0.5)}, ${ms(peerTimes, 0.95)}; ratio of p50 ${ratio(quantile(peerTimes, 0.5), quantile(times, 0.5))}`,
    )
  }
}

/** From one more article in the catalog to an answer that has it. */
export async function addToVisible(
  index: Index,
  source: GrowingSource,
  out: (line: string) => void,
): Promise<void> {
  const request = { sort: 'newest', cursor: null, limit: 1 } as const
  const times: number[] = []
  for (let n = 0; n < 50; n++) {
    const before = await index.search(parseQuery(''), request)
    source.grow()
    const begun = performance.now()
    const { total } = await index.search(parseQuery(''), request)
    if (total.value !== before.total.value + 1) throw new Error('A new article is not found.')
    times.push(performance.now() - begun)
  }
  out(`from added to found: p50 ${ms(times, 0.5)}, p95 ${ms(times, 0.95)} (of the clock)`)
}

/** Eight clients, each with all kinds of questions one after the other; they share one thread. */
export async function manyClients(corpus: Corpus, index: Index, out: (line: string) => void): Promise<void> {
  const kinds = Object.values(questions(corpus, index))
  const waits: number[] = []
  const begun = { clock: performance.now(), cpu: process.cpuUsage() }
  const client = async (number: number) => {
    for (let n = 0; n < 24; n++) {
      const asked = performance.now()
      await (kinds[(n + number) % kinds.length] as Ask)(randomFrom(1000 * number + n))
      waits.push(performance.now() - asked)
      await new Promise(setImmediate)
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, number) => client(number + 1)))
  const [bySecond, byCpuSecond] = [performance.now() - begun.clock, cpuMs(begun.cpu)].map((spent) =>
    Math.round((waits.length / spent) * 1000),
  )
  out(
    `8 clients at once: ${bySecond} answers a second (${byCpuSecond} a CPU-second), p50 ${ms(waits, 0.5)}, p99 ${ms(waits, 0.99)} (of the clock)`,
  )
}

function costOfMaking(corpus: Corpus, count: number): { makingMs: number; textBytes: number } {
  const sample = Math.min(count, 2000)
  const begun = process.cpuUsage()
  let bytes = 0
  for (let n = 0; n < sample; n++) bytes += Buffer.byteLength(corpus.article(n).text)
  return { makingMs: (cpuMs(begun) / sample) * count, textBytes: (bytes / sample) * count }
}

/** The texts of the best are made up here; what that costs is left out. */
async function timesOf(ask: Ask, source: GrowingSource): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < 50; n++) {
    const begun = { cpu: process.cpuUsage(), textMs: source.textMs() }
    await ask(randomFrom(n + 1))
    if (n >= 10) times.push(cpuMs(begun.cpu) - (source.textMs() - begun.textMs))
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

function questions(corpus: Corpus, index: Index): Record<string, Ask> {
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
    'facets of a common word': (random) => index.facets(parseQuery(pick(random, 0, 30))),
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

function folderBytes(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0)
}
