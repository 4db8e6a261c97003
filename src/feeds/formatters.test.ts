import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseDocument } from 'htmlparser2'
import type { Instant } from '#model'
import { atom } from './atom.ts'
import type { Feed } from './feed.ts'
import { jsonFeed } from './json-feed.ts'
import { rss } from './rss.ts'

describe('the formatters', () => {
  test('turn any text into a document that reads back as that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const expected = text
          .toWellFormed()
          .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
        const feed = feedWith(text)
        for (const document of [atom.format(feed), rss.format(feed)]) {
          const tree = parseDocument(document, { xmlMode: true })
          const titles = textsOf(tree, 'title')
          assert.equal(titles.at(-1), expected)
        }
        const json = JSON.parse(jsonFeed.format(feed)) as { items: { title: string }[] }
        assert.equal(json.items[0]?.title, expected)
      }),
    )
  })
})

function feedWith(text: string): Feed {
  const at = '2026-01-01T00:00:00.000Z' as Instant
  return {
    id: 'tag:news.example.org,2026:/feeds/newest',
    title: text,
    description: text,
    language: 'en',
    selfUrl: 'http://news.example.org/feeds/newest.atom',
    otherFormats: [],
    pageUrl: 'http://news.example.org/',
    nextUrl: null,
    hubUrl: null,
    deleted: [],
    publisher: text,
    updatedAt: at,
    entries: [
      {
        id: 'urn:uuid:00000000-0000-5000-8000-000000000000',
        title: text,
        url: 'http://news.example.org/s/1',
        originalUrl: `http://outlet.example/?${text}`,
        excerpt: [{ text, matched: true }],
        notes: [text],
        authors: [text],
        category: { slug: text, label: text },
        publishedAt: at,
        updatedAt: at,
        language: text,
      },
    ],
  }
}

function textsOf(tree: ReturnType<typeof parseDocument>, name: string): string[] {
  const texts: string[] = []
  const visit = (nodes: typeof tree.children): void => {
    for (const node of nodes) {
      if (!('children' in node)) continue
      if ('name' in node && node.name === name) {
        texts.push(node.children.map((child) => ('data' in child ? child.data : '')).join(''))
      }
      visit(node.children)
    }
  }
  visit(tree.children)
  return texts
}
