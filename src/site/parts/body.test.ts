import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import type { Article, Block, HttpUrl, SnapshotId } from '#model'
import { createReader } from '../reader.ts'
import { body } from './body.ts'

const reader = createReader({ chosen: 'en', accepted: null }, '+08:00')
const id = '0690805o53hoe8rr7c' as SnapshotId
const url = 'https://news.example/a.jpg' as HttpUrl

describe('the body of an article', () => {
  test('a held figure is our own copy, by its place in the body, quotations included', () => {
    const figure: Block = { kind: 'figure', image: url, alt: 'A', caption: 'C', credit: 'P' }
    const markup = show([figure, { kind: 'quotation', blocks: [figure] }, figure], [false, true, true])
    assert.deepEqual(
      [...markup.matchAll(/src="([^"]*)"/g)].map((match) => match[1]),
      [`/s/${id}/image/1`, `/s/${id}/image/2`],
    )
    assert.match(markup, /Image not held/)
    assert.match(markup, /<figcaption>C/)
  })

  test('no element of it asks another site for anything', () => {
    const blocks: Block[] = [
      { kind: 'figure', image: url, alt: null, caption: null, credit: null },
      { kind: 'embed', url, label: 'Video' },
      { kind: 'paragraph', runs: [{ text: 'x', href: url }] },
    ]
    for (const { name, attributes } of elementsOf(show(blocks))) {
      if (name !== 'a') assert.doesNotMatch(Object.values(attributes).join(' '), /https?:/)
    }
  })

  test('marks, links, lists, tables with spans, preformatted text and dividers keep their form', () => {
    const run = { text: '<x>', mark: 'strong' as const, href: url }
    const markup = show([
      { kind: 'heading', level: 3, runs: [run] },
      { kind: 'list', ordered: true, items: [[run]] },
      { kind: 'table', rows: [{ header: true, cells: [{ runs: [run], columns: 2, rows: 1 }] }] },
      { kind: 'preformatted', text: '  a\n  b' },
      { kind: 'divider' },
    ])
    assert.match(
      markup,
      /<h3><a href="https:\/\/news.example\/a.jpg" rel="noreferrer nofollow ugc"><strong>&lt;x&gt;<\/strong><\/a><\/h3>/,
    )
    assert.match(markup, /<ol><li>/)
    assert.match(markup, /<th scope="col" colspan="2">/)
    assert.match(markup, /<pre tabindex="0"> {2}a\n {2}b<\/pre>/)
    assert.match(markup, /<hr>/)
  })

  test('a passage in another language than the article says which', () => {
    const markup = show([
      { kind: 'paragraph', runs: [{ text: '原文' }] },
      { kind: 'paragraph', runs: [{ text: 'Original' }], language: 'en' },
      { kind: 'quotation', blocks: [{ kind: 'paragraph', runs: [{ text: 'Zitat' }] }], language: 'de' },
    ])
    assert.match(markup, /<p>原文<\/p>\n<p lang="en">Original<\/p>\n<blockquote lang="de">/)
  })

  test('a javascript: URL that got past everything before is shown, not linked', () => {
    const evil = 'javascript:alert(1)' as HttpUrl
    const markup = show([
      { kind: 'paragraph', runs: [{ text: 'x', href: evil }] },
      { kind: 'embed', url: evil, label: '' },
      { kind: 'figure', image: evil, alt: null, caption: null, credit: null },
    ])
    assert.doesNotMatch(markup, /href=/)
  })

  test('quotations in quotations end somewhere', () => {
    let block: Block = { kind: 'paragraph', runs: [{ text: 'deep' }] }
    for (let depth = 0; depth < 10_000; depth++) block = { kind: 'quotation', blocks: [block] }
    assert.doesNotThrow(() => show([block]))
  })

  test('whatever its text says, only our own elements come out', () => {
    const hostile = fc.constantFrom(
      '<script>',
      '"><img onerror=x>',
      "' style='",
      '&lt;',
      '</p>',
      '<!--',
      'javascript:',
    )
    const text = fc.oneof(fc.string(), hostile)
    fc.assert(
      fc.property(text, text, (one, other) => {
        const markup = show(
          [
            { kind: 'paragraph', runs: [{ text: one }, { text: other, mark: 'em' }] },
            { kind: 'figure', image: url, alt: one, caption: other, credit: one },
            { kind: 'embed', url, label: one },
            { kind: 'preformatted', text: other },
          ],
          [true],
        )
        for (const { name, attributes } of elementsOf(markup)) {
          assert.ok(ours.has(name), name)
          for (const attribute of Object.keys(attributes)) assert.ok(ourAttributes.has(attribute), attribute)
        }
      }),
    )
  })
})

const ours = new Set(['p', 'em', 'figure', 'img', 'figcaption', 'span', 'a', 'pre'])
const ourAttributes = new Set([
  'class',
  'src',
  'alt',
  'width',
  'height',
  'loading',
  'decoding',
  'href',
  'rel',
  'lang',
  'tabindex',
])

function show(blocks: readonly Block[], heldImages: readonly boolean[] = []): string {
  return body({ body: blocks } as unknown as Article, { id, reader, heldImages }).text
}

function elementsOf(markup: string): { name: string; attributes: Record<string, string> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  new Parser({ onopentag: (name, attributes) => elements.push({ name, attributes }) }).end(markup)
  return elements
}
