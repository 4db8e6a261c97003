import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseHttpUrl } from '#model'
import { formatOpml, OpmlError, parseOpml } from './opml.ts'
import { defaultPoliteness } from './outlet-file.ts'

describe('OPML', () => {
  test('as feed readers export it: feeds of one site are one outlet, folders or not', () => {
    const outlets = parseOpml(`<?xml version="1.0"?><opml version="1.0"><body><outline text="News">
      <outline text="Paper &amp; Post" type="rss" xmlUrl="https://paper.example/world.xml" htmlUrl="https://www.paper.example/"/>
      <outline text="Paper sport" type="rss" xmlUrl="https://paper.example/sport.xml" htmlUrl="https://www.paper.example/"/>
      </outline><outline title="清河" xmlUrl="https://qinghe.example/rss"/><outline text="nothing"/></body></opml>`)
    assert.deepEqual(
      outlets.map(({ name, slug, sources }) => [name, slug, sources.length]),
      [
        ['Paper & Post', 'paper', 2],
        ['清河', 'qinghe', 1],
      ],
    )
  })

  test('what we write we read again, sitemaps and sections included', () => {
    const outlet = {
      slug: 'paper',
      name: 'The "Paper" & <Post>',
      homepage: parseHttpUrl('https://www.paper.example/'),
      language: 'en',
      channel: null,
      region: null,
      sources: [
        { kind: 'feed', url: parseHttpUrl('https://www.paper.example/rss?a=1&b=2'), channel: null },
        { kind: 'sitemap', url: parseHttpUrl('https://www.paper.example/sitemap.xml'), channel: null },
        { kind: 'section', url: parseHttpUrl('https://www.paper.example/world/'), channel: null },
      ],
      politeness: defaultPoliteness,
      followed: true,
    } as const
    assert.deepEqual(parseOpml(formatOpml([outlet], 'Followed')), [outlet])
  })

  test('anything else is an OpmlError', () => {
    assert.throws(() => parseOpml('<html></html>'), OpmlError)
    assert.throws(() => parseOpml('<opml><body><outline text="a"/></body></opml>'), OpmlError)
    const pieces = fc.constantFrom('<opml>', '<outline xmlUrl="', 'https://a.example/', '"/>', '&#0;', '<')
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        try {
          parseOpml(parts.join(''))
        } catch (error) {
          assert.ok(error instanceof OpmlError)
        }
      }),
    )
  })
})
