import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseQuery } from '#catalog'
import { parseSnapshotId } from '#model'
import { channel, noTies, sampleArticle, sampleSnapshot } from './catalog-samples.ts'
import type { OpenedCatalog } from './catalog-store.ts'

const authors = (...names: string[]) => names.map((name) => ({ name, role: 'reporter' as const }))
const articles = [
  { title: '张文宏答记者问', authors: authors('王小明', '单田'), region: '武汉' },
  { title: '张文宏谈防疫', authors: authors('王小明'), region: '武汉' },
  { title: 'Olympic torch in Nagasaki', authors: authors('Jane Doe'), region: '长崎' },
]

/** What every engine of `SearchIndex` promises about names, misspelt words and scores. */
export function searchSuggestionsContract(open: () => Promise<OpenedCatalog>): void {
  async function holding() {
    const { catalog, search } = await open()
    const ids: string[] = []
    for (const [index, { region, ...fields }] of articles.entries()) {
      const snapshot = sampleSnapshot({ path: `/${index}`, article: sampleArticle(fields) })
      ids.push(snapshot.id)
      const connections = { ...noTies, channel: channel('society'), region }
      await catalog.record({ snapshot, connections, fingerprints: new Uint32Array() })
    }
    const names = async (typed: string, without: readonly string[] = []) => {
      const found = await search.suggest(typed, { limit: 9, without: without.map(parseSnapshotId) })
      return found.map(({ kind, name, count }) => `${kind} ${name} ${count}`)
    }
    return { catalog, search, ids, names }
  }

  describe('SearchIndex suggests', () => {
    test('authors, people in headlines and places, in characters, in pinyin and by initials', async () => {
      const { names, catalog } = await holding()
      assert.deepEqual(await names('王'), ['author 王小明 2'])
      for (const typed of ['wangxiaoming', 'wang xiao', 'wxm']) assert.equal((await names(typed)).length, 1)
      assert.deepEqual(await names('zhangwenhong'), ['person 张文宏 2'])
      assert.deepEqual(await names('wuhan'), ['place 武汉 2'])
      assert.deepEqual(await names('shant'), ['author 单田 1'])
      assert.deepEqual(await names('doe'), ['author Jane Doe 1'])
      assert.deepEqual(await names('x'.repeat(500)), [])
      assert.deepEqual(await names(''), [])
      await catalog.close()
    })

    test('nothing of what is withheld or removed', async () => {
      const { names, ids, catalog } = await holding()
      assert.deepEqual(await names('王小明', [ids[0] as string]), ['author 王小明 1'])
      assert.deepEqual(await names('单田', [ids[0] as string]), [])
      await catalog.remove(parseSnapshotId(ids[0] as string))
      assert.deepEqual(await names('单田'), [])
      assert.deepEqual(await names('武汉'), ['place 武汉 1'])
      await catalog.close()
    })
  })

  describe('SearchIndex tells', () => {
    const request = { sort: 'relevance', cursor: null, limit: 9 } as const

    test('what was meant by words that no article has: a slip less, a name for its pinyin', async () => {
      const { search, catalog } = await holding()
      const meant = async (text: string) => (await search.search(parseQuery(text), request)).meant
      assert.deepEqual(await meant('olimpic'), [{ typed: 'olimpic', meant: 'olympic' }])
      assert.deepEqual(await meant('zhangwenhong 防疫'), [{ typed: 'zhangwenhong', meant: '张文宏' }])
      assert.equal(await meant('olympic'), undefined)
      assert.equal(await meant('没有的词'), undefined)
      await catalog.close()
    })

    test('how a score came about; recency can be switched off', async () => {
      const { search, catalog } = await holding()
      const query = parseQuery('张文宏 防疫')
      for (const recency of [true, false]) {
        const { items } = await search.search(query, { ...request, explain: true, recency })
        const [{ score, explanation } = { score: 0 }] = items
        assert.ok(explanation)
        const { index, words, closeness, titleOrder, terms } = explanation
        const sum = (index + words + closeness + titleOrder) * explanation.recency
        assert.ok(Math.abs(sum - score) < 1e-9)
        const points = terms.reduce((all, term) => all + term.points, 0)
        assert.ok(Math.abs(points - words) < 1e-9)
        assert.equal(explanation.recency > 1, recency)
      }
      const plain = await search.search(query, request)
      assert.equal(plain.items[0]?.explanation, undefined)
      await catalog.close()
    })

    test('counts by author, and by the unit of time that was asked for', async () => {
      const { search, catalog } = await holding()
      const facets = await search.facets(parseQuery('张文宏'), { unit: 'year' })
      assert.deepEqual(facets.author, [
        { value: '王小明', count: 2 },
        { value: '单田', count: 1 },
      ])
      assert.equal(facets.histogram?.unit, 'year')
      await catalog.close()
    })
  })
}
