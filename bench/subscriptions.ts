import { DatabaseSync } from 'node:sqlite'
import { documentTerms, type MatchNode, matchOf, parseQuery } from '#catalog'
import type { Article } from '#model'
import { factsOf, Percolator, wantedByQuery } from '#subscriptions'
import { createCorpus, type MadeArticle, randomFrom } from './search-corpus.ts'

const articleCount = 200
const channels = ['world', 'society', 'politics', 'finance', 'tech', 'health', 'sport', 'culture']

/**
 * A new snapshot against all saved searches at once, and each search run again over an index of that one snapshot
 * (SQLite FTS5 in memory), which is how a saved search is checked where there is no percolator.
 */
export async function benchSubscriptions({
  out,
  count,
}: {
  out: (line: string) => void
  count?: number
}): Promise<void> {
  const corpus = createCorpus(10_000)
  const articles = Array.from({ length: articleCount }, (_, index) => corpus.article(index * 37))
  for (const size of count ? [count] : [100_000, 1_000_000]) {
    const made = savedSearches(corpus, size)
    globalThis.gc?.()
    const before = process.memoryUsage()
    const loading = processorMs()
    const percolator = new Percolator()
    let key = 0
    for (const text of made()) percolator.add(key++, wantedByQuery(parseQuery(text)))
    const loadedMs = loading()
    globalThis.gc?.()
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage()
    const heldMb = (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / 1024 ** 2
    out(`${size.toLocaleString('en')} saved searches: taken in in ${(loadedMs / 1000).toFixed(1)} CPU-s,`)
    out(`  ${heldMb.toFixed(0)} MB held, ${(rss / 1024 ** 2).toFixed(0)} MB resident (goal: under 1024)`)

    const percolated = articles.map(documentOf)
    for (const each of percolated) percolator.match(each)
    const times: number[] = []
    let matched = 0
    for (const each of percolated) {
      const start = performance.now()
      matched += percolator.match(each).length
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    const analysing = processorMs()
    for (const article of articles) documentOf(article)
    const analysisMs = analysing() / articles.length
    const at = (share: number) => (times[Math.floor(times.length * share)] as number).toFixed(2)
    const goal = size <= 100_000 ? 10 : 100
    out(`  a snapshot against all: median ${at(0.5)} ms, p99 ${at(0.99)} ms (goal: under ${goal} ms);`)
    out(
      `  ${analysisMs.toFixed(2)} ms more to read it; ${(matched / times.length).toFixed(0)} searches match`,
    )

    const peerMs = peerMsPerSearch(articles.slice(0, 5), [...made()].slice(0, 2_000)) * size
    const median = times[times.length >> 1] as number
    out(
      `  each run again in FTS5: ${(peerMs / 1000).toFixed(1)} s (${(peerMs / median).toFixed(0)} times as long)`,
    )
  }
}

/** Searches as people save them: two words of a subject, a name, a phrase, some with filters; a few very popular. */
function savedSearches(corpus: ReturnType<typeof createCorpus>, size: number): () => Generator<string> {
  return function* () {
    const random = randomFrom(4711)
    const common = () => corpus.wordAt(200 + random() ** 2 * 60_000)
    for (let made = 0; made < size; made++) {
      const own = corpus.subjectWords(Math.floor(random() ** 1.5 * 400))
      const word = () => own[Math.floor(random() * own.length)] as string
      const kind = random()
      if (kind < 0.4) yield `${word()} ${word()}`
      else if (kind < 0.55) yield `${word()} ${common()}`
      else if (kind < 0.7) yield `"${word()}${word()}"`
      else if (kind < 0.8) yield `${word()} OR "${common()}${word()}"`
      else if (kind < 0.87) yield `${word()} -${common()} channel:${channels[Math.floor(random() * 8)]}`
      else if (kind < 0.92) yield `title:${word()} ${word()}`
      else if (kind < 0.97) yield `${common()} ${common()} ${word()}`
      else yield `author:记者${Math.floor(random() * 5_000)}`
    }
  }
}

function articleOf({ title, text }: MadeArticle): Article {
  const none = {
    kicker: null,
    subtitle: null,
    dateline: null,
    publishedAt: null,
    modifiedAt: null,
    outlet: null,
  }
  return {
    ...none,
    ...{
      title,
      text,
      source: null,
      reprintedFrom: null,
      section: null,
      language: 'zh-Hans',
      canonicalUrl: null,
    },
    ...{ authors: [], keywords: [], body: [], images: [], nextPageUrl: null, complete: true },
  }
}

function documentOf(made: MadeArticle) {
  const summary = {
    ...{
      id: '0'.repeat(18),
      articleId: 'a'.repeat(16),
      url: 'https://news.example/1',
      title: made.title,
      lead: '',
    },
    ...{
      outletSlug: `outlet-${made.outlet}`,
      outlet: null,
      region: null,
      language: 'zh-Hans',
      publishedAt: null,
    },
    ...{ channel: channels[made.subject % 8], story: null, reprintOf: null, reprintCount: 0, image: null },
    ...{ revisionNumber: 1, revisionCount: 1, webState: 'live', capturedAt: '2026-01-01T00:00:00.000Z' },
  }
  return factsOf(summary as unknown as Parameters<typeof factsOf>[0], articleOf(made), 'new')
}

function peerMsPerSearch(articles: readonly MadeArticle[], searches: readonly string[]): number {
  const expressions = searches.flatMap((text) => {
    const match = matchOf(parseQuery(text))
    return match ? [expressionOf(match)] : []
  })
  const running = processorMs()
  for (const article of articles) {
    const database = new DatabaseSync(':memory:')
    database.exec(`CREATE VIRTUAL TABLE search USING fts5(title, lead, body, authors, tokenize = 'ascii')`)
    const { title, lead, body, authors } = documentTerms(articleOf(article))
    database.prepare('INSERT INTO search VALUES (?, ?, ?, ?)').run(title, lead, body, authors)
    const ask = database.prepare('SELECT rowid FROM search WHERE search MATCH ?')
    for (const expression of expressions) ask.all(expression)
    database.close()
  }
  return running() / articles.length / searches.length
}

function expressionOf(node: MatchNode): string {
  switch (node.kind) {
    case 'phrase': {
      const phrase = `"${node.terms.join(' ')}"${node.isPrefix ? '*' : ''}`
      return node.field === 'any' ? phrase : `${node.field} : ${phrase}`
    }
    case 'and': {
      const wanted = node.nodes.filter((each) => each.kind !== 'not').map(expressionOf)
      const unwanted = node.nodes.flatMap((each) => (each.kind === 'not' ? [expressionOf(each.node)] : []))
      return `(${wanted.join(' AND ')}${unwanted.map((each) => ` NOT ${each}`).join('')})`
    }
    case 'or':
      return `(${node.nodes.map(expressionOf).join(' OR ')})`
    default:
      return '""'
  }
}

function processorMs(): () => number {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1000
  }
}
