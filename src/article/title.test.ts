import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseHttpUrl } from '#model'
import { readFacts } from './page-facts.ts'
import { readSegments } from './page-text.ts'
import { parsePage } from './page-tree.ts'
import { readTextHead } from './text-head.ts'
import { findTitle } from './title.ts'

function titleOf(html: string): string | undefined {
  const tree = parsePage(html)
  const segments = readSegments(tree, (node) => node.tag === 'head' || node.tag === 'script')
  return findTitle(tree, segments, readFacts(tree, parseHttpUrl('https://news.example/1')))?.title
}

const linked = (headline: string) =>
  `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline })}</script>`

describe('the title', () => {
  test('is the heading that the window title begins with', () => {
    assert.equal(
      titleOf('<title>River bursts its banks | Example</title><h1>River bursts its banks</h1>'),
      'River bursts its banks',
    )
  })

  test('is not the last step of a breadcrumb set as an h1 where an h2 says what is claimed', () => {
    const page = `<title>Flood: how the river burst its banks</title><meta property="og:title" content="The night the river came">
      <nav class="breadcrumb"><h1>Flood: how the river burst its banks</h1></nav><article><h2>The night the river came</h2></article>`
    assert.equal(titleOf(page), 'The night the river came')
  })

  test('is what JSON-LD and Open Graph agree on, also where the page shows a variant', () => {
    const page = `${linked('Council votes for the bridge')}<meta property="og:title" content="Council votes for the bridge">
      <title>Bridge: council has voted</title><h1>Bridge: council has voted</h1>`
    assert.equal(titleOf(page), 'Council votes for the bridge')
  })

  test('is the whole heading where what both agree on is cut short', () => {
    const cut = 'A headline that goes on for so long that search engines would rather not …'
    const page = `${linked(cut)}<meta property="og:title" content="${cut}"><h1>${cut.slice(0, -2)} show it whole</h1>`
    assert.match(titleOf(page) ?? '', /show it whole$/)
  })

  test('is the heading where only the share title differs', () => {
    const page = `${linked('Bridge to be built')}<meta property="og:title" content="You will not believe this bridge">
      <title>Bridge to be built - Example</title><h1>Bridge to be built</h1>`
    assert.equal(titleOf(page), 'Bridge to be built')
  })

  test('leaves a kicker out that stands in an element of its own within the heading', () => {
    const page = `<meta property="og:title" content="The night the river came"><title>The night the river came</title>
      <h1><span>Flood in the valley</span><span>The night the river came</span></h1>`
    assert.equal(titleOf(page), 'The night the river came')
  })
})

describe('肩题 and 副题 in the head that a text repeats', () => {
  const partsOf = (lines: readonly string[]) => {
    const tree = parsePage(
      `<h1>大桥今日正式通车</h1><p>2024-05-01 09:00 来源：某报</p>${lines.map((each) => `<p>${each}</p>`).join('')}<p>历时五年建成的大桥今天上午正式通车，首批车辆驶过桥面。</p>`,
    )
    const segments = readSegments(tree, () => false)
    return readTextHead(segments, tree.nodes.find((each) => each.tag === 'h1')!, '大桥今日正式通车')
  }

  test('stand before and behind the line that is the title again', () => {
    assert.deepEqual(partsOf(['历时五年 跨越天堑', '大桥今日正式通车', '首日车流过万']), {
      kicker: '历时五年 跨越天堑',
      subtitle: '首日车流过万',
    })
  })

  test('a line of two clauses is a 副题, a column in 【】 a 肩题, a by-line neither', () => {
    assert.deepEqual(
      partsOf(['两岸居民往来便捷 物流成本明显下降']).subtitle,
      '两岸居民往来便捷 物流成本明显下降',
    )
    assert.deepEqual(partsOf(['【基建新观察】']).kicker, '【基建新观察】')
    assert.deepEqual(partsOf(['本报记者 张三 李四']), { kicker: null, subtitle: null })
  })
})
