import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { type CatalogStore, headlineOf, parseQuery, type SearchIndex, sentenceOf } from '#catalog'
import type { SnapshotId } from '#model'
import { factsOf, Percolator, wantedByQuery } from '#subscriptions'
import { openCatalogStore } from '../../src/stores/sqlite/catalog-store.ts'
import { channel, noTies, sampleArticle, sampleSnapshot } from './catalog-samples.ts'

const words =
  '西昌 森林火灾 火灾 扑救 旅游 北京市 国务院发布新规 朝阳区 丁俊晖 冠 区 澳大利亚 cars city cafés Covid-19 flood bridge ONE 臺灣 台湾 3例 の東京 서울'.split(
    ' ',
  )
const people = ['陈砚秋', '王小明', 'Ann Lee']
const word = fc.constantFrom(...words)
const texts = fc
  .array(fc.array(word, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 3 })
  .chain((lines) =>
    fc.constantFrom('', ' ', '，').map((gap) => lines.map((line) => line.join(gap)).join('\n')),
  )

const article = fc.record({
  title: texts.map((text) => text.split('\n')[0] as string),
  text: texts,
  kicker: fc.option(word),
  outlet: fc.constantFrom('清河日报', 'Harbour Times', null),
  author: fc.constantFrom(...people),
  language: fc.constantFrom('zh-Hans', 'zh-Hant', 'en', null),
  channel: fc.constantFrom('sport', 'society', null),
  region: fc.constantFrom('北京', '济南', null),
  host: fc.constantFrom('news.example', 'm.news.example', 'www.harbour.example'),
  slug: fc.constantFrom('qinghe-daily', 'harbour'),
  at: fc.constantFrom('2024-01-01T00:00:00Z', '2025-06-15T12:00:00Z'),
})

const operand = fc.oneof(
  word,
  fc.tuple(word, word).map(([a, b]) => `"${a}${b}"`),
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  word.map((each) => `title:${each}`),
  word.map((each) => [...each].slice(0, 1).join('')),
)
const term = fc.oneof(
  operand,
  operand.map((each) => `-${each}`),
  fc.tuple(operand, operand).map(([a, b]) => `(${a} OR ${b})`),
  fc.tuple(operand, operand).map(([a, b]) => `-(${a} ${b})`),
)
const filter = fc.constantFrom(
  'channel:sport',
  'outlet:harbour',
  'outlet:河日',
  'outlet:Times',
  'author:陈砚秋',
  'author:砚秋',
  'author:lee',
  'site:news.example',
  'site:example',
  'lang:zh',
  'lang:zh-hant',
  'region:北京',
  'before:2025-01-01',
  'after:2025',
  'revised:no',
  'reprint:no',
  'state:live',
)
const query = fc
  .tuple(fc.array(term, { maxLength: 3 }), fc.option(filter))
  .map(([terms, one]) => [...terms, ...(one ? [one] : [])].join(' '))
  .filter((text) => text !== '')

describe('The percolator and the search index are of one mind', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'verbatim-percolator-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  test('a saved search matches an article exactly where a search finds it', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(article, { minLength: 8, maxLength: 16 }),
        fc.array(query, { minLength: 40, maxLength: 60 }),
        async (articles, queries) => {
          const { catalog, search } = openCatalogStore(join(folder, `${run++}.db`))
          try {
            await hold(catalog, articles)
            const percolator = new Percolator()
            for (const [key, text] of queries.entries()) percolator.add(key, wantedByQuery(parseQuery(text)))
            const matched = await matchAll(catalog, percolator)
            for (const [key, text] of queries.entries()) {
              const expected = await found(search, text)
              const got = matched.get(key) ?? new Set()
              if (asksInSentences(text)) {
                for (const id of got) assert.ok(expected.has(id), `only the percolator finds it: ${text}`)
              } else assert.deepEqual(got, expected, text)
            }
          } finally {
            await catalog.close()
          }
        },
      ),
      { numRuns: 12 },
    )
  })

  test('a removed search matches no more, and one that is put in again matches as it is now', () => {
    const percolator = new Percolator()
    const percolated = { terms: null, facts: ['channel=sport'], sortMs: 0 }
    percolator.add(1, wantedByQuery(parseQuery('channel:sport')))
    percolator.add(2, wantedByQuery(parseQuery('channel:sport')))
    percolator.remove(1)
    assert.deepEqual(percolator.match(percolated), [2])
    percolator.add(2, wantedByQuery(parseQuery('channel:world')))
    assert.deepEqual(percolator.match(percolated), [])
    assert.equal(percolator.size, 1)
  })

  test('a question matches where most of its words are, by how much they tell', () => {
    const percolator = new Percolator()
    percolator.add(1, wantedByQuery(parseQuery('西昌森林火灾是什么时候扑灭的？')))
    const of = (text: string) => {
      const snapshot = sampleSnapshot({ path: '/1', article: sampleArticle({ title: '消息', text }) })
      return percolator.match(factsOf(summaryOf(snapshot), snapshot.article, null))
    }
    assert.deepEqual(of('西昌的森林火灾昨天扑灭。'), [1])
    assert.deepEqual(of('扑灭的什么时候。'), [])
  })
})

async function hold(
  catalog: CatalogStore,
  articles: readonly (typeof article extends fc.Arbitrary<infer T> ? T : never)[],
): Promise<void> {
  for (const [
    index,
    { host, slug, at, channel: slugOfChannel, region, author, ...rest },
  ] of articles.entries()) {
    const snapshot = sampleSnapshot({
      path: `/${index}`,
      host,
      outletSlug: slug,
      capturedAt: at,
      article: sampleArticle({ ...rest, authors: [{ name: author, role: 'reporter' }] }),
    })
    const connections = { ...noTies, region, channel: slugOfChannel ? channel(slugOfChannel) : null }
    await catalog.record({ snapshot, connections, fingerprints: new Uint32Array() })
  }
}

async function matchAll(
  catalog: CatalogStore,
  percolator: Percolator,
): Promise<Map<number, Set<SnapshotId>>> {
  const matched = new Map<number, Set<SnapshotId>>()
  const { items } = await catalog.list({}, { cursor: null, limit: 100 })
  for (const summary of items) {
    const held = await catalog.find(summary.id)
    for (const key of percolator.match(factsOf(summary, held?.snapshot.article ?? null, null)))
      matched.set(key, (matched.get(key) ?? new Set()).add(summary.id))
  }
  return matched
}

async function found(search: SearchIndex, text: string): Promise<Set<SnapshotId>> {
  const page = await search.search(parseQuery(text), { sort: 'newest', cursor: null, limit: 100 })
  return new Set(page.items.filter((hit) => !hit.missing).map((hit) => hit.id))
}

function asksInSentences(text: string): boolean {
  const parsed = parseQuery(text)
  return (sentenceOf(parsed) ?? headlineOf(parsed)) !== null
}

function summaryOf(snapshot: ReturnType<typeof sampleSnapshot>) {
  return {
    id: snapshot.id,
    articleId: snapshot.articleId,
    url: snapshot.url,
    title: snapshot.article.title,
    lead: '',
    outletSlug: snapshot.outletSlug,
    outlet: null,
    ...noTies,
    language: null,
    publishedAt: null,
    capturedAt: snapshot.capturedAt,
    reprintCount: 0,
    revisionNumber: 1,
    revisionCount: 1,
    webState: 'live',
    image: null,
  } as const
}
