import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type PageHint, parseHttpUrl, parseInstant, parseSelector } from '#model'
import { extractArticle } from './extract-article.ts'

const url = parseHttpUrl('https://paper.example/2024/09/02/1.html')
const sentence = (n: number) =>
  `Paragraph ${n}: the harbour board met on Monday, heard eleven people, and put the decision off until spring.`
const page = `<html lang="en"><head><title>The Paper</title></head><body>
  <h1>The Paper</h1><div class="strap">Harbour decision put off</div><div class="who">Ruth Amsel and Ole Brandt</div>
  <div class="when" data-x="1">1 September 2024</div>
  <div id="promo"><p>${sentence(1)}</p><p>${sentence(2)}</p><p>${sentence(3)}</p><p>${sentence(4)}</p></div>
  <div id="story"><p>${sentence(5)}</p><p>${sentence(6)}</p></div></body></html>`

function read(hints: readonly PageHint[], capturedAt = '2024-09-03T00:00:00.000Z') {
  const context = { url, contentType: 'text/html', capturedAt: parseInstant(capturedAt), hints }
  const extraction = extractArticle(Buffer.from(page), context)
  return extraction.kind === 'article' ? extraction : assert.fail(extraction.why.detail)
}

const hint: PageHint = {
  title: parseSelector('.strap'),
  body: parseSelector('body #story'),
  authors: parseSelector('div.who'),
  publishedAt: parseSelector('[data-x="1"]'),
}

describe("an operator's hints", () => {
  test('come before what the page says itself', () => {
    const { article, evidence } = read([hint])
    assert.equal(article.title, 'Harbour decision put off')
    assert.equal(article.text, `${sentence(5)}\n${sentence(6)}`)
    assert.deepEqual(
      article.authors.map(({ name }) => name),
      ['Ruth Amsel', 'Ole Brandt'],
    )
    assert.equal(article.publishedAt, '2024-09-01')
    assert.equal(evidence.title?.rule, 'hint .strap')
    assert.ok(evidence.title!.sure >= 0.97 && evidence.authors!.sure >= 0.97)
    assert.equal(evidence.body?.where, 'html/body/div[5]')
  })

  test('hold from the first to the last of their days, those included', () => {
    const dated = { ...hint, from: '2024-09-03', until: '2024-09-03' }
    assert.equal(read([dated]).article.title, 'Harbour decision put off')
    for (const day of ['2024-09-02T23:59:59.999Z', '2024-09-04T00:00:00.000Z'])
      assert.notEqual(read([dated], day).article.title, 'Harbour decision put off')
  })

  test('that find nothing leave the general rules as they are', () => {
    const none = Object.fromEntries(Object.keys(hint).map((part) => [part, parseSelector('.gone')]))
    assert.deepEqual(read([none]), read([]))
  })

  test('are asked in their order, until one finds something', () => {
    const hints = [{ title: parseSelector('h3') }, { title: parseSelector('.when') }, hint]
    assert.equal(read(hints).article.title, '1 September 2024')
  })

  test('may point at what only machines are told', () => {
    const html = page.replace('</head>', '<meta name="x-title" content="The decision"></head>')
    const hints = [{ title: parseSelector('meta[name=x-title]') }]
    const extraction = extractArticle(Buffer.from(html), { url, contentType: 'text/html', hints })
    assert.equal(extraction.kind === 'article' && extraction.article.title, 'The decision')
  })
})
