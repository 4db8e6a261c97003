import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import {
  type Capture,
  type CaptureId,
  type Exchange,
  type HttpUrl,
  instantOf,
  parseHttpUrl,
  urlKey,
} from '#model'
import { articleUrl, type CapturedPage, isFurtherPageOf, readArticle, redirectOf } from './read-article.ts'

const limits = { pagesPerArticleMax: 4, decodedBytesMax: 200_000, decodedRatioMax: 1000 }
const at = (n: number) =>
  parseHttpUrl(n === 1 ? 'https://paper.example/2026/9.html' : `https://paper.example/2026/9_${n}.html`)

function captured(url: HttpUrl, body: string | Uint8Array, more: Partial<Exchange> = {}): CapturedPage {
  const exchange = {
    url,
    status: 200,
    headers: [['content-type', 'text/html; charset=utf-8']],
    payload: Buffer.from(body as string),
    truncated: null,
    ...more,
  } as Exchange
  const capture = {
    id: `urn:uuid:${url}` as CaptureId,
    url,
    urlKey: urlKey(url),
    capturedAt: instantOf(0),
    status: exchange.status,
  } as Capture
  return { capture, exchange }
}

const words = ['council', 'harbour', 'orchard', 'library', 'tram', 'museum', 'river']
function page(n: number, next: HttpUrl | null): string {
  const paragraphs = Array.from({ length: 4 }, (_, index) => {
    const clause = words.map((word, at) => `the ${word} of ward ${n}${index}${at} opened`).join(', ')
    return `<p>Page ${n}, paragraph ${index}: ${clause}.</p>`
  })
  const link = next ? `<a rel="next" href="${next}">Next page</a>` : ''
  return `<!doctype html><html lang="en"><title>A long read</title><article><h1>A long read</h1>${paragraphs.join('')}</article>${link}`
}

/** Reads `first` with these further pages to be had; tells which were asked for. */
async function read(first: CapturedPage, further: readonly CapturedPage[] = []) {
  const asked: HttpUrl[] = []
  const reading = await readArticle(
    first,
    async (url) => {
      asked.push(url)
      return further.find((each) => each.exchange.url === url) ?? null
    },
    limits,
  )
  return { reading, asked }
}

describe('an article in pages', () => {
  test('is read whole, in the order of its pages', async () => {
    const { reading } = await read(captured(at(1), page(1, at(2))), [
      captured(at(2), page(2, at(3))),
      captured(at(3), page(3, null)),
    ])
    assert.equal(reading.kind, 'article')
    if (reading.kind !== 'article') return
    assert.deepEqual(reading.article.text.match(/Page \d, paragraph 0/g), [
      'Page 1, paragraph 0',
      'Page 2, paragraph 0',
      'Page 3, paragraph 0',
    ])
    assert.equal(reading.pages.length, 3)
    assert.equal(reading.article.complete, true)
    assert.equal(reading.article.nextPageUrl, null)
  })

  test('whose next page is missing, an error or no article ends there and is marked as incomplete', async () => {
    const none = await read(captured(at(1), page(1, at(2))))
    const error = await read(captured(at(1), page(1, at(2))), [
      captured(at(2), page(2, null), { status: 500 }),
    ])
    const empty = await read(captured(at(1), page(1, at(2))), [captured(at(2), '<title>Wait</title>')])
    for (const { reading } of [none, error, empty]) {
      assert.equal(reading.kind === 'article' && reading.article.complete, false)
      assert.equal(reading.kind === 'article' && reading.pages.length, 1)
    }
  })

  test('that lead back to one another are each read once', async () => {
    const { reading, asked } = await read(captured(at(1), page(1, at(2))), [captured(at(2), page(2, at(2)))])
    assert.deepEqual(asked, [at(2)])
    assert.equal(reading.kind === 'article' && reading.pages.length, 2)
  })

  test('without an end are read up to the limit, and what is there is marked as incomplete', async () => {
    const endless = Array.from({ length: 9 }, (_, index) =>
      captured(at(index + 2), page(index + 2, at(index + 3))),
    )
    const { reading, asked } = await read(captured(at(1), page(1, at(2))), endless)
    assert.equal(asked.length, 3)
    assert.equal(reading.kind === 'article' && reading.pages.length, 4)
    assert.equal(reading.kind === 'article' && reading.article.complete, false)
  })

  test('go on only on the first one’s host', () => {
    const first = captured(at(1), '')
    assert.equal(isFurtherPageOf(first, parseHttpUrl('https://paper.example/other')), true)
    assert.equal(isFurtherPageOf(first, parseHttpUrl('https://other.example/2026/9_2.html')), false)
    assert.equal(isFurtherPageOf(first, parseHttpUrl('https://paper.example:8443/2026/9_2.html')), false)
  })
})

