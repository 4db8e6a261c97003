import { indexTerms, peopleIn } from '#catalog'
import type { SnapshotId } from '#model'
import type { DocumentSource, SourceChange } from '../src/stores/search/document-source.ts'
import type { createCorpus, MadeArticle } from './search-corpus.ts'

type Corpus = ReturnType<typeof createCorpus>

export function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}

/** A source that gets another article, as a crawl brings it. */
export interface GrowingSource extends DocumentSource {
  grow(): void
  /** Processor time spent so far on making texts up for whoever ranked by them, which a catalog would read. */
  textMs(): number
}

/** The corpus as a catalog that an index follows. */
export function sourceOf(corpus: Corpus, countAtFirst: number): GrowingSource {
  let count = countAtFirst
  let textMs = 0
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
    grow() {
      count++
    },
    textMs: () => textMs,
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
    texts(keys) {
      const begun = process.cpuUsage()
      const texts = new Map(keys.map((key) => [key, article(key)]))
      textMs += cpuMs(begun)
      return texts
    },
    ids: (keys) => new Map(keys.map((key) => [key, `${key}` as SnapshotId])),
    articleKeys: (ids) => new Set(ids.map(Number)),
    latestKeys: (ids) => new Set(ids.map(Number)),
    storyKeys: () => new Set(),
  }
}
