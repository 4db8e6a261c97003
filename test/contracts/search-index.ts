import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseQuery, type SearchHit } from '#catalog'
import { type Article, type Connections, type Page, parseInstant, parseNewsTime, type Snapshot } from '#model'
import { channel, noTies, sampleArticle, sampleSnapshot } from './catalog-samples.ts'
import type { OpenedCatalog } from './catalog-store.ts'

/** What every engine of `SearchIndex` promises. Rows are given as `[name, article, …]`; hits are told by name. */
export function searchIndexContract(open: () => Promise<OpenedCatalog>): void {
  async function holding(rows: readonly Row[]): Promise<Held> {
    const { catalog, search } = await open()
    const names = new Map<string, string>()
    const snapshots = new Map<string, Snapshot>()
    for (const { name, article, ties, ...fields } of rows) {
      const snapshot = sampleSnapshot({ path: `/${name}`, ...fields, article: sampleArticle(article) })
      names.set(snapshot.id, name)
      snapshots.set(name, snapshot)
      const connections = { ...noTies, ...ties }
      await catalog.record({ snapshot, connections, fingerprints: new Uint32Array() })
    }
    const ask: Held['ask'] = async (text, sort = 'relevance') => {
      const page = await search.search(parseQuery(text), { sort, cursor: null, limit: 20 })
      const full = page.items.filter((hit) => !hit.missing)
      assert.equal(page.total.value, full.length)
      return full.map((hit) => names.get(hit.id) as string)
    }
    return { catalog, search, names, snapshots, ask }
  }

  describe('SearchIndex matches words', () => {
    test('all words must match; OR, quotes and minus do what they say', async () => {
      const { ask, catalog } = await holding([
        { name: 'both', article: { title: '西昌森林火灾', text: '扑火队员牺牲。' } },
        { name: 'one', article: { title: '西昌旅游', text: '邛海风光。' } },
        { name: 'other', article: { title: '澳大利亚火灾', text: '森林里的考拉。' } },
      ])
      assert.deepEqual(await ask('西昌 火灾'), ['both'])
      assert.deepEqual(await ask('西昌火灾'), ['both'])
      assert.deepEqual((await ask('西昌 OR 火灾')).toSorted(), ['both', 'one', 'other'])
      assert.deepEqual(await ask('西昌 -火灾'), ['one'])
      assert.deepEqual((await ask('-西昌')).toSorted(), ['other'])
      assert.deepEqual((await ask('-(西昌 火灾)')).toSorted(), ['one', 'other'])
      assert.deepEqual(await ask('"森林火灾"'), ['both'])
      assert.deepEqual(await ask('(邛海 OR 考拉) 森林'), ['other'])
      assert.deepEqual(await ask('title:火灾 -title:西昌'), ['other'])
      assert.deepEqual(await ask('title:森林'), ['both'])
      assert.deepEqual(await ask('不存在的词'), [])
      await catalog.close()
    })

    test('Traditional and Simplified, full and half width, upper and lower case find each other', async () => {
      const { ask, catalog } = await holding([
        { name: 'hant', article: { title: '國務院發布新規', text: '臺灣ＡＢＣ公司。' } },
        { name: 'hans', article: { title: '国务院发布新规', text: '台湾abc公司。' } },
      ])
      for (const query of ['國務院', '国务院', '臺灣', '台湾', 'ABC', 'ａｂｃ', '發布', '"务院发布"']) {
        assert.equal((await ask(query)).length, 2, query)
      }
      await catalog.close()
    })

    test('what a dictionary would cut otherwise is found all the same, down to one character', async () => {
      const { ask, catalog } = await holding([
        { name: 'a', article: { title: '北京市朝阳区', text: '丁俊晖夺冠，赢了。' } },
      ])
      for (const query of ['北京', '京市', '市朝', '俊晖', '丁', '晖', '区', '赢', '夺冠']) {
        assert.deepEqual(await ask(query), ['a'], query)
      }
      assert.deepEqual(await ask('"冠赢"'), [])
      await catalog.close()
    })

    test('words of letters match whole, without accents and plurals', async () => {
      const { ask, catalog } = await holding([
        { name: 'en', article: { title: 'Cities ban cars', text: 'A café in São Paulo. Covid-19 rules.' } },
      ])
      for (const query of ['city', 'car', 'CARS', 'cafe', 'sao paulo', 'covid-19', '"covid 19"', 'são']) {
        assert.deepEqual(await ask(query), ['en'], query)
      }
      for (const query of ['ca', 'paul', '"paulo sao"']) assert.deepEqual(await ask(query), [], query)
      await catalog.close()
    })

    test('other scripts that write without spaces are found too', async () => {
      const { ask, catalog } = await holding([
        { name: 'ja', article: { title: '東京オリンピックの日程', text: '発表された。' } },
        { name: 'ko', article: { title: '서울에서 열린 회의', text: '대통령이 참석했다.' } },
      ])
      assert.deepEqual(await ask('オリンピック'), ['ja'])
      assert.deepEqual(await ask('東京'), ['ja'])
      assert.deepEqual(await ask('서울'), ['ko'])
      assert.deepEqual(await ask('대통령'), ['ko'])
      await catalog.close()
    })

    test('captions, authors, source, kicker and subtitle are searched', async () => {
      const { ask, catalog } = await holding([
        {
          name: 'a',
          article: {
            kicker: '独家报道',
            subtitle: '副题在此',
            source: '齐鲁晚报',
            authors: [{ name: '王小明', role: 'reporter' }],
            images: [{ url: 'https://news.example/1.jpg' as never, caption: '趵突泉全景' }],
          },
        },
      ])
      for (const query of ['独家', '副题', '齐鲁晚报', '王小明', '趵突泉', 'author:王小明']) {
        assert.deepEqual(await ask(query), ['a'], query)
      }
      assert.deepEqual(await ask('author:趵突泉'), [])
      await catalog.close()
    })

    test('a question gives the nearest, though nothing has all its words', async () => {
      const { ask, catalog } = await holding([
        { name: 'yes', article: { title: '战国无双3', text: '由光荣和欧米茄力量两家公司合作开发的游戏。' } },
        { name: 'no', article: { title: '天气', text: '明天有雨，气温下降。' } },
      ])
      assert.equal((await ask('《战国无双3》是由哪两个公司合作开发发行的？'))[0], 'yes')
      await catalog.close()
    })
  })

  describe('SearchIndex has what comes near', () => {
    test('of plain words few articles have together, the nearest follow, with the words they lack', async () => {
      const { search, names, catalog } = await holding([
        { name: 'all', article: { title: '援鄂医疗队返程', text: '包机接运。' } },
        { name: 'some', article: { title: '援鄂医疗队凯旋', text: '最高礼遇。' } },
        { name: 'none', article: { title: '天气预报', text: '明天有雨。' } },
      ])
      const options = { sort: 'relevance', cursor: null, limit: 20 } as const
      const page = await search.search(parseQuery('援鄂 医疗队 返程'), options)
      assert.deepEqual(
        page.items.map(({ id, missing }) => [names.get(id), missing]),
        [
          ['all', undefined],
          ['some', ['返程']],
        ],
      )
      assert.equal(page.total.value, 1)
      const asked = ['援鄂 医疗队 -返程', '"援鄂" OR 返程', 'title:返程 医疗队']
      for (const text of asked) {
        const { items } = await search.search(parseQuery(text), options)
        assert.ok(
          items.every((hit) => hit.missing === undefined),
          text,
        )
      }
      const newest = await search.search(parseQuery('援鄂 医疗队 返程'), { ...options, sort: 'newest' })
      assert.equal(newest.items.length, 1)
      await catalog.close()
    })
  })

  describe('SearchIndex forgives', () => {
    test('a slip in a word of letters that no article has', async () => {
      const { search, names, ask, catalog } = await holding([
        { name: 'a', article: { title: 'Olympic torch relay', text: 'In Nagasaki.' } },
        { name: 'b', article: { title: 'Weather', text: 'Rain tomorrow.' } },
      ])
      const options = { sort: 'relevance', cursor: null, limit: 20 } as const
      const { items } = await search.search(parseQuery('olimpic'), options)
      assert.deepEqual(
        items.map(({ id, missing }) => [names.get(id), missing]),
        [['a', ['olimpic']]],
      )
      assert.deepEqual(await ask('"olimpic torch"'), [])
      await catalog.close()
    })
  })

  describe('SearchIndex counts', () => {
    test('facets and histogram count all that matches, without what is withheld', async () => {
      const { search, snapshots, catalog } = await holding([
        {
          name: 'a',
          publishedAt: '2024-05-01',
          capturedAt: '2024-06-01T00:00:00Z',
          article: { title: '西昌火灾' },
          ties: { channel: channel('society') },
        },
        {
          name: 'b',
          publishedAt: '2024-05-03',
          capturedAt: '2024-06-01T00:00:00Z',
          article: { title: '西昌旅游' },
          ties: { channel: channel('travel') },
        },
        {
          name: 'c',
          publishedAt: '2024-05-03',
          capturedAt: '2024-06-01T00:00:00Z',
          article: { title: '西昌卫星' },
          ties: { channel: channel('society') },
        },
        { name: 'd', article: { title: '天气' }, ties: { channel: channel('society') } },
      ])
      const facets = await search.facets(parseQuery('西昌'))
      assert.equal(facets.total, 3)
      assert.deepEqual(facets.channel, [
        { value: 'society', count: 2 },
        { value: 'travel', count: 1 },
      ])
      assert.deepEqual(facets.reprint, [{ value: 'no', count: 3 }])
      assert.equal(facets.histogram?.unit, 'day')
      assert.deepEqual(
        facets.histogram?.buckets.map(({ count }) => count),
        [1, 0, 2],
      )
      const query = parseQuery('西昌')
      const without = [(snapshots.get('b') as Snapshot).id]
      const shown = await search.facets({ ...query, filter: { ...query.filter, without } })
      assert.equal(shown.total, 2)
      assert.deepEqual(shown.channel, [{ value: 'society', count: 2 }])
      const everything = await search.facets(parseQuery(''))
      assert.equal(everything.total, 4)
      const nothing = await search.facets(parseQuery('没有的'))
      assert.deepEqual([nothing.total, nothing.histogram], [0, null])
      await catalog.close()
    })
  })

  describe('SearchIndex takes any query that parses', () => {
    test('long, deep, negated or full of what is syntax elsewhere', async () => {
      const { ask, search, catalog } = await holding([
        { name: 'a', article: { title: '西昌 AND NEAR a* title' } },
      ])
      const queries = [
        Array.from({ length: 99 }, (_, n) => `词${n}`).join(' OR '),
        Array.from({ length: 99 }, (_, n) => `-w${n}`).join(' '),
        `${'('.repeat(20)}西昌 OR -b${')'.repeat(20)}`,
        '人民日报评论员文章'.repeat(100),
        'word '.repeat(99),
        '-(-西昌) -(a -b) OR -c',
        'NEAR(西昌 a) * ^a a* {title} : b + c',
        '西昌：？！《》“——”',
      ]
      for (const query of queries) await ask(query)
      const junk = fc.array(
        fc.constantFrom('西昌', 'a', '-', ' ', '(', ')', '"', 'OR ', '*', '年', "'", '\0', 'title:'),
      )
      await fc.assert(
        fc.asyncProperty(junk, async (parts) => {
          const query = tryParse(parts.join(''))
          for (const sort of ['relevance', 'oldest'] as const) {
            if (query) await search.search(query, { sort, cursor: null, limit: 5 })
          }
        }),
      )
      await catalog.close()
    })

    test('the nearest to a question are paged through in every order', async () => {
      const rows = Array.from({ length: 9 }, (_, n) => ({
        name: `${n}`,
        publishedAt: `2024-01-0${n + 1}`,
        capturedAt: '2024-02-01T00:00:00Z',
        article: { title: `西昌森林火灾 ${n}` },
      }))
      const { search, catalog } = await holding(rows)
      for (const text of ['西昌森林火灾是什么时候发生的？', '“西昌”火灾 扑火 队员 牺牲 原因 调查']) {
        for (const sort of ['relevance', 'newest', 'oldest'] as const) {
          const seen = new Set<string>()
          let cursor: string | null = null
          do {
            const page: Page<SearchHit> = await search.search(parseQuery(text), { sort, cursor, limit: 4 })
            for (const hit of page.items) seen.add(hit.id)
            cursor = page.next
          } while (cursor !== null)
          assert.equal(seen.size, 9, `${text} ${sort}`)
        }
      }
      await catalog.close()
    })
  })

  describe('SearchIndex filters', () => {
    test('by channel, outlet, author, site, language, days, reprints, revisions, state', async () => {
      const { ask, catalog, snapshots } = await holding([
        {
          name: 'a',
          host: 'www.one.example',
          outletSlug: 'one',
          publishedAt: '2024-01-05',
          capturedAt: '2024-01-05T12:00:00Z',
          article: { title: '共同词', outlet: '第一晚报', language: 'zh-Hans' },
          ties: { channel: channel('finance') },
        },
        {
          name: 'b',
          host: 'm.two.example',
          outletSlug: 'two',
          publishedAt: '2024-02-05',
          capturedAt: '2024-02-05T12:00:00Z',
          article: { title: '共同词', outlet: '第二日报', language: 'zh-Hant' },
          ties: { channel: channel('sport'), reprintOf: { parent: '0'.repeat(18) as never, containment: 1 } },
        },
        {
          name: 'c',
          host: 'cnone.example',
          outletSlug: 'three',
          publishedAt: '2024-03-05',
          capturedAt: '2024-03-05T12:00:00Z',
          article: { title: '共同词 shared', language: 'en' },
        },
      ])
      const c = snapshots.get('c') as Snapshot
      await catalog.recordVisit(c.articleId, {
        at: parseInstant('2024-04-01T00:00:00Z'),
        state: 'gone',
        captureId: null,
      })
      const expected: Record<string, string> = {
        'channel:finance': 'a',
        'channel:体育': 'b',
        'outlet:two': 'b',
        'outlet:第一': 'a',
        'outlet:第二日報': 'b',
        'site:one.example': 'a',
        'site:two.example': 'b',
        'site:example': 'abc',
        'lang:zh': 'ab',
        'lang:zh-hant': 'b',
        'lang:en': 'c',
        'before:2024-02-05': 'a',
        'after:2024-02-05': 'bc',
        'after:2024-02 before:2024-03': 'b',
        'reprint:no': 'ac',
        'state:gone': 'c',
        'revised:no': 'abc',
        'revised:yes': '',
        'lang:zh -第二': 'a',
      }
      for (const [filter, names] of Object.entries(expected)) {
        assert.equal((await ask(`共同词 ${filter}`)).toSorted().join(''), names, filter)
        if (!filter.includes('-第')) assert.equal((await ask(filter)).toSorted().join(''), names, filter)
      }
      await catalog.close()
    })
  })

  describe('SearchIndex orders', () => {
    test('a match in the title comes before one in the text', async () => {
      const { ask, catalog } = await holding([
        { name: 'text', article: { title: '今日要闻', text: '各地新闻。其中提到地震一事，其余从略。' } },
        { name: 'title', article: { title: '四川地震', text: '各地新闻，其余从略。再说一些别的事情。' } },
      ])
      assert.deepEqual(await ask('地震'), ['title', 'text'])
      await catalog.close()
    })

    test('of equal matches the newer comes first; newest and oldest sort by time', async () => {
      const days = ['2024-01-03', '2024-01-01', '2024-01-02']
      const { ask, catalog } = await holding(
        days.map((day) => ({
          name: day,
          publishedAt: day,
          capturedAt: '2024-01-04T00:00:00Z',
          article: { title: '地震' },
        })),
      )
      assert.deepEqual(await ask('地震'), days.toSorted().reverse())
      assert.deepEqual(await ask('地震', 'newest'), days.toSorted().reverse())
      assert.deepEqual(await ask('地震', 'oldest'), days.toSorted())
      assert.deepEqual(await ask('lang:zh', 'oldest'), days.toSorted())
      await catalog.close()
    })

    test('pages follow each other without gaps or doubles in every order', async () => {
      const rows = Array.from({ length: 17 }, (_, n) => ({
        name: `${n}`,
        publishedAt: `2024-01-0${1 + (n % 4)}`,
        capturedAt: '2024-01-09T00:00:00Z',
        article: { title: '地震', text: '余震。'.repeat(1 + (n % 3)) },
      }))
      const { search, catalog } = await holding(rows)
      for (const sort of ['relevance', 'newest', 'oldest'] as const) {
        const seen: string[] = []
        let cursor: string | null = null
        do {
          const page: Page<SearchHit> = await search.search(parseQuery('地震'), { sort, cursor, limit: 4 })
          seen.push(...page.items.map((hit) => hit.id))
          cursor = page.next
        } while (cursor !== null)
        assert.equal(seen.length, 17, sort)
        assert.equal(new Set(seen).size, 17, sort)
      }
      await catalog.close()
    })

    test('a cursor that no page gave is a RangeError, never a failure of the engine', async () => {
      const { search, catalog } = await holding([{ name: 'a', article: { title: '地震' } }])
      const forged = (json: string) => Buffer.from(json).toString('base64url')
      for (const sort of ['relevance', 'newest', 'oldest'] as const) {
        for (const cursor of ['x', ...['[1e300]', '[-1]', '[0.5]', '[1e999]', '["1"]', '[1]]'].map(forged)]) {
          const page = { sort, cursor, limit: 4 }
          await assert.rejects(search.search(parseQuery('地震'), page), RangeError, `${sort} ${cursor}`)
        }
      }
      await catalog.close()
    })
  })

  describe('SearchIndex keeps up', () => {
    test('only the newest snapshot of an article is found; a removed one is not', async () => {
      const { catalog, search } = await open()
      const first = sampleSnapshot({ path: '/1', capturedAt: '2024-01-01T00:00:00Z', title: '旧题目' })
      const second = sampleSnapshot({
        path: '/1',
        capturedAt: '2024-01-02T00:00:00Z',
        title: '新标题',
        revision: 2,
      })
      const ask = async (text: string) => {
        const page = await search.search(parseQuery(text), { sort: 'relevance', cursor: null, limit: 5 })
        return page.items.map((hit) => hit.id)
      }
      await catalog.record({ snapshot: first, connections: noTies, fingerprints: new Uint32Array() })
      assert.deepEqual(await ask('旧题目'), [first.id])
      await catalog.record({ snapshot: second, connections: noTies, fingerprints: new Uint32Array() })
      assert.deepEqual(await ask('旧题目'), [])
      assert.deepEqual(await ask('新标题'), [second.id])
      await catalog.remove(second.id)
      assert.deepEqual(await ask('新标题'), [])
      assert.deepEqual(await ask('旧题目'), [first.id])
      await catalog.close()
    })

    test('articles like a text are found, those excluded left out', async () => {
      const text = '凉山州西昌市发生森林火灾，扑火队员转场途中失联，十九人牺牲。'
      const { search, catalog, names, snapshots } = await holding([
        { name: 'self', article: { title: '西昌森林火灾十九人牺牲', text } },
        {
          name: 'like',
          article: { title: '西昌火灾牺牲队员追悼', text: '凉山州为森林火灾中牺牲的扑火队员举行悼念。' },
        },
        { name: 'unlike', article: { title: '股市收盘', text: '沪指上涨百分之一。' } },
      ])
      const self = snapshots.get('self') as Snapshot
      const hits = await search.moreLikeThis(
        { title: self.article.title, text },
        { limit: 5, exclude: [self.id] },
      )
      assert.deepEqual(
        hits.map((hit) => names.get(hit.id)),
        ['like'],
      )
      assert.ok((hits[0]?.score ?? 0) > 0)
      await catalog.close()
    })

    test('articles like a text are asked for since a day', async () => {
      const text = '凉山州西昌市发生森林火灾。'
      const { search, catalog, names } = await holding([
        {
          name: 'before',
          article: { title: '西昌森林火灾', text, publishedAt: parseNewsTime('2020-03-30T09:00:00Z') },
        },
        {
          name: 'since',
          article: { title: '西昌森林火灾', text, publishedAt: parseNewsTime('2020-04-02T09:00:00Z') },
        },
      ])
      const from = parseInstant('2020-04-01T00:00:00Z')
      const hits = await search.moreLikeThis({ title: '', text }, { limit: 5, exclude: [], from })
      assert.deepEqual(
        hits.map((hit) => names.get(hit.id)),
        ['since'],
      )
      await catalog.close()
    })
  })
}

function tryParse(text: string): ReturnType<typeof parseQuery> | null {
  try {
    return parseQuery(text)
  } catch {
    return null
  }
}

interface Row {
  readonly name: string
  readonly article: Partial<Article>
  readonly host?: string
  readonly outletSlug?: string
  readonly publishedAt?: string
  readonly capturedAt?: string
  readonly ties?: Partial<Connections>
}

interface Held extends Omit<OpenedCatalog, 'reopen'> {
  readonly names: ReadonlyMap<string, string>
  readonly snapshots: ReadonlyMap<string, Snapshot>
  ask(text: string, sort?: 'relevance' | 'newest' | 'oldest'): Promise<string[]>
}
