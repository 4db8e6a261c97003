import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Access, SearchView } from '#access'
import type { Instant } from '#model'
import { createFakeAccess } from '../fixtures/fake-access.ts'
import { createSite } from '../site.ts'

describe('the search page counts what was found', () => {
  test('every value is a link that narrows the search, with its count', async () => {
    const text = await pageOf(createFakeAccess(), '/search?q=桥')
    const links = hrefsIn(text, 'facets')
    assert.ok(links.length > 0)
    for (const link of links) {
      assert.equal(link.pathname, '/search')
      assert.equal(link.searchParams.has('cursor'), false)
      assert.match(link.searchParams.get('q') ?? '', /^桥/)
    }
    assert.ok(links.some((link) => link.searchParams.has('channel')))
  })

  test('a filter that the query has already is replaced, not doubled', async () => {
    const text = await pageOf(withStates(), '/search?q=桥 state:live')
    const states = hrefsIn(text, 'facets').filter((link) => link.searchParams.get('q')?.includes('state:'))
    assert.ok(states.some((link) => link.searchParams.get('q') === '桥 state:gone'))
  })

  test('bars of the histogram are links to their days, and have a name', async () => {
    const text = await pageOf(withStates(), '/search?q=桥')
    const [first, ...others] = hrefsIn(text, 'histogram')
    assert.equal(first?.searchParams.get('from'), '2024-05-01')
    assert.equal(first?.searchParams.get('to'), '2024-05-31')
    assert.equal(others.length, 1) // The empty month between has none.
    assert.match(text, /<a [^>]*aria-label="[^"]*3 [^"]*"/)
  })

  test('what comes near stands apart and says which words it lacks', async () => {
    const access = createFakeAccess()
    const search: Access['search'] = async (text, options) => {
      const found = await access.search('桥', options)
      const items = found.items.map((item): SearchView => ({ ...item, missing: [text] }))
      return { ...found, items, total: { value: 0, exact: true } }
    }
    const text = await pageOf({ ...access, search }, '/search?q=石拱')
    assert.match(text, /<h2 class="near-title">/)
    assert.match(text, /<p class="lacks">[^<]*石拱<\/p>/)
  })
})

function withStates(): Access {
  const access = createFakeAccess()
  const at = (day: string) => `${day}T00:00:00.000Z` as Instant
  return {
    ...access,
    search: async (_, options) => access.search('桥', options),
    searchFacets: async (_, narrowing) => ({
      ...(await access.searchFacets('桥', narrowing)),
      total: 5,
      state: [
        { value: 'live', count: 3 },
        { value: 'gone', count: 2 },
      ],
      histogram: {
        unit: 'month',
        buckets: [
          { from: at('2024-05-01'), to: at('2024-06-01'), count: 3 },
          { from: at('2024-06-01'), to: at('2024-07-01'), count: 0 },
          { from: at('2024-07-01'), to: at('2024-08-01'), count: 2 },
        ],
      },
    }),
  }
}

async function pageOf(access: Access, path: string): Promise<string> {
  const clock = { now: () => '2024-09-20T10:00:00.000Z' as Instant }
  const site = createSite({ access, clock, serviceName: 'Verbatim', contact: null })
  const response = await site.request(encodeURI(path))
  return response.text()
}

function hrefsIn(text: string, part: string): URL[] {
  const [, inside = ''] = text.split(`class="${part}"`)
  const end = inside.search(/<\/nav>|<\/figure>/)
  return Array.from(
    inside.slice(0, end).matchAll(/href="([^"]*)"/g),
    ([, href = '']) => new URL(href.replaceAll('&amp;', '&'), 'http://localhost'),
  )
}