describe('a captured page', () => {
  test('is unpacked first', async () => {
    const headers = [
      ['content-type', 'text/html'],
      ['content-encoding', 'gzip'],
    ] as const
    const { reading } = await read(captured(at(1), gzipSync(page(1, null)), { headers }))
    assert.equal(reading.kind, 'article')
  })

  test('that grows beyond the limit when it is unpacked is no article', async () => {
    const headers = [['content-encoding', 'gzip']] as const
    const bomb = captured(at(1), gzipSync(Buffer.alloc(300_000, 'a')), { headers })
    const { reading } = await read(bomb)
    assert.equal(reading.kind === 'not-an-article' && reading.why.reason, 'too-large')
  })

  test('with a status of failure is no article, whatever it says', async () => {
    for (const status of [302, 403, 404, 500]) {
      const { reading } = await read(captured(at(1), page(1, null), { status }))
      assert.equal(reading.kind === 'not-an-article' && reading.why.reason, 'error-page')
    }
  })

  test('that was cut off on the way is incomplete', async () => {
    const { reading } = await read(captured(at(1), page(1, null), { truncated: 'length' }))
    assert.equal(reading.kind === 'article' && reading.article.complete, false)
  })
})

describe('the address that an article goes by', () => {
  const own = 'https://www.paper.example/2026/1.html?from=app'
  const cases: readonly [string, string | null, string][] = [
    [
      'the canonical one on its own host',
      'https://www.paper.example/2026/1.html',
      'https://www.paper.example/2026/1.html',
    ],
    ['with or without www.', 'https://paper.example/2026/1.html', 'https://paper.example/2026/1.html'],
    ['http or https', 'http://www.paper.example/2026/1.html', 'http://www.paper.example/2026/1.html'],
    ['not one on another host', 'https://other.example/2026/1.html', own],
    ['not one on another host below the same domain', 'https://blog.paper.example/1', own],
    ['not one on another port', 'https://www.paper.example:8443/1', own],
    ['not the home page', 'https://www.paper.example/', own],
    ['its own where it names none', null, own],
    ['a query at the home page’s path', 'https://www.paper.example/?p=17', 'https://www.paper.example/?p=17'],
  ]
  for (const [claim, canonical, expected] of cases) {
    test(claim, () => {
      assert.equal(
        articleUrl(parseHttpUrl(own), canonical === null ? null : parseHttpUrl(canonical)),
        expected,
      )
    })
  }
})

describe('where a redirect leads', () => {
  const redirect = (status: number, location?: string) =>
    redirectOf(
      captured(at(1), '', { status, headers: location === undefined ? [] : [['Location', location]] })
        .exchange,
    )

  test('is resolved against its own address', () => {
    assert.equal(redirect(301, '/new.html'), 'https://paper.example/new.html')
    assert.equal(redirect(302, 'http://other.example/x#y'), 'http://other.example/x')
  })

  test('is nowhere for other answers, without a Location, or out of the web', () => {
    assert.equal(redirect(200, '/new.html'), null)
    assert.equal(redirect(302), null)
    assert.equal(redirect(302, 'javascript:alert(1)'), null)
  })
})
