import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { type HttpUrl, type Outlet, parseHttpUrl, siteOf } from '#model'
import { formatOutlet, type OutletStore, parseOutlet } from '#sources'
import { freeSlug, isOfOutlet, openOutletBook, outletOf } from './outlet-book.ts'

const politeness = { delayMs: 0, sourceIntervalMs: 1000, revisitAfterMs: 1000 }
const url = (text: string): HttpUrl => parseHttpUrl(text)

function outlet(homepage: string, sources: readonly string[] = []): Outlet {
  return {
    slug: 'paper',
    name: 'The Paper',
    homepage: url(homepage),
    language: null,
    channel: null,
    region: null,
    sources: sources.map((each) => ({ kind: 'feed', url: url(each), channel: null })),
    politeness,
    followed: true,
  }
}

/** Keeps files as the real one does: what is saved must be readable again. */
function memoryStore(first: readonly Outlet[] = []): OutletStore {
  const files = new Map(first.map((each) => [each.slug, formatOutlet(each)]))
  return {
    async all() {
      return [...files.values()].map(parseOutlet)
    },
    async find(slug) {
      const file = files.get(slug)
      return file ? parseOutlet(file) : null
    },
    async save(each) {
      parseOutlet(formatOutlet(each))
      await new Promise((resolve) => setImmediate(resolve))
      files.set(each.slug, formatOutlet(each))
    },
    remove: async (slug) => files.delete(slug),
  }
}

describe('whether a URL is of an outlet', () => {
  const cases: readonly [string, string, boolean][] = [
    ['https://www.paper.com.cn/', 'http://news.paper.com.cn/1', true],
    ['https://www.paper.com.cn/', 'https://www.other.com.cn/1', false],
    ['https://paper.co.uk/', 'https://evilpaper.co.uk/', false],
    ['https://paper.co.uk/', 'https://paper.co.uk.evil.example/', false],
    ['https://one.github.io/', 'https://two.github.io/', false],
    ['https://www.paper.example/', 'https://m.paper.example:8443/1', true],
    ['http://192.0.2.7/', 'http://192.0.2.7/news', true],
    ['http://192.0.2.7/', 'http://192.0.2.70/news', false],
    ['http://192.0.2.7:8080/', 'http://192.0.2.7:9090/news', false],
    ['http://[2001:db8::1]/', 'http://[2001:db8::1]/news', true],
    ['http://localhost:8080/', 'http://localhost:8081/', false],
  ]
  for (const [homepage, page, expected] of cases) {
    test(`${page} is ${expected ? '' : 'not '}of ${homepage}`, () => {
      assert.equal(isOfOutlet(url(page), outlet(homepage)), expected)
    })
  }

  test('the sites of its sources are its own', () => {
    const own = outlet('https://www.paper.example/', ['https://feeds.paperpress.example/all.xml'])
    assert.equal(isOfOutlet(url('https://www.paperpress.example/1'), own), true)
    assert.equal(isOfOutlet(url('https://other.example/1'), own), false)
  })

  test('every URL has a site', () => {
    fc.assert(fc.property(fc.webUrl(), (text) => siteOf(url(text)).length > 0))
  })
})

describe('the outlet book', () => {
  test('puts an outlet down that is known, not followed, with the settings’ politeness', async () => {
    const book = await openOutletBook(memoryStore(), { politeness })
    const made = await book.ofOrNew(url('https://news.paper.com.cn/1.html'), 'The Paper')
    assert.deepEqual(
      [made.slug, made.name, made.homepage, made.followed, made.politeness],
      ['paper-com-cn', 'The Paper', 'https://news.paper.com.cn/', false, politeness],
    )
    assert.equal((await book.ofOrNew(url('https://www.paper.com.cn/2.html'), null)).slug, made.slug)
    assert.equal(book.of(url('https://paper.com.cn/'))?.slug, made.slug)
  })

  test('puts a site down once, however many visits meet it at once', async () => {
    const book = await openOutletBook(memoryStore(), { politeness })
    const pages = Array.from({ length: 8 }, (_, n) => url(`https://www.paper.example/${n}`))
    const others = Array.from({ length: 3 }, (_, n) => url(`https://www.other${n}.example/`))
    const made = await Promise.all([...pages, ...others].map((each) => book.ofOrNew(each, null)))
    assert.equal(new Set(made.map((each) => each.slug)).size, 4)
    assert.equal(book.all().length, 4)
  })

  test('one that cannot be saved does not keep the next from being put down', async () => {
    const store = memoryStore()
    let isFull = true
    const { save } = store
    const failing = {
      ...store,
      save: (each: Outlet) => (isFull ? Promise.reject(new Error('disk full')) : save(each)),
    }
    const book = await openOutletBook(failing, { politeness })
    await assert.rejects(book.ofOrNew(url('https://a.example/'), null), /disk full/)
    isFull = false
    assert.ok(await book.ofOrNew(url('https://a.example/'), null))
  })

  test('whatever a page calls its outlet, and however long its host is, the file can be read again', async () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
    const host = fc
      .tuple(label, fc.constantFrom('example', 'com.cn', 'co.uk'))
      .map((parts) => parts.join('.'))
    const isUrl = (text: string) => URL.canParse(text)
    await fc.assert(
      fc.asyncProperty(
        host.map((each) => `https://${each}/1`).filter(isUrl),
        fc.option(fc.string({ maxLength: 300, unit: 'binary' })),
        async (page, name) => {
          const book = await openOutletBook(memoryStore(), { politeness })
          const made = await book.ofOrNew(url(page), name)
          assert.ok(made.name.length > 0)
          assert.deepEqual(book.find(made.slug), made)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('a slug that is taken gets a number', () => {
    const taken = (slug: string) => ({ ...outlet('https://a.example/'), slug })
    assert.equal(freeSlug('paper', []), 'paper')
    assert.equal(freeSlug('paper', [taken('paper'), taken('paper-2')]), 'paper-3')
  })

  test('an article is of the outlet that led to it, unless it lies on another site', async () => {
    const book = await openOutletBook(memoryStore([outlet('https://paper.example/')]), { politeness })
    assert.equal((await outletOf('paper', url('https://m.paper.example/1'), null, book)).slug, 'paper')
    assert.equal((await outletOf('paper', url('https://other.example/1'), null, book)).slug, 'other-example')
    assert.equal((await outletOf(null, url('https://paper.example/1'), null, book)).slug, 'paper')
    assert.equal((await outletOf('unknown', url('https://paper.example/1'), null, book)).slug, 'paper')
  })
})
