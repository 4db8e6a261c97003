import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { extractArticle } from './extract-article.ts'
import { isNextOf } from './next-page.ts'

const url = parseHttpUrl('https://news.example/2024/story.html')
const paragraph =
  'The council voted on Tuesday, after a long debate, to keep the old bridge open to traffic until the new one is built.'

function read(html: string) {
  return extractArticle(Buffer.from(html), { url, contentType: 'text/html; charset=utf-8' })
}

function article(html: string) {
  const extraction = read(html)
  assert.equal(extraction.kind, 'article')
  return extraction.kind === 'article' ? extraction.article : assert.fail()
}

const start = `<html lang="en"><title>Bridge stays open</title><body><h1>Bridge stays open</h1>`

describe('time', () => {
  test('is short for lines of digits and of months, which may be dates in very many ways', () => {
    for (const line of [
      '1'.repeat(90),
      `2013${'1'.repeat(80)}x`,
      `${'dec'.repeat(25)} 2013`,
      '11 '.repeat(29),
    ])
      article(`${start}<div><p>${line}</p>${`<p>${paragraph}</p>`.repeat(3)}</div>`)
  })
})

describe('pictures', () => {
  const linked = (image: unknown) =>
    `<script type="application/ld+json">${JSON.stringify({ '@type': 'NewsArticle', headline: 'Bridge stays open', image })}</script>`
  const body = `<div class="article-body"><p>${paragraph}</p><img src="/photos/bridge-1200x800.jpg" alt=""><p>${paragraph}</p></div>`

  test('have the captions that JSON-LD gives them where they show none', () => {
    const image = { '@type': 'ImageObject', url: '/photos/bridge.jpg', caption: 'The old <i>bridge</i>.' }
    assert.deepEqual(article(`${start}${linked([image])}${body}`).images, [
      { url: 'https://news.example/photos/bridge-1200x800.jpg', caption: 'The old bridge.' },
    ])
  })

  test('have the captions that they are shown with, whatever JSON-LD says', () => {
    const image = { '@type': 'ImageObject', url: '/photos/bridge.jpg', caption: 'Elsewhere.' }
    const shown = body.replace(/<img[^>]*>/, '<figure>$&<figcaption>As it is.</figcaption></figure>')
    assert.equal(article(`${start}${linked([image])}${shown}`).images[0]?.caption, 'As it is.')
  })
})

describe('the body', () => {
  test('keeps headings, lists, quotations, tables and marks', () => {
    const { body } =
      article(`${start}<div class="article-body"><p>${paragraph} <b>Bold</b> and <a href="/x">a link</a>.</p>
      <h2>Why now</h2><p>${paragraph}</p><ul><li>One reason.</li><li>Another reason.</li></ul>
      <blockquote><p>“We need it,” she said.</p></blockquote>
      <table><tr><th>Year</th><th>Cars</th></tr><tr><td>2023</td><td>10,000</td></tr></table><p>${paragraph}</p></div>`)
    assert.deepEqual(
      body.map((each) => each.kind),
      ['paragraph', 'heading', 'paragraph', 'list', 'quotation', 'table', 'paragraph'],
    )
    assert.deepEqual(body[0]?.kind === 'paragraph' && body[0].runs.slice(1, 4), [
      { text: 'Bold', mark: 'strong' },
      { text: ' and ' },
      { text: 'a link', href: 'https://news.example/x' },
    ])
  })

  test('is split at line breaks where an outlet sets no paragraphs', () => {
    const { body } = article(`${start}<div>${paragraph}<br><br>${paragraph}<br><br>${paragraph}</div>`)
    assert.equal(body.length, 3)
  })

  test('is what the page shows without scripts, where it shows hardly anything with them', () => {
    const bars = '<div id="app"><a href="/">News</a> <a href="/sport">Sport</a></div>'
    const { text } = article(
      `${start}${bars}<noscript><article>${`<p>${paragraph}</p>`.repeat(6)}</article></noscript>`,
    )
    assert.equal(text, Array(6).fill(paragraph).join('\n'))
    const asking = read(`${start}${bars}<noscript>Please turn on JavaScript to read this page.</noscript>`)
    assert.equal(asking.kind, 'not-an-article')
  })

  test('is that of the article element with the heading, however long the next teaser is', () => {
    const teaser = `<a href="/other">Another bridge is closed</a><p>${paragraph} ${paragraph} ${paragraph}</p>`
    const own = `${paragraph} ${paragraph}`
    const { text } = article(
      `<html lang="en"><title>Bridge stays open</title><main><article><h1>Bridge stays open</h1><div class="text"><p>${own}</p></div></article><div class="stream"><div class="item">${teaser}</div></div></main>`,
    )
    assert.equal(text, own)
  })

  test('begins with the paragraphs beside the element that holds the rest', () => {
    const { text } = article(
      `${start}<div><p>First. ${paragraph}</p><div class="paywall">${`<p>${paragraph}</p>`.repeat(9)}</div></div>`,
    )
    assert.equal(text.split('\n')[0], `First. ${paragraph}`)
    assert.equal(text.split('\n').length, 10)
  })

  test('has no card of another article between its paragraphs', () => {
    const card = `<article><img src="/t.jpg"><h3><a href="/other">Another bridge is closed for the whole summer</a></h3><span>See more</span></article>`
    const { text, images } = article(
      `${start}<article><p>${paragraph}</p>${card}<p>${paragraph}</p>${card}<p>${paragraph}</p></article>`,
    )
    assert.equal(text, [paragraph, paragraph, paragraph].join('\n'))
    assert.equal(images.length, 0)
  })

  test('has the paragraphs that stand beside the pictures of a list of things', () => {
    const thing = (name: string) =>
      `<div class="item"><h2>${name}</h2><figure><img src="/${name}.jpg"><div><p>It keeps the rain out.</p><p>Two people fit under it.</p></div></figure></div>`
    const { body } = article(
      `${start}<article><p>${paragraph}</p>${thing('Umbrella')}${thing('Tent')}</article>`,
    )
    assert.equal(body.filter((each) => each.kind === 'paragraph').length, 5)
    assert.ok(body.every((each) => each.kind !== 'figure' || each.caption === null))
  })

  test('has no scripts, styles or hidden text', () => {
    const { text } = article(
      `${start}<div><p>${paragraph}</p><script>var secret</script><style>p{}</style><p style="display:none">hidden</p><p>${paragraph}</p></div>`,
    )
    assert.equal(text, `${paragraph}\n${paragraph}`)
  })

  test('has its addresses resolved against the base element', () => {
    const page = `<head><base href="https://cdn.example/a/"></head>${start}<p>${paragraph}</p><img src="i.jpg"><p>${paragraph}</p>`
    assert.equal(article(page).images[0]?.url, 'https://cdn.example/a/i.jpg')
  })

  test('is found in a page without html and body elements', () => {
    assert.equal(article(`<h1>Bridge</h1><p>${paragraph}</p><p>${paragraph}</p>`).body.length, 2)
  })

  test('every field that is found has its evidence', () => {
    const extraction = read(`${start}<div><p>${paragraph}</p><p>${paragraph}</p></div>`)
    assert.ok(extraction.kind === 'article' && extraction.evidence.title && extraction.evidence.body)
  })
})

