import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type Article, type Evidence, parseHttpUrl } from '#model'
import { extractArticle } from './extract-article.ts'
import { parsePage } from './page-tree.ts'
import { nodeAt, placeOf } from './place-of.ts'

const url = parseHttpUrl('https://news.example/sport/2024/09/02/1.html')
const words = '市体育中心二期工程昨日完工，新馆设座位八千个，下月起向市民开放，票价不变。'

function read(html: string): { article: Article; evidence: Evidence } {
  const extraction = extractArticle(Buffer.from(html), { url, contentType: 'text/html; charset=utf-8' })
  return extraction.kind === 'article' ? extraction : assert.fail(extraction.why.detail)
}

function page({ head = '', line = '2024-09-02 08:30 来源：海滨日报', start = '' } = {}): string {
  return `<html lang="zh-CN"><head><title>新馆下月开放_滨海新闻网</title>${head}</head><body>
    <div>滨海新闻网 &gt; 体育 &gt; 正文</div>
    <h1>新馆下月开放</h1><div><span>a</span></div><div>${line}</div>
    <div><p>${start}${words}</p><p>${words}</p><p>${words}（记者 陈小丽）</p></div></body></html>`
}

describe('evidence', () => {
  test('stands for every field that was found, with a rule, a place and a certainty between 0 and 1', () => {
    const { article, evidence } = read(
      page({
        head: `<link rel="canonical" href="${url}"><meta name="keywords" content="体育,新馆">`,
        start: '本报讯 ',
      }),
    )
    const told = Object.entries(article).filter(([, value]) =>
      Array.isArray(value) ? value.length > 0 : value !== null && value !== '',
    )
    const fields = told.map(([field]) => field).filter((field) => field !== 'complete')
    assert.deepEqual(Object.keys(evidence).sort(), fields.sort())
    for (const [field, { rule, where, sure }] of Object.entries(evidence)) {
      assert.ok(rule !== '' && where !== '', field)
      assert.ok(sure > 0 && sure <= 1, field)
    }
  })

  test('names the element by its place among its like', () => {
    const { evidence } = read(page())
    assert.equal(evidence.title?.where, 'html/body/h1')
    assert.equal(evidence.source?.where, 'html/body/div[3]')
    assert.equal(evidence.body?.where, 'html/body/div[4]')
    assert.equal(evidence.authors?.where, 'html/body/div[4]/p[3]')
    assert.equal(evidence.section?.where, 'html/body/div[1]')
  })

  test('names JSON by its script and path', () => {
    const linked = {
      '@graph': [{ '@type': 'Organization' }, { '@type': 'NewsArticle', datePublished: '2024-09-02' }],
    }
    const { evidence } = read(
      page({
        head: `<script>var a</script><script type="application/ld+json">${JSON.stringify(linked)}</script>`,
        line: '滨海新闻网',
      }),
    )
    assert.deepEqual(evidence.publishedAt?.where, "script[2]$['@graph'][1].datePublished")
  })

  test('is surer where the page agrees with itself, and less where it does not', () => {
    const alone = read(page()).evidence.source!.sure
    const agreed = read(page({ head: '<meta name="source" content="海滨日报">' })).evidence.source!.sure
    const denied = read(page({ head: '<meta name="source" content="山城晚报">' })).evidence.source!.sure
    assert.ok(denied < alone && alone < agreed, `${denied} < ${alone} < ${agreed}`)
  })

  test('of a source that is another outlet is evidence for a reprint too, but less', () => {
    const { evidence } = read(page())
    assert.equal(evidence.reprintedFrom?.rule, '来源 is another outlet')
    assert.ok(evidence.reprintedFrom!.sure < evidence.source!.sure)
  })
})

describe('paths', () => {
  const pages = globSync('test/pages/*/*/page.html', { cwd: join(import.meta.dirname, '../..') })
  test('lead back to their element, for every element of the golden pages', () => {
    for (const each of pages) {
      const tree = parsePage(readFileSync(join(import.meta.dirname, '../..', each), 'latin1'))
      for (const node of tree.nodes) {
        if (node.tag === '#text' || node.tag === '#root') continue
        assert.equal(nodeAt(tree.root, placeOf(node)), node)
      }
    }
  })

  test('that are none lead nowhere', () => {
    const { root } = parsePage('<p>a<p>b')
    for (const place of ['', 'p[3]', 'p[0]', 'p[', 'html/p', 'p//b']) assert.equal(nodeAt(root, place), null)
  })
})
