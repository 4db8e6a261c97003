import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Access } from '#access'
import type { SnapshotId } from '#model'
import { decide } from '#pipeline'
import { look } from '../../src/pipeline/visit.ts'
import { dueArticle, type House, openTestHouse, paperOutlet } from './house-fixture.ts'

const signal = new AbortController().signal
const site = 'https://www.paper.example'
const crack = '检测发现第三号桥墩有一道两厘米宽的裂缝，继续通车会有危险。'
const toned = '检测发现个别构件需要维护，不影响整体结构。'
const bridge = (sentence: string) => [
  '云岭县交通局三日上午宣布，跨江的老石桥即日起封闭维修，工期预计四个月。',
  '施工期间，行人可以从下游的浮桥过江，公交车辆改走新城大桥，另有两班渡船。',
  `局长周望川说，${sentence}`,
  '维修费用约一千二百万元，由省里承担六成，其余由县里和桥头镇分担。',
]
const market = [
  '南湾区的花市今年移到体育公园，共设三百二十个摊位，腊月二十五开市。',
  '往年最受欢迎的水仙和金橘仍在入口两侧，停车场增加到八百个车位。',
]

const page = (
  title: string,
  paragraphs: readonly string[],
) => `<!doctype html><html lang="zh"><head><meta charset="utf-8">
<title>${title}</title><meta property="og:type" content="article"></head><body><article><h1>${title}</h1>
<time datetime="2026-01-05T07:00:00Z">2026-01-05 15:00</time>${paragraphs.map((text) => `<p>${text}</p>`).join('')}</article></body></html>`

interface Held {
  readonly house: House
  readonly first: SnapshotId
  readonly second: SnapshotId
  readonly reprint: SnapshotId
}

async function hold(): Promise<Held> {
  const house = await openTestHouse()
  await house.parts.outlets.save(paperOutlet())
  const take = async (url: string, title: string, paragraphs: readonly string[], visitCount = 0) => {
    house.fetcher.answer(url, { body: page(title, paragraphs) })
    const { snapshotId } = await look(dueArticle(url, { visitCount }), house.parts, signal)
    return snapshotId as SnapshotId
  }
  const first = await take(`${site}/2026/bridge.html`, '老石桥封闭维修', bridge(crack))
  await take(`${site}/2026/market.html`, '花市开市', market)
  const reprint = await take('https://portal.example/copy.html', '老石桥今起封闭', bridge(crack))
  house.clock.forward(3_600_000)
  const second = await take(`${site}/2026/bridge.html`, '老石桥封闭维修', bridge(toned), 1)
  return { house, first, second, reprint }
}

const relevance = { sort: 'relevance', cursor: null, limit: 10 } as const

describe('a passage', () => {
  let held: Held
  let access: Access
  before(async () => {
    held = await hold()
    access = held.house.access
  })
  after(() => held.house.close())

  test('too long for a query is counted by the articles that have it', async () => {
    const passage = bridge(crack).join('').padEnd(1200, '施工期间，行人可以从下游的浮桥过江。')
    const { items } = await access.search(passage, relevance)
    const facets = await access.searchFacets(passage, {})
    assert.ok(items.length > 0)
    assert.equal(facets.total, items.flatMap(({ summary, reprints }) => [summary, ...reprints]).length)
    assert.deepEqual(facets.outlet.map(({ value }) => value).toSorted(), ['paper', 'portal-example'])
  })

  test('that was taken out: since when, until when, what took its place, and where it survives', async () => {
    const found = await access.searchChanges(crack, { limit: 10 })
    const of = (id: SnapshotId) => found.find(({ spans }) => spans[0]?.since === id)
    assert.equal(found.length, 2)
    assert.equal(of(held.first)?.spans[0]?.until, held.second)
    assert.match(
      of(held.first)
        ?.change?.map(({ kind, text }) => (kind === 'added' ? text : ''))
        .join('') ?? '',
      /个别构件/,
    )
    assert.equal(of(held.reprint)?.spans[0]?.until, null)
    assert.equal(of(held.reprint)?.change, null)
  })

  test('that was never there has no history', async () => {
    assert.deepEqual(await access.searchChanges('县长昨天宣布老石桥将改建成博物馆', { limit: 10 }), [])
  })

  const edits: Readonly<Record<string, string>> = {
    whole: bridge(crack).join('\n'),
    'with words changed': bridge(crack)
      .join('\n')
      .replace('即日起', '今天起')
      .replace('四个月', '半年')
      .replace('两班', '三班'),
    'with a sentence dropped': bridge(crack).toSpliced(1, 1).join('\n'),
    'in Traditional Chinese': '雲嶺縣交通局三日上午宣布，跨江的老石橋即日起封閉維修，工期預計四個月。',
    'with a quotation that was cut': `“${bridge(crack)[0]}`,
    'with a colon and a dash in it': `通报：${bridge(crack)[0]}——${bridge(crack)[1]}`,
  }
  for (const [name, text] of Object.entries(edits)) {
    test(`pasted ${name} finds the article first, with how much of it is there`, async () => {
      const { items } = await access.search(text, relevance)
      const [top] = items
      assert.ok(top?.summary.url.includes('bridge') || top?.summary.url.includes('copy'))
      assert.ok((top?.excerpt.contained ?? 0) > 0.6)
      assert.ok(top?.excerpt.pieces.some((piece) => piece.matched))
      assert.ok(items.every(({ summary, excerpt }) => !summary.url.includes('market') || !excerpt.contained))
    })
  }

  test('as long as a page is no query that is too long', async () => {
    const text = bridge(crack).join('\n').repeat(12)
    assert.ok(text.length > 1000)
    const { items } = await access.search(text, relevance)
    assert.deepEqual(
      [items[0]?.excerpt.contained, items[0]?.reprints.map(({ id }) => id)],
      [1, [held.reprint]],
    )
  })

  test('is not looked for where a query has operators, or another order is asked for', async () => {
    const text = `${bridge(crack)[0]} outlet:paper`
    assert.ok(
      (await access.search(text, relevance)).items.every(({ excerpt }) => excerpt.contained === undefined),
    )
    const newest = await access.search(bridge(crack)[0] as string, { ...relevance, sort: 'newest' })
    assert.ok(newest.items.every(({ excerpt }) => excerpt.contained === undefined))
  })

  test('of a withheld revision is told of nowhere, and of its reprint still', async () => {
    await decide(
      { kind: 'withhold', caseNumber: null, snapshots: [held.first], reason: 'privacy', law: null },
      held.house.parts,
    )
    const found = await access.searchChanges(crack, { limit: 10 })
    assert.deepEqual(
      found.map(({ summary }) => summary.id),
      [held.reprint],
    )
  })
})