describe('what is no article', () => {
  const reasonOf = (bytes: Uint8Array, contentType: string | null) => {
    const extraction = extractArticle(bytes, { url, contentType })
    return extraction.kind === 'not-an-article' ? extraction.why.reason : null
  }
  test('no bytes', () => assert.equal(reasonOf(Buffer.of(), 'text/html'), 'empty'))
  test('a picture', () => assert.equal(reasonOf(Buffer.from('x'), 'image/png'), 'not-html'))
  test('a page of many megabytes', () =>
    assert.equal(reasonOf(Buffer.alloc(13_000_000), 'text/html'), 'too-large'))
  test('an error page', () => {
    const page = '<title>404 Not Found</title><h1>Not Found</h1><p>The page is not here.</p>'
    assert.equal(reasonOf(Buffer.from(page), 'text/html'), 'error-page')
  })
})

describe('the next page of a paged article', () => {
  const isNext = (here: string, there: string) => isNextOf(parseHttpUrl(here), parseHttpUrl(there))
  test('differs in its number alone', () => {
    assert.ok(isNext('https://a.example/2024/1001.html', 'https://a.example/2024/1001_2.html'))
    assert.ok(isNext('https://a.example/2024/1001_2.html', 'https://a.example/2024/1001_3.html'))
    assert.ok(isNext('https://a.example/story?id=7', 'https://a.example/story?id=7&page=2'))
    assert.ok(isNext('https://a.example/story', 'https://a.example/story/2'))
  })
  test('is no other article', () => {
    assert.ok(!isNext('https://a.example/2024/1001.html', 'https://a.example/2024/1002.html'))
    assert.ok(!isNext('https://a.example/2024/1001_2.html', 'https://a.example/2024/1001.html'))
  })
})

describe('hostile bytes', () => {
  const pieces = fc.constantFrom(
    '<p>',
    '</p>',
    '<div class="article">',
    '</div>',
    '<table><tr><td>',
    '<h1>',
    '</h1>',
    '<br>',
    '&#0;',
    '&#x110000;',
    '<a href="javascript:x">',
    '<img srcset=", ,x 9w,">',
    '<script type="application/ld+json">{"@type":"NewsArticle"',
    '</script>',
    '<title>',
    '记者 张三',
    '2024-99-99',
    '来源：',
    '<!--',
    '<![CDATA[',
    '\u0000',
    paragraph,
    '<blockquote>',
    '<ul><li>',
    '<time datetime="x">',
  )
  test('any markup gives a value', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => Boolean(read(parts.join('')).kind)),
      { numRuns: 200 },
    )
  })
  test('any bytes give a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) =>
        Boolean(extractArticle(bytes, { url, contentType: null }).kind),
      ),
    )
  })
  for (const [name, html] of [
    ['half a million open elements', '<div>'.repeat(500_000)],
    [
      'dated elements in each other',
      `${'<div class="date author source">'.repeat(390)}${'<i>x</i>'.repeat(50_000)}`,
    ],
    ['a million closing tags', `<p>${'</b>'.repeat(1_000_000)}`],
    ['a long line of commas', `<p>${'a, '.repeat(1_000_000)}</p>`],
    ['a hundred thousand links', '<a href="/x">link text here</a>'.repeat(100_000)],
    ['deep JSON-LD', `<script type="application/ld+json">${'['.repeat(200_000)}</script><p>${paragraph}`],
    ['digits without an end', `<p>${'2024-'.repeat(500_000)}</p>`],
  ] as const) {
    test(`${name}: no throw, no hang`, { timeout: 10_000 }, () => assert.ok(read(html).kind))
  }
})
