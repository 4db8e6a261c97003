import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { instantOf } from '#model'
import { type Follow, followKinds } from './follow.ts'
import { formatOpml, parseOpml } from './opml.ts'
import { ownerOf } from './target.ts'

const baseUrl = 'https://archive.example'
const followed = (follow: Follow, id: number) => ({
  ...{ id, follow, events: [], owner: ownerOf('guest-a'), createdAt: instantOf(0) },
})

describe('OPML', () => {
  test('what is written reads back as the same follows', () => {
    const value = {
      ...{
        channel: 'sport',
        outlet: 'qinghe-daily',
        author: '陈 "砚秋" & <b>',
        place: '北京',
        story: 'a'.repeat(16),
      },
      ...{ q: '"a b" OR c&d', article: 'b'.repeat(16), withdrawals: 'qinghe-daily' },
    }
    const follows = followKinds.map((kind): Follow => ({ kind, value: value[kind] }))
    assert.deepEqual(
      parseOpml(formatOpml(follows.map(followed), { title: '<T>', baseUrl }), baseUrl),
      follows,
    )
  })

  test("another reader's list follows the sites that it names", () => {
    const list = `<opml version="1.0"><body><outline text="News"><outline type="rss" xmlUrl="https://feeds.paper.example/rss"
      htmlUrl="https://www.paper.example/"/><outline XMLURL='http://rss.other.example/a.xml'></outline></body>`
    assert.deepEqual(parseOpml(list, baseUrl), [
      { kind: 'q', value: 'site:paper.example' },
      { kind: 'q', value: 'site:other.example' },
    ])
  })

  test('any text is read without harm', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseOpml(text, baseUrl)))
    fc.assert(fc.property(fc.string(), (url) => void parseOpml(`<outline xmlUrl="${url}">`, baseUrl)))
  })
})
