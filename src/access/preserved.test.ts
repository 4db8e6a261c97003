import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Block, parseHttpUrl } from '#model'
import { figuresOf } from './preserved.ts'

const figure = (name: string): Block => ({
  kind: 'figure',
  image: parseHttpUrl(`https://paper.example/${name}`),
  alt: null,
  caption: null,
  credit: null,
})

describe('the figures of a body', () => {
  test('are counted in reading order, those in quotations too', () => {
    const body: Block[] = [
      { kind: 'divider' },
      figure('1'),
      { kind: 'quotation', blocks: [figure('2'), { kind: 'quotation', blocks: [figure('3')] }] },
      { kind: 'paragraph', runs: [{ text: 'words' }] },
      figure('4'),
    ]
    assert.deepEqual(
      figuresOf(body).map((url) => url.slice(-1)),
      ['1', '2', '3', '4'],
    )
    assert.deepEqual(figuresOf([]), [])
  })
})
