import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Block, parseHttpUrl } from '#model'
import { block } from './block-schema.ts'

const runs = [
  { text: 'Text ', mark: 'strong' as const },
  { text: 'und mehr', href: parseHttpUrl('https://news.example/') },
]
const image = parseHttpUrl('https://news.example/a.jpg')
const blocks: readonly Block[] = [
  { kind: 'paragraph', runs, language: 'de' },
  { kind: 'heading', level: 2, runs },
  { kind: 'list', ordered: true, items: [runs] },
  { kind: 'quotation', blocks: [{ kind: 'quotation', blocks: [{ kind: 'paragraph', runs }] }] },
  { kind: 'table', rows: [{ header: true, cells: [{ runs, columns: 2, rows: 1 }] }] },
  { kind: 'figure', image, alt: null, caption: 'Bild', credit: null },
  { kind: 'embed', url: image, label: 'Video' },
  { kind: 'preformatted', text: 'a\n b' },
  { kind: 'divider' },
]

test('each kind of block is one of the API’s', () => {
  for (const each of blocks) assert.deepEqual(block.parse(each), each)
})
